using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace MssTools.Core.Services.Receivers;

/// <summary>
/// POSTs each event as JSON, signed where there is a secret. What may come right is tried again, with pauses that grow; nothing is read of an answer but its
/// head, and nobody is followed elsewhere.
/// </summary>
internal sealed class Webhook : IEventTarget
{
    private const int MostDrained = 16 * 1024;
    private const int MostHeaders = 16; // KiB

    private static readonly TimeSpan s_firstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(60);

    /// <summary>From the first attempt of an event to its last one.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(10);

    private readonly EventReceiverDefinition _definition;
    private readonly TimeProvider _time;
    private readonly HttpClient _http;
    private readonly Uri _address;
    private readonly byte[]? _key;
    private readonly string _shown;

    /// <param name="definition">Where to, and how; checked.</param>
    /// <param name="time">The clock.</param>
    public Webhook(EventReceiverDefinition definition, TimeProvider time)
    {
        (_definition, _time, _key, _shown) = (definition, time, definition.Key(), EventReceiver.TargetOf(definition));
        Uri given = definition.Uri!;
        _address = new UriBuilder(given) { UserName = "", Password = "" }.Uri;
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = !given.IsLoopback,
            ConnectTimeout = TimeSpan.FromSeconds(definition.Timeout),
            MaxResponseDrainSize = MostDrained,
            MaxResponseHeadersLength = MostHeaders,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5), // names may move
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        _http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("MssTools", ServiceHost.Version));
        if (given.UserInfo.Length > 0)
        {
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
                "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(given.UserInfo))));
        }
    }

    /// <inheritdoc/>
    public async Task DeliverAsync(MssEvent happened, string id, Action<MssException> retries, CancellationToken stop)
    {
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(happened, WireJson.Clear);
        long start = _time.GetTimestamp();
        TimeSpan pause = s_firstPause;
        for (int attempt = 0; ; attempt++)
        {
            if (await PostAsync(body, id, stop).ConfigureAwait(false) is not { } failure)
            {
                return;
            }

            TimeSpan wait = Longer(pause, Shorter(failure.RetryAfter, s_longestPause));
            if (!failure.MayComeRight || attempt >= _definition.RetryCount || _time.GetElapsedTime(start) + wait > s_longest)
            {
                throw failure.Error;
            }

            retries(failure.Error);
            await Task.Delay(wait, _time, stop).ConfigureAwait(false);
            pause = Shorter(pause * 2, s_longestPause);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    // Null: it was taken.
    private async Task<Failure?> PostAsync(byte[] body, string id, CancellationToken stop)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(_definition.Timeout), _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop);
        using HttpRequestMessage message = Message(body, id);
        try
        {
            using HttpResponseMessage answer = await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            return answer.IsSuccessStatusCode ? null : OfAnswer(answer);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return new Failure(
                new MssException(
                    MssError.TimedOut,
                    $"'{_shown}' has not answered for {_definition.Timeout} s.",
                    "Have the receiver answer at once and work afterwards, or give a longer -Timeout."),
                MayComeRight: true);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            return new Failure(
                new MssException(
                    MssError.Unavailable,
                    $"'{_shown}' cannot be reached: {failure.GetBaseException().Message}",
                    "Check that it runs, the address, and that its certificate is trusted."),
                MayComeRight: true);
        }
    }

    private HttpRequestMessage Message(byte[] body, string id)
    {
        var message = new HttpRequestMessage(HttpMethod.Post, _address) { Content = new ByteArrayContent(body) };
        message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        long now = _time.GetUtcNow().ToUnixTimeSeconds();
        message.Headers.Add(WebhookSignature.IdHeader, id);
        message.Headers.Add(WebhookSignature.TimestampHeader, now.ToString(CultureInfo.InvariantCulture));
        if (_key is not null)
        {
            message.Headers.Add(WebhookSignature.Header, WebhookSignature.Of(_key, id, now, body));
        }

        return message;
    }

    private Failure OfAnswer(HttpResponseMessage answer)
    {
        int status = (int)answer.StatusCode;
        string said = $"'{_shown}' answered {status} {ForeignText.Value(answer.ReasonPhrase ?? "")}".TrimEnd();
        (MssError code, string advice) = status switch
        {
            >= 300 and < 400 => (MssError.SinkFailed, "It wants the event elsewhere, where nobody follows it: register the address that it moved to."),
            401 or 403 => (MssError.AccessDenied, "Check the secret, and user and password in the address."),
            408 or 429 or >= 500 => (MssError.SinkFailed, "The receiver has to see to it; events are sent again, as often as -RetryCount says."),
            _ => (MssError.SinkFailed, "The receiver does not take such events; look at its log, and check the address."),
        };
        return new Failure(new MssException(code, said + ".", advice), MayComeRight: status is 408 or 429 or >= 500)
        {
            RetryAfter = AskedPause(answer.Headers.RetryAfter),
        };
    }

    private TimeSpan AskedPause(RetryConditionHeaderValue? asked) =>
        asked?.Delta ?? (asked?.Date is { } date ? date - _time.GetUtcNow() : TimeSpan.Zero);

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private sealed record Failure(MssException Error, bool MayComeRight)
    {
        /// <summary>How long the receiver wants to be left alone.</summary>
        public TimeSpan RetryAfter { get; init; }
    }
}

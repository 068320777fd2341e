namespace MssTools.Cloud;

/// <summary>
/// The way to the network of both SDKs. The one of Amazon sends a request a second time where a connection breaks without an answer, even where it is
/// told to make no attempts of its own; then nobody learns that the first one may have been done. So an attempt is one request here, and a second one fails.
/// </summary>
internal sealed class SendOnce() : DelegatingHandler(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
{
    // Of the attempt that is being made: whether its request was sent.
    private static readonly AsyncLocal<Sent?> s_sent = new();

    /// <summary>The client of the process. Never disposed; calls bound their own time.</summary>
    public static HttpClient Client { get; } = new(new SendOnce()) { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>Makes an attempt to store, whose request is sent once.</summary>
    public static async Task<T> AttemptAsync<T>(Func<Task<T>> attempt)
    {
        s_sent.Value = new Sent(); // until this method returns
        return await attempt().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.ExpectContinue = false; // a round trip for nothing: the bodies are small
        if (request.Method == HttpMethod.Put && s_sent.Value is { } sent)
        {
            if (sent.IsSo)
            {
                throw new HttpRequestException("The connection broke before the answer.");
            }

            sent.IsSo = true;
        }

        return base.SendAsync(request, cancellationToken);
    }

    private sealed class Sent
    {
        public bool IsSo { get; set; }
    }
}

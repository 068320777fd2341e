using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace MssTools.Core.Outputs.Push;

/// <summary>
/// One POST of HTTP/1.1 (RFC 9112) on a connection of its own, whose answer is read while the body is sent: HttpClient reads none before
/// the body's end, which for a live stream never comes. Owned by who opened it.
/// </summary>
internal sealed class PostExchange : IDisposable
{
    private const int LongestAnswer = 16 * 1024;
    private const int Slice = 64 * 1024;
    private const int Continue = 100;

    private static readonly TimeSpan s_connect = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_continue = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(2);

    private readonly TcpClient _client;
    private readonly Stream _stream;
    private readonly TimeSpan _stall;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _limit;
    private readonly CancellationTokenRegistration _stopping;
    private readonly TaskCompletionSource _continued = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private PostExchange(TcpClient client, Stream stream, TimeSpan stall, TimeProvider time, CancellationToken stop)
    {
        (_client, _stream, _stall, _time) = (client, stream, stall, time);
        _limit = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        _stopping = stop.Register(_limit.Cancel);
        Answer = ReadAnswerAsync();
        _ = Answer.ContinueWith(
            static (answer, limit) => EndSoon(answer, (CancellationTokenSource)limit!),
            _limit,
            CancellationToken.None,
            TaskContinuationOptions.None,
            TaskScheduler.Default);
    }

    /// <summary>The answer, as soon as it comes, whether the body is sent or not. Faults with IOException where the connection ends without.</summary>
    public Task<HttpAnswer> Answer { get; }

    /// <summary>Connects and sends the head of the request.</summary>
    /// <param name="address">Where to.</param>
    /// <param name="access">With what.</param>
    /// <param name="hasBody">True for a body in chunks; false for an empty one.</param>
    /// <param name="expects">True to have the server asked before the body.</param>
    /// <param name="sendBuffer">Bytes that the system may hold of it: what lies there is lost with the connection, and looks sent.</param>
    /// <param name="stall">How long a piece of the body may take.</param>
    /// <param name="time">The clock.</param>
    /// <param name="stop">Ends it at once.</param>
    /// <exception cref="IOException">It cannot be connected, in time.</exception>
    public static async Task<PostExchange> OpenAsync(
        Uri address, PushAccess access, bool hasBody, bool expects, int sendBuffer, TimeSpan stall, TimeProvider time, CancellationToken stop)
    {
        using var limit = new CancellationTokenSource(s_connect, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop);
        var client = new TcpClient { NoDelay = true, SendBufferSize = sendBuffer };
        try
        {
            await client.ConnectAsync(address.IdnHost, address.Port, either.Token).ConfigureAwait(false);
            Stream stream = client.GetStream();
            if (address.Scheme == Uri.UriSchemeHttps)
            {
                var tls = new SslStream(stream);
                await tls.AuthenticateAsClientAsync(access.TlsFor(address), either.Token).ConfigureAwait(false);
                stream = tls;
            }

            string head = Head(address, access.AuthorizationFor(address), hasBody, expects);
            await stream.WriteAsync(Encoding.ASCII.GetBytes(head), either.Token).ConfigureAwait(false);
            return new PostExchange(client, stream, stall, time, stop);
        }
        catch (Exception failure)
        {
            client.Dispose();
            throw failure switch
            {
                OperationCanceledException when !stop.IsCancellationRequested => new IOException($"No connection in {s_connect.TotalSeconds:0} s."),
                SocketException or System.Security.Authentication.AuthenticationException => new IOException(failure.Message, failure),
                _ => failure,
            };
        }
    }

    /// <summary>Waits until the server lets the body come, or has not answered for five seconds (RFC 9110 10.1.1).</summary>
    public Task AwaitContinueAsync(CancellationToken stop) =>
        Task.WhenAny(_continued.Task, Answer, Task.Delay(s_continue, _time, stop));

    /// <summary>Sends bytes that are chunks already.</summary>
    /// <returns>False where the server answered before all was sent.</returns>
    /// <exception cref="IOException">The connection is lost, or nothing of it was taken in time.</exception>
    public async Task<bool> TryWriteAsync(ReadOnlyMemory<byte> chunks, CancellationToken stop)
    {
        try
        {
            for (int sent = 0; sent < chunks.Length; sent += Slice)
            {
                if (Answer.IsCompleted)
                {
                    return false;
                }

                _limit.CancelAfter(_stall);
                await _stream.WriteAsync(chunks.Slice(sent, Math.Min(Slice, chunks.Length - sent)), _limit.Token).ConfigureAwait(false);
            }

            _limit.CancelAfter(Timeout.InfiniteTimeSpan);
            return true;
        }
        catch (Exception failure) when (failure is OperationCanceledException or IOException or SocketException or ObjectDisposedException)
        {
            stop.ThrowIfCancellationRequested();
            return Answer.IsCompletedSuccessfully || await AnswersSoonAsync().ConfigureAwait(false)
                ? false
                : throw (failure is OperationCanceledException
                    ? new IOException($"Nothing was taken for {_stall.TotalSeconds:0} s.")
                    : new IOException(failure.Message, failure));
        }
    }

    /// <summary>Sends bytes as one chunk.</summary>
    public Task<bool> TryWriteChunkAsync(ReadOnlyMemory<byte> bytes, CancellationToken stop)
    {
        byte[] head = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{bytes.Length:x}\r\n"));
        return TryWriteAsync((byte[])[.. head, .. bytes.Span, .. "\r\n"u8], stop);
    }

    /// <summary>Ends the body and waits for the answer.</summary>
    /// <exception cref="IOException">The connection is lost, or no answer comes in time.</exception>
    public async Task<HttpAnswer> EndAsync(CancellationToken stop)
    {
        await TryWriteAsync("0\r\n\r\n"u8.ToArray(), stop).ConfigureAwait(false);
        return await AnswerInTimeAsync(stop).ConfigureAwait(false);
    }

    /// <summary>Waits for the answer.</summary>
    /// <exception cref="IOException">The connection is lost, or no answer comes in time.</exception>
    public async Task<HttpAnswer> AnswerInTimeAsync(CancellationToken stop)
    {
        try
        {
            return await Answer.WaitAsync(_stall, _time, stop).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw new IOException($"No answer in {_stall.TotalSeconds:0} s.");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopping.Dispose();
        _stream.Dispose();
        _client.Dispose();
        _limit.Dispose();
    }

    // A connection that was reset may have brought its answer before.
    private async Task<bool> AnswersSoonAsync()
    {
        await Task.WhenAny(Answer, Task.Delay(s_grace, _time)).ConfigureAwait(false);
        return Answer.IsCompletedSuccessfully;
    }

    // What is being written when the answer comes has a moment left.
    private static void EndSoon(Task answer, CancellationTokenSource limit)
    {
        _ = answer.Exception; // where nobody else looks at it
        try
        {
            limit.CancelAfter(s_grace);
        }
        catch (ObjectDisposedException)
        {
            // It has ended.
        }
    }

    // As it is written on the wire: names in their ASCII form (RFC 5890), IPv6 in brackets.
    private static string HostOf(Uri address)
    {
        string host = address.HostNameType == UriHostNameType.IPv6 ? $"[{address.IdnHost}]" : address.IdnHost;
        return address.IsDefaultPort ? host : string.Create(CultureInfo.InvariantCulture, $"{host}:{address.Port}");
    }

    private static string Head(Uri address, string? authorization, bool hasBody, bool expects)
    {
        var head = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"POST {address.PathAndQuery} HTTP/1.1\r\n")
            .Append(CultureInfo.InvariantCulture, $"Host: {HostOf(address)}\r\n")
            .Append("User-Agent: MssTools\r\nAccept: */*\r\nConnection: close\r\n");
        if (authorization is not null)
        {
            head.Append(CultureInfo.InvariantCulture, $"Authorization: {authorization}\r\n");
        }

        head.Append(hasBody ? "Content-Type: video/mp4\r\nTransfer-Encoding: chunked\r\n" : "Content-Length: 0\r\n");
        return head.Append(expects ? "Expect: 100-continue\r\n\r\n" : "\r\n").ToString();
    }

    private async Task<HttpAnswer> ReadAnswerAsync()
    {
        byte[] buffer = new byte[LongestAnswer];
        int filled = 0;
        while (true)
        {
            int end = buffer.AsSpan(0, filled).IndexOf("\r\n\r\n"u8);
            if (end >= 0)
            {
                var answer = HttpAnswer.Parse(Encoding.Latin1.GetString(buffer, 0, end));
                if (answer.Status >= 200)
                {
                    return answer;
                }

                if (answer.Status == Continue)
                {
                    _continued.TrySetResult();
                }

                buffer.AsSpan((end + 4)..filled).CopyTo(buffer);
                filled -= end + 4;
                continue;
            }

            int count = filled == buffer.Length
                ? throw new IOException($"The head of the answer has more than {LongestAnswer} bytes.")
                : await _stream.ReadAsync(buffer.AsMemory(filled)).ConfigureAwait(false);
            filled += count > 0 ? count : throw new IOException("The connection was closed without an answer.");
        }
    }
}

using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MssTools.Core.Tests.Services.Receivers;

/// <summary>
/// A receiver of webhooks that answers as it is told, one answer for each POST, and then 200: a status with headers behind it, <c>reset</c>, <c>silent</c> or
/// <c>endless</c>.
/// </summary>
internal sealed class FakeHook : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Queue<string> _answers;
    private readonly List<Post> _posts = [];

    public FakeHook(params string[] answers)
    {
        _answers = new Queue<string>(answers);
        _listener.Start();
        _ = AcceptAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/hook");

    /// <summary>Bytes of the body of the last answer.</summary>
    public long Written { get; private set; }

    public IReadOnlyList<Post> Posts
    {
        get
        {
            lock (_posts)
            {
                return [.. _posts];
            }
        }
    }

    public void Dispose()
    {
        _end.Cancel();
        _listener.Dispose();
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                using Socket client = await _listener.AcceptSocketAsync(_end.Token);
                await AnswerAsync(client);
            }
        }
        catch (Exception over) when (over is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test has ended.
        }
    }

    private async Task AnswerAsync(Socket client)
    {
        Post post = await ReadAsync(client);
        lock (_posts)
        {
            _posts.Add(post);
        }

        string answer = _answers.Count > 0 ? _answers.Dequeue() : "200";
        switch (answer)
        {
            case "reset":
                client.LingerState = new LingerOption(enable: true, seconds: 0);
                break;
            case "silent":
                await Task.Delay(Timeout.Infinite, _end.Token);
                break;
            case "endless":
                await WriteForEverAsync(client);
                break;
            default:
                await client.SendAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {answer}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"), _end.Token);
                break;
        }
    }

    private async Task WriteForEverAsync(Socket client)
    {
        try
        {
            await client.SendAsync(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n"), _end.Token);
            byte[] some = new byte[4096];
            while (Written < 100_000_000)
            {
                Written += await client.SendAsync(some, _end.Token);
            }
        }
        catch (SocketException)
        {
            // Nobody reads it.
        }
    }

    private async Task<Post> ReadAsync(Socket client)
    {
        var bytes = new List<byte>();
        byte[] buffer = new byte[4096];
        while (true)
        {
            string text = Encoding.Latin1.GetString([.. bytes]);
            int end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (end >= 0)
            {
                var headers = text[..end].Split("\r\n").Skip(1).Select(line => line.Split(": ", 2))
                    .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase);
                int length = int.Parse(headers["Content-Length"], System.Globalization.CultureInfo.InvariantCulture);
                if (bytes.Count >= end + 4 + length)
                {
                    return new Post(text[..text.IndexOf("\r\n", StringComparison.Ordinal)], headers, [.. bytes.Skip(end + 4)]);
                }
            }

            int read = await client.ReceiveAsync(buffer, _end.Token);
            bytes.AddRange(buffer.AsSpan(0, read));
        }
    }

    internal sealed record Post(string Line, Dictionary<string, string> Headers, byte[] Body);
}

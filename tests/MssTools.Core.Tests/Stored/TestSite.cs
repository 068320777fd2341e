using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MssTools.Core.Tests.Stored;

/// <summary>An HTTP server on the loopback that answers what a test says.</summary>
internal sealed class TestSite : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Func<string, Reply> _answer;

    public TestSite(Func<string, Reply> answer)
    {
        _answer = answer;
        _listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>Targets that were asked for, in their order.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    public Uri Address(string path = "/") => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}{path}");

    /// <summary>Serves a folder as a player needs it.</summary>
    public static Reply FromFolder(string folder, string target)
    {
        string path = Path.Join(folder, Uri.UnescapeDataString(target).TrimStart('/'));
        bool isManifest = path.EndsWith(".ismc", StringComparison.Ordinal) || path.EndsWith("Manifest", StringComparison.Ordinal);
        return File.Exists(path)
            ? new Reply(200, File.ReadAllBytes(path), isManifest ? "Content-Type: text/xml\r\nCache-Control: max-age=1" : "Content-Type: video/mp4\r\nCache-Control: max-age=31536000")
            : new Reply(404, [], "Cache-Control: no-store");
    }

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync());
            }
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        try
        {
            using (client)
            {
                NetworkStream stream = client.GetStream();
                using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
                while (await reader.ReadLineAsync() is { Length: > 0 } request)
                {
                    while (await reader.ReadLineAsync() is { Length: > 0 })
                    {
                        // Headers do not matter.
                    }

                    string target = request.Split(' ')[1];
                    Asked.Enqueue(target);
                    Reply reply = _answer(target);
                    string head = $"HTTP/1.1 {reply.Status} Reason\r\nDate: Sat, 28 Nov 2026 20:00:00 GMT\r\nAccess-Control-Allow-Origin: *\r\nAccess-Control-Expose-Headers: Date\r\nContent-Length: {reply.StatedLength ?? reply.Body.Length}\r\n{(reply.Headers.Length > 0 ? reply.Headers + "\r\n" : "")}\r\n";
                    if (reply.Bare)
                    {
                        head = $"HTTP/1.1 {reply.Status} Reason\r\nContent-Length: {reply.Body.Length}\r\n{reply.Headers}{(reply.Headers.Length > 0 ? "\r\n" : "")}\r\n";
                    }

                    await stream.WriteAsync(Encoding.ASCII.GetBytes(head));
                    await stream.WriteAsync(reply.Body);
                    if (reply.StatedLength is not null)
                    {
                        await Task.Delay(reply.Hold);
                        return;
                    }
                }
            }
        }
        catch (Exception failure) when (failure is IOException or SocketException)
        {
            // The client has gone.
        }
    }

    /// <param name="Status">Status code.</param>
    /// <param name="Body">Body.</param>
    /// <param name="Headers">More headers, without the last line break.</param>
    /// <param name="StatedLength">A Content-Length that is a lie; the connection closes after the body and <paramref name="Hold"/>.</param>
    /// <param name="Hold">Milliseconds.</param>
    /// <param name="Bare">True without the headers that players want.</param>
    internal sealed record Reply(int Status, byte[] Body, string Headers = "", long? StatedLength = null, int Hold = 0, bool Bare = false);
}

using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MssTools.Cmdlets.Tests;

/// <summary>A server that keeps the heads of requests and refuses them all.</summary>
internal sealed class HeadListener : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentQueue<string> _heads = [];

    public HeadListener()
    {
        _listener.Start();
        _ = ServeAsync();
    }

    /// <summary>Address of a publishing point there.</summary>
    public string Point => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/one.isml";

    /// <summary>The first head with a text, once it is there.</summary>
    public async Task<string> FirstAsync(string text)
    {
        using var limit = new CancellationTokenSource(s_limit);
        while (true)
        {
            if (_heads.FirstOrDefault(head => head.Contains(text, StringComparison.Ordinal)) is { } found)
            {
                return found;
            }

            await Task.Delay(10, limit.Token);
        }
    }

    public void Dispose() => _listener.Dispose();

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using TcpClient client = await _listener.AcceptTcpClientAsync();
                NetworkStream stream = client.GetStream();
                using var reader = new StreamReader(stream, Encoding.ASCII);
                var head = new StringBuilder();
                while (await reader.ReadLineAsync() is { Length: > 0 } line)
                {
                    head.AppendLine(line);
                }

                _heads.Enqueue(head.ToString());
                await stream.WriteAsync("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray());
            }
        }
        catch (Exception end) when (end is SocketException or ObjectDisposedException or IOException)
        {
            // The test is over.
        }
    }
}

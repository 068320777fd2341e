using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MssTools.Integration.Tests.Clients;

/// <summary>Serves a folder over HTTP on the loopback interface, as any web server would: files, nothing else.</summary>
internal sealed class StaticFileServer : IDisposable
{
    private readonly string _root;
    private readonly TcpListener _listener = new(IPAddress.Loopback, port: 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;

    /// <param name="root">The folder.</param>
    public StaticFileServer(string root)
    {
        _root = root;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Address of the folder, with a slash at the end.</summary>
    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    /// <summary>Paths that were asked for and were not there.</summary>
    public ConcurrentQueue<string> Missing { get; } = [];

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Cancel();
        _listener.Stop();
        _accepting.Wait();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(_stop.Token);
                _ = ServeAsync(client);
            }
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        try
        {
            using (client)
            {
                NetworkStream stream = client.GetStream();
                using var requests = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
                while (await requests.ReadLineAsync(_stop.Token) is { Length: > 0 } request)
                {
                    while (await requests.ReadLineAsync(_stop.Token) is { Length: > 0 })
                    {
                        // No header changes what is served.
                    }

                    await AnswerAsync(stream, request.Split(' '));
                }
            }
        }
        catch (Exception end) when (end is OperationCanceledException or IOException)
        {
            // The client left, or the test is over.
        }
    }

    private async Task AnswerAsync(NetworkStream stream, string[] request)
    {
        string path = Uri.UnescapeDataString(request[1].Split('?')[0]).TrimStart('/');
        string file = Path.GetFullPath(path, _root);
        byte[]? body = file.StartsWith(_root, StringComparison.Ordinal) && File.Exists(file) ? await File.ReadAllBytesAsync(file) : null;
        if (body is null)
        {
            Missing.Enqueue(path);
        }

        string type = path.EndsWith(".ismc", StringComparison.Ordinal) ? "text/xml" : "video/mp4";
        string header = string.Create(
            CultureInfo.InvariantCulture,
            $"HTTP/1.1 {(body is null ? "404 Not Found" : "200 OK")}\r\nContent-Type: {type}\r\nContent-Length: {body?.Length ?? 0}\r\nCache-Control: no-cache\r\n\r\n");
        await stream.WriteAsync(Encoding.ASCII.GetBytes(header), _stop.Token);
        if (request[0] != "HEAD" && body is not null)
        {
            await stream.WriteAsync(body, _stop.Token);
        }
    }
}

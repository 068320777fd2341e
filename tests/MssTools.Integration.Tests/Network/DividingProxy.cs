using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MssTools.Integration.Tests.Network;

/// <summary>One address of several servers: who connects comes to the one that its first line says.</summary>
internal sealed class DividingProxy : IDisposable
{
    private const int LongestLine = 4096;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Func<string, int> _portOf;

    /// <param name="portOf">Port of the server that takes a request, by its first line.</param>
    public DividingProxy(Func<string, int> portOf)
    {
        _portOf = portOf;
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

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
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_end.Token));
            }
        }
        catch (Exception over) when (over is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                NetworkStream near = client.GetStream();
                byte[] head = new byte[LongestLine];
                int count = 0;
                while (head.AsSpan(0, count).IndexOf("\r\n"u8) < 0)
                {
                    int more = await near.ReadAsync(head.AsMemory(count), _end.Token);
                    if (more == 0)
                    {
                        return;
                    }

                    count += more;
                }

                using var server = new TcpClient();
                await server.ConnectAsync(IPAddress.Loopback, _portOf(Encoding.ASCII.GetString(head, 0, head.AsSpan(0, count).IndexOf("\r\n"u8))), _end.Token);
                NetworkStream far = server.GetStream();
                await far.WriteAsync(head.AsMemory(0, count), _end.Token);
                await Task.WhenAll(PassAsync(near, far, server), PassAsync(far, near, client));
            }
            catch (Exception over) when (over is OperationCanceledException or IOException or SocketException)
            {
                // Both ends see that the connection has gone.
            }
        }
    }

    private async Task PassAsync(NetworkStream from, NetworkStream to, TcpClient target)
    {
        await from.CopyToAsync(to, _end.Token);
        target.Client.Shutdown(SocketShutdown.Send);
    }
}

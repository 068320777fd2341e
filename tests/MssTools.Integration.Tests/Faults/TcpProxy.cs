using System.Net;
using System.Net.Sockets;

namespace MssTools.Integration.Tests.Faults;

/// <summary>Stands between a client and a server and does to their connections what bad networks do.</summary>
internal sealed class TcpProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<(Socket Client, Socket Server)> _pairs = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly int _target;
    private readonly Random _random = new(Seed: 1); // the same bits each time; the pieces that arrive decide where they hit
    private long _sinceDamage;

    /// <summary>Opens a port whose connections go on to another.</summary>
    public TcpProxy(int target)
    {
        _target = target;
        _listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>The port to connect to.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>While set, nothing is passed on, in neither direction, and nobody is told.</summary>
    public bool IsStalled { get; set; }

    /// <summary>Waits so long with everything that comes.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Flips a bit in one byte of so many that the client sends; 0: none.</summary>
    public int DamageEvery { get; set; }

    /// <summary>Bytes that were damaged.</summary>
    public int Damaged { get; private set; }

    /// <summary>Ends all connections.</summary>
    /// <param name="reset">True to break them off; false to end them in order.</param>
    public void Cut(bool reset)
    {
        foreach ((Socket client, Socket server) in TakePairs())
        {
            Close(client, reset);
            Close(server, reset);
        }
    }

    /// <summary>Ends the client's connections; the server's stay open, and silent.</summary>
    public void CutClients()
    {
        lock (_pairs)
        {
            _pairs.ForEach(pair => Close(pair.Client, reset: true));
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Stop();
        Cut(reset: true);
        _stop.Dispose();
    }

    private static void Close(Socket socket, bool reset)
    {
        try
        {
            socket.LingerState = new LingerOption(reset, 0);
        }
        catch (ObjectDisposedException)
        {
            return; // cut before
        }

        socket.Dispose();
    }

    private List<(Socket Client, Socket Server)> TakePairs()
    {
        lock (_pairs)
        {
            List<(Socket, Socket)> all = [.. _pairs];
            _pairs.Clear();
            return all;
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                Socket client = await _listener.AcceptSocketAsync(_stop.Token);
                var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                client.NoDelay = true;
                await server.ConnectAsync("127.0.0.1", _target);
                lock (_pairs)
                {
                    _pairs.Add((client, server));
                }

                _ = PassAsync(client, server, isClient: true);
                _ = PassAsync(server, client, isClient: false);
            }
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task PassAsync(Socket from, Socket to, bool isClient)
    {
        byte[] buffer = new byte[16 * 1024];
        try
        {
            int count;
            while ((count = await from.ReceiveAsync(buffer)) > 0)
            {
                if (Delay > TimeSpan.Zero)
                {
                    await Task.Delay(Delay);
                }

                while (IsStalled)
                {
                    await Task.Delay(5);
                }

                if (isClient)
                {
                    Damage(buffer.AsSpan(0, count));
                }

                for (int sent = 0; sent < count;)
                {
                    sent += await to.SendAsync(buffer.AsMemory(sent, count - sent));
                }
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception end) when (end is SocketException or ObjectDisposedException)
        {
            // One of the two has gone; a half-open pair stays so.
        }
    }

    private void Damage(Span<byte> bytes)
    {
        if (DamageEvery == 0)
        {
            return;
        }

        for (_sinceDamage += bytes.Length; _sinceDamage >= DamageEvery; _sinceDamage -= DamageEvery)
        {
            bytes[_random.Next(bytes.Length)] ^= (byte)(1 << _random.Next(8));
            Damaged++;
        }
    }
}

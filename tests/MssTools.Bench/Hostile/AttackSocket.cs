using System.Net;
using System.Net.Sockets;

namespace MssTools.Bench.Hostile;

/// <summary>A connection of an attacker, which leaves nothing behind: it is reset in the end.</summary>
internal sealed class AttackSocket : IDisposable
{
    private const int IpLevel = 0; // IPPROTO_IP
    private const int BindAddressNoPort = 24; // ip(7): the port is chosen by connect, and may serve other destinations too
    private const int OtherAddresses = 6;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly Socket _socket;
    private readonly Tally _tally;

    private AttackSocket(Socket socket, Tally tally, CancellationToken stop) => (_socket, _tally, Stop) = (socket, tally, stop);

    /// <summary>Ends the attack.</summary>
    public CancellationToken Stop { get; }

    /// <summary>Connects: every second time from the address that the good clients have, else from another one.</summary>
    public static async Task<AttackSocket> ConnectAsync(int port, Tally tally, Random random, CancellationToken stop)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
        {
            NoDelay = true,
            LingerState = new LingerOption(true, 0),
            ReceiveBufferSize = 64 * 1024,
        };
        try
        {
            int last = random.Next(2) == 0 ? 1 : random.Next(2, 2 + OtherAddresses);
            socket.SetRawSocketOption(IpLevel, BindAddressNoPort, BitConverter.GetBytes(1));
            socket.Bind(new IPEndPoint(new IPAddress([127, 0, 0, (byte)last]), 0));
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
            limit.CancelAfter(s_patience);
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), limit.Token);
            tally.AddConnection();
            return new AttackSocket(socket, tally, stop);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Takes little at a time from now on.</summary>
    public void ReceiveLittle() => _socket.ReceiveBufferSize = 2048;

    /// <summary>Sends all of it.</summary>
    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            int count = await _socket.SendAsync(bytes, Stop);
            _tally.AddBytes(count);
            bytes = bytes[count..];
        }
    }

    /// <summary>Receives something.</summary>
    /// <exception cref="EndOfStreamException">The server has hung up.</exception>
    public async Task<int> ReceiveAsync(Memory<byte> buffer)
    {
        int count = await _socket.ReceiveAsync(buffer, Stop);
        return count > 0 ? count : throw new EndOfStreamException();
    }

    /// <summary>Takes everything until the server hangs up.</summary>
    public async Task DrainAsync()
    {
        byte[] buffer = new byte[4096];
        while (true)
        {
            await ReceiveAsync(buffer);
        }
    }

    /// <summary>Does nothing for a while.</summary>
    public Task RestAsync(double seconds) => Task.Delay(TimeSpan.FromSeconds(seconds), Stop);

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();
}

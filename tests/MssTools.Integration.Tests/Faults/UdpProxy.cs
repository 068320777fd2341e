using System.Net;
using System.Net.Sockets;

namespace MssTools.Integration.Tests.Faults;

/// <summary>Passes datagrams on, except for what networks do to some of them. The same seed does the same.</summary>
/// <param name="target">The port that they go to.</param>
/// <param name="seed">Chooses the victims.</param>
internal sealed class UdpProxy(int target, int seed) : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly IPEndPoint _to = new(IPAddress.Loopback, target);
    private readonly Random _random = new(seed);
    private byte[]? _late;

    /// <summary>Share of datagrams that never arrive.</summary>
    public double Drop { get; set; }

    /// <summary>Share of datagrams that arrive twice.</summary>
    public double Double { get; set; }

    /// <summary>Share of datagrams that arrive behind their successor.</summary>
    public double Reorder { get; set; }

    /// <summary>Share of datagrams in which a bit is flipped.</summary>
    public double Damage { get; set; }

    /// <summary>How many datagrams something was done to.</summary>
    public int Injected { get; private set; }

    /// <summary>Passes a datagram on.</summary>
    public void Send(byte[] datagram)
    {
        if (Hits(Drop))
        {
            return;
        }

        if (Hits(Damage))
        {
            datagram = [.. datagram];
            datagram[_random.Next(datagram.Length)] ^= (byte)(1 << _random.Next(8));
        }

        byte[]? late = _late;
        _late = null;
        if (late is null && Hits(Reorder))
        {
            _late = datagram;
            return;
        }

        _socket.SendTo(datagram, _to);
        if (Hits(Double))
        {
            _socket.SendTo(datagram, _to);
        }

        if (late is not null)
        {
            _socket.SendTo(late, _to);
        }
    }

    public void Dispose() => _socket.Dispose();

    private bool Hits(double share)
    {
        bool hit = share > 0 && _random.NextDouble() < share;
        Injected += hit ? 1 : 0;
        return hit;
    }
}

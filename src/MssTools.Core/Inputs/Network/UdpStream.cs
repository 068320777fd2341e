using System.Net;
using System.Net.Sockets;
using MssTools.Core.Inputs.Rtp;

namespace MssTools.Core.Inputs.Network;

/// <summary>The payloads of datagrams, or of the RTP packets in them, one behind the other.</summary>
internal sealed class UdpStream : ReadOnlyStream
{
    private const int PacketSize = 188;
    private const int DefaultRing = 4 * 1024 * 1024; // more than a second of 25 Mbit/s
    private const int LargestRing = 256 * 1024 * 1024;
    private const int DefaultBuffer = 2 * 1024 * 1024;
    private const int LargestBuffer = 64 * 1024 * 1024;

    private readonly RecentDatagrams _recent = new();
    private readonly DatagramRing _ring;
    private readonly UdpReceiver _receiver;
    private readonly RtpReorder? _order;

    private UdpStream(Socket socket, IPAddress? only, int ringSize, bool isRtp, TimeProvider time)
    {
        _ring = new DatagramRing(ringSize);
        _order = isRtp ? new RtpReorder(time, packet => _ring.Add(0, packet.Payload.Span)) : null;
        _receiver = new UdpReceiver(socket, only, Take, _ring.Fail);
    }

    /// <summary>Datagrams that were dropped because the reader stalled for too long, and RTP packets that never came.</summary>
    public long Lost => _ring.Dropped + (_order?.Lost ?? 0);

    /// <summary>Splits an address.</summary>
    /// <exception cref="MssException">InvalidSetting.</exception>
    public static SourceAddress ParseAddress(string source) => SourceAddress.Parse(
        source, "localaddr", "source", "sources", "buffer_size", "fifo_size", "timeout", "!pkt_size", "!reuse", "!reuse_socket",
        "!overrun_nonfatal", "!ttl", "!connect", "!broadcast", "!bitrate", "!burst_bits", "!localport", "!localrtcpport");

    /// <summary>Starts to listen at <c>udp://</c> or <c>rtp://</c>.</summary>
    /// <exception cref="MssException">InvalidSetting, or SourceFailed: the socket cannot be had.</exception>
    public static UdpStream Open(string source, bool isRtp, TimeProvider time, out TimeSpan patience)
    {
        SourceAddress address = ParseAddress(source);
        long microseconds = address.Number("timeout", 0, long.MaxValue / TimeSpan.TicksPerMicrosecond);
        patience = microseconds == 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromTicks(microseconds * TimeSpan.TicksPerMicrosecond);
        long fifo = address.Number("fifo_size", DefaultRing / PacketSize, LargestRing / PacketSize);
        int ring = Math.Max(ushort.MaxValue * 2, (int)fifo * PacketSize); // any datagram must fit
        int buffer = (int)address.Number("buffer_size", DefaultBuffer, LargestBuffer);
        return new UdpStream(UdpSocket.Open(address, buffer, out IPAddress? only), only, ring, isRtp, time);
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer, CancellationToken cancellationToken)
    {
        int total = 0;
        while (total == 0)
        {
            total = _ring.Take(buffer, out _, cancellationToken); // an empty datagram is no end
        }

        for (int more; (more = _ring.TryTake(buffer[total..], out _)) >= 0;)
        {
            total += more;
        }

        return total;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _receiver.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Take(ReadOnlySpan<byte> datagram)
    {
        if (_order is null)
        {
            if (!_recent.Has(datagram))
            {
                _ring.Add(0, datagram);
            }
        }
        else if (RtpPacket.TryParse(datagram.ToArray(), out RtpPacket packet))
        {
            _order.Push(packet);
        }
    }
}

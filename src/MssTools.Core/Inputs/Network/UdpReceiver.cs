using System.Net;
using System.Net.Sockets;

namespace MssTools.Core.Inputs.Network;

/// <summary>Takes datagrams out of a socket on a thread of its own, so that a stalled reader loses none.</summary>
internal sealed class UdpReceiver : IDisposable
{
    private const int LargestDatagram = 64 * 1024;

    private readonly Socket _socket;
    private readonly SocketAddress? _only;
    private readonly DatagramHandler _take;
    private readonly Action<Exception> _fail;
    private volatile bool _disposed;

    /// <summary>Starts to receive.</summary>
    /// <param name="socket">A bound socket, which the receiver owns.</param>
    /// <param name="only">The one sender that is listened to, whatever its port; null for all.</param>
    /// <param name="take">Takes each datagram, on the receiver's thread; the span is valid during the call.</param>
    /// <param name="fail">Learns why there will be no more.</param>
    public UdpReceiver(Socket socket, IPAddress? only, DatagramHandler take, Action<Exception> fail)
    {
        (_socket, _take, _fail) = (socket, take, fail);
        _only = only is null ? null : new IPEndPoint(only, 0).Serialize();
        new Thread(Run) { IsBackground = true, Name = "MssTools UDP" }.Start();
    }

    /// <summary>Takes a datagram.</summary>
    internal delegate void DatagramHandler(ReadOnlySpan<byte> datagram);

    /// <summary>Closes the socket, which ends the thread.</summary>
    public void Dispose()
    {
        _disposed = true;
        _socket.Dispose();
    }

    private void Run()
    {
        byte[] buffer = new byte[LargestDatagram];
        var sender = new SocketAddress(_socket.AddressFamily);
        while (!_disposed)
        {
            try
            {
                int length = _socket.ReceiveFrom(buffer, SocketFlags.None, sender);
                if (_only is null || IsSameHost(sender, _only))
                {
                    _take(buffer.AsSpan(0, length));
                }
            }
            catch (SocketException failure) when (failure.SocketErrorCode is SocketError.ConnectionReset or SocketError.MessageSize)
            {
                // Somebody refused a packet of ours, or sent one that no receiver could take.
            }
            catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
            {
                _fail(failure);
                return;
            }
        }
    }

    // Family and port take four bytes, then comes the IPv4 address; IPv6 has four bytes of flow label before it.
    private static bool IsSameHost(SocketAddress sender, SocketAddress other)
    {
        (int start, int length) = sender.Family == AddressFamily.InterNetworkV6 ? (8, 16) : (4, 4);
        return sender.Buffer.Span.Slice(start, length).SequenceEqual(other.Buffer.Span.Slice(start, length));
    }
}

using System.Net;
using System.Net.Sockets;
using MssTools.Core.Inputs.Network;

namespace MssTools.Core.Inputs.Rtsp;

/// <summary>Media packets in datagrams: a pair of ports for each stream, the second one for RTCP.</summary>
internal sealed class DatagramTransport : IRtspTransport
{
    private const int RingSize = 4 * 1024 * 1024;
    private const int BufferSize = 2 * 1024 * 1024;
    private const int LargestDatagram = 64 * 1024;
    private const int MostAttempts = 20;

    private readonly RtspConnection _connection;
    private readonly DatagramRing _ring = new(RingSize);
    private readonly Dictionary<int, (Socket Media, Socket Control)> _sockets = [];
    private readonly Dictionary<int, IPEndPoint> _servers = [];
    private readonly List<UdpReceiver> _receivers = [];
    private readonly byte[] _buffer = new byte[LargestDatagram];
    private readonly CancellationTokenSource _silence;
    private long _received;

    /// <summary>Receives what the server of a connection sends.</summary>
    public DatagramTransport(RtspConnection connection, TimeProvider time) =>
        (_connection, _silence) = (connection, new CancellationTokenSource(Timeout.InfiniteTimeSpan, time));

    /// <inheritdoc/>
    public long Dropped => _ring.Dropped;

    /// <inheritdoc/>
    public long Received => Volatile.Read(ref _received);

    /// <inheritdoc/>
    public string Offer(int stream)
    {
        (Socket media, Socket control) = BindPair();
        _sockets[stream] = (media, control);
        _receivers.Add(Receive(media, 2 * stream));
        _receivers.Add(Receive(control, 2 * stream + 1));
        int port = PortOf(media);
        return $"RTP/AVP;unicast;client_port={port}-{port + 1}";
    }

    /// <inheritdoc/>
    public void Agree(int stream, string transport)
    {
        if (_connection.Remote is { } server && TransportHeader.Pair(transport, "server_port") is { } ports)
        {
            _servers[stream] = new IPEndPoint(server, ports.Second);
        }
    }

    /// <summary>Reads the connection from now on, on a thread of its own: it brings nothing but probes and its end.</summary>
    public void WatchConnection()
    {
        _connection.Patience = Timeout.InfiniteTimeSpan;
        new Thread(Watch) { IsBackground = true, Name = "MssTools RTSP" }.Start();
    }

    /// <inheritdoc/>
    public (int Channel, ReadOnlyMemory<byte> Packet)? Read(CancellationToken stop)
    {
        using CancellationTokenRegistration stopping = stop.Register(_silence.Cancel);
        try
        {
            _silence.CancelAfter(NetworkPatience.Silence);
            int length = _ring.Take(_buffer, out int channel, _silence.Token);
            _silence.CancelAfter(Timeout.InfiniteTimeSpan);
            Volatile.Write(ref _received, _received + length);
            return (channel, _buffer.AsSpan(0, length).ToArray());
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return null;
        }
        catch (OperationCanceledException failure)
        {
            throw new MssException(
                MssError.SourceFailed,
                $"The session is silent: no datagram came for {NetworkPatience.Silence.TotalSeconds:0} s.",
                "A firewall may keep datagrams away; use transport=tcp, which is the default.",
                failure);
        }
        catch (IOException failure)
        {
            throw new MssException(MssError.SourceFailed, $"The session ended: {failure.Message}", innerException: failure);
        }
    }

    /// <inheritdoc/>
    public void SendReport(int stream, ReadOnlySpan<byte> report)
    {
        if (_servers.TryGetValue(stream, out IPEndPoint? server))
        {
            try
            {
                _sockets[stream].Control.SendTo(report, server);
            }
            catch (SocketException)
            {
                // A report that is lost does no harm; that the server is gone shows in its silence.
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _receivers.ForEach(receiver => receiver.Dispose());
        _silence.Dispose();
    }

    private static int PortOf(Socket socket) => ((IPEndPoint)socket.LocalEndPoint!).Port;

    private void Watch()
    {
        try
        {
            while (_connection.ReadPacket() is not null)
            {
                // Nothing of it was asked for.
            }

            _ring.Fail(new IOException("the server closed the connection."));
        }
        catch (MssException failure)
        {
            _ring.Fail(failure);
        }
    }

    private UdpReceiver Receive(Socket socket, int channel) =>
        new(socket, _connection.Remote, datagram => _ring.Add(channel, datagram), _ring.Fail);

    // An even port that the system gives, and the odd one behind it (RFC 3550 11).
    private (Socket Media, Socket Control) BindPair()
    {
        IPAddress local = _connection.Local ?? IPAddress.Any;
        for ((int attempt, int wanted) = (0, 0); attempt < MostAttempts; attempt++)
        {
            var media = new Socket(local.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = BufferSize };
            var control = new Socket(local.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            try
            {
                media.Bind(new IPEndPoint(local, wanted));
                int port = PortOf(media);
                wanted = port % 2 == 0 ? 0 : port + 1;
                if (wanted == 0)
                {
                    control.Bind(new IPEndPoint(local, port + 1));
                    return (media, control);
                }
            }
            catch (SocketException)
            {
                wanted = 0; // somebody has one of the two
            }

            media.Dispose();
            control.Dispose();
        }

        throw new MssException(MssError.SourceFailed, $"No pair of UDP ports was free in {MostAttempts} attempts.");
    }
}

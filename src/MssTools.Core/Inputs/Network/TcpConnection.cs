using System.Net;
using System.Net.Sockets;

namespace MssTools.Core.Inputs.Network;

/// <summary>Streams over TCP: to a server, or of the one client that calls.</summary>
internal static class TcpConnection
{
    private static readonly TimeSpan s_connectPatience = TimeSpan.FromSeconds(10);

    /// <summary>Splits an address.</summary>
    /// <exception cref="MssException">InvalidSetting.</exception>
    public static SourceAddress ParseAddress(string source) => SourceAddress.Parse(
        source, "listen", "timeout", "!listen_timeout", "!recv_buffer_size", "!send_buffer_size", "!tcp_nodelay", "!tcp_mss");

    /// <summary>True where a client is waited for, for as long as it takes.</summary>
    /// <exception cref="MssException">InvalidSetting.</exception>
    public static bool IsListener(string source) => IsListener(ParseAddress(source));

    /// <summary>Opens <c>tcp://host:port</c>, or waits at it for a client with <c>?listen=1</c>.</summary>
    /// <param name="source">The address.</param>
    /// <param name="time">The clock.</param>
    /// <param name="stop">Ends the wait.</param>
    /// <param name="patience">How long the stream may be silent.</param>
    /// <exception cref="MssException">InvalidSetting or SourceFailed.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    public static Stream Open(string source, TimeProvider time, CancellationToken stop, out TimeSpan patience)
    {
        SourceAddress address = ParseAddress(source);
        long microseconds = address.Number("timeout", 0, long.MaxValue / TimeSpan.TicksPerMicrosecond);
        patience = microseconds > 0 ? TimeSpan.FromTicks(microseconds * TimeSpan.TicksPerMicrosecond) : NetworkPatience.Silence;
        try
        {
            return IsListener(address)
                ? AcceptAsync(address, stop).GetAwaiter().GetResult()
                : ConnectAsync(address.Host, address.Port, time, stop).GetAwaiter().GetResult();
        }
        catch (SocketException failure)
        {
            throw new MssException(
                MssError.SourceFailed,
                $"'{address.Text}' cannot be opened: {failure.Message}",
                "Check the address, and that the other side is running.",
                failure);
        }
    }

    private static bool IsListener(SourceAddress address) => address.Number("listen", 0, 2) > 0;

    /// <summary>Connects to a server.</summary>
    /// <exception cref="SocketException">It does not answer in ten seconds, or refuses.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    public static async Task<NetworkStream> ConnectAsync(string host, int port, TimeProvider time, CancellationToken stop)
    {
        using var limit = new CancellationTokenSource(s_connectPatience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(host, port, either.Token).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            socket.Dispose();
            throw new SocketException((int)SocketError.TimedOut);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // One client at a time, as ffmpeg does it: the port closes when it has come.
    private static async Task<NetworkStream> AcceptAsync(SourceAddress address, CancellationToken stop)
    {
        IPAddress local = address.Host.Length == 0
            ? IPAddress.Any
            : (await Dns.GetHostAddressesAsync(address.Host, stop).ConfigureAwait(false))[0];
        using var listener = new Socket(local.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(local, address.Port));
        listener.Listen(1);
        return new NetworkStream(await listener.AcceptAsync(stop).ConfigureAwait(false), ownsSocket: true);
    }
}

using System.Net;
using System.Net.Sockets;

namespace MssTools.Core.Inputs.Network;

/// <summary>Sockets that receive what is sent to a host, a multicast group or a source's multicast group.</summary>
internal static class UdpSocket
{
    /// <summary>Opens a socket for an address.</summary>
    /// <param name="address">
    /// The host is a group, an address of this machine, empty for all of them, or another machine: then only its
    /// packets are taken.
    /// </param>
    /// <param name="bufferSize">Bytes that the system is asked to buffer; it may allow less.</param>
    /// <param name="only">The one sender to listen to, or null.</param>
    /// <exception cref="MssException">SourceFailed or InvalidSetting.</exception>
    public static Socket Open(SourceAddress address, int bufferSize, out IPAddress? only)
    {
        IPAddress host = address.Host.Length == 0 ? IPAddress.Any : Resolve(address, address.Host);
        only = null;
        var socket = new Socket(host.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = bufferSize };
        try
        {
            if (IsMulticast(host))
            {
                socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);

                // Windows cannot bind to a group; elsewhere it keeps other groups of the same port away.
                socket.Bind(new IPEndPoint(OperatingSystem.IsWindows() ? AnyOf(host) : host, address.Port));
                Join(socket, address, host);
            }
            else if (!TryBind(socket, host, address.Port))
            {
                socket.Bind(new IPEndPoint(AnyOf(host), address.Port));
                only = host;
            }

            return socket;
        }
        catch (SocketException failure)
        {
            socket.Dispose();
            throw new MssException(
                MssError.SourceFailed,
                $"'{address.Text}' cannot be listened to: {failure.Message}",
                "Check that no other program uses the port, and that the address belongs to this machine.",
                failure);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static bool TryBind(Socket socket, IPAddress host, int port)
    {
        try
        {
            socket.Bind(new IPEndPoint(host, port));
            return true;
        }
        catch (SocketException failure) when (failure.SocketErrorCode == SocketError.AddressNotAvailable)
        {
            return false;
        }
    }

    private static void Join(Socket socket, SourceAddress address, IPAddress group)
    {
        IPAddress? local = address.Option("localaddr") is { } text ? Resolve(address, text) : null;
        string[] sources = [.. (address.Option("sources") ?? address.Option("source") ?? address.User)
            .Split(',', StringSplitOptions.RemoveEmptyEntries)];
        if (group.AddressFamily == AddressFamily.InterNetworkV6)
        {
            if (sources.Length > 0)
            {
                throw new MssException(
                    MssError.NotImplemented, $"'{address.Text}': source-specific groups of IPv6 cannot be joined yet.");
            }

            long index = local is null ? 0 : local.ScopeId;
            socket.SetSocketOption(
                SocketOptionLevel.IPv6, SocketOptionName.AddMembership, new IPv6MulticastOption(group, index));
        }
        else if (sources.Length == 0)
        {
            socket.SetSocketOption(
                SocketOptionLevel.IP, SocketOptionName.AddMembership, new MulticastOption(group, local ?? IPAddress.Any));
        }
        else
        {
            foreach (string source in sources)
            {
                JoinSource(socket, group, local ?? IPAddress.Any, Resolve(address, source));
            }
        }
    }

    // struct ip_mreq_source: Linux has the interface before the source, Windows and macOS behind it.
    private static void JoinSource(Socket socket, IPAddress group, IPAddress local, IPAddress source) =>
        socket.SetSocketOption(
            SocketOptionLevel.IP,
            SocketOptionName.AddSourceMembership,
            OperatingSystem.IsLinux()
                ? [.. group.GetAddressBytes(), .. local.GetAddressBytes(), .. source.GetAddressBytes()]
                : [.. group.GetAddressBytes(), .. source.GetAddressBytes(), .. local.GetAddressBytes()]);

    private static bool IsMulticast(IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6
        ? address.IsIPv6Multicast
        : address.GetAddressBytes()[0] is >= 224 and <= 239;

    private static IPAddress AnyOf(IPAddress host) =>
        host.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any;

    private static IPAddress Resolve(SourceAddress address, string host)
    {
        if (IPAddress.TryParse(host, out IPAddress? number))
        {
            return number;
        }

        try
        {
            IPAddress[] found = Dns.GetHostAddresses(host);
            return Array.Find(found, a => a.AddressFamily == AddressFamily.InterNetwork) ?? found[0];
        }
        catch (SocketException failure)
        {
            throw new MssException(
                MssError.SourceFailed, $"'{address.Text}': the name '{host}' cannot be resolved: {failure.Message}", innerException: failure);
        }
    }
}

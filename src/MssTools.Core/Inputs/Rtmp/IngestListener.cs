using System.Net;
using System.Net.Sockets;

namespace MssTools.Core.Inputs.Rtmp;

/// <summary>The socket that encoders connect to.</summary>
internal static class IngestListener
{
    /// <summary>Connections that may wait to be accepted: those of a flood come back and wait here.</summary>
    private const int Backlog = 1024;

    /// <summary>Opens a port.</summary>
    /// <exception cref="MssException">InvalidSetting, AddressInUse or AccessDenied: it cannot be opened.</exception>
    public static Socket Open(IngestDefinition definition)
    {
        IPAddress address = definition.Address.Length > 0 ? Plain(IPAddress.Parse(definition.Address))
            : Socket.OSSupportsIPv6 ? IPAddress.IPv6Any
            : IPAddress.Any;
        var listener = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (address.Equals(IPAddress.IPv6Any))
            {
                listener.DualMode = true; // IPv4 as well
            }

            listener.Bind(new IPEndPoint(address, definition.Port));
            listener.Listen(Backlog);
            return listener;
        }
        catch (SocketException failure)
        {
            listener.Dispose();
            MssError code = failure.SocketErrorCode switch
            {
                SocketError.AddressAlreadyInUse => MssError.AddressInUse,
                SocketError.AccessDenied => MssError.AccessDenied,
                _ => MssError.InvalidSetting,
            };
            throw new MssException(
                code,
                $"Port {definition.Port} of {address} cannot be opened: {failure.Message}",
                "Choose another port, or end the program that has it.",
                failure);
        }
    }

    /// <summary>Where a connection comes from; IPv4 as IPv4.</summary>
    /// <exception cref="SocketException">It is gone already.</exception>
    public static IPEndPoint OriginOf(Socket socket)
    {
        var point = (IPEndPoint)socket.RemoteEndPoint!;
        IPAddress address = point.Address.IsIPv4MappedToIPv6 ? point.Address.MapToIPv4() : point.Address;
        return new IPEndPoint(address, point.Port);
    }

    // ::ffff:127.0.0.1 is an address of IPv4 that no socket of IPv6 alone can have.
    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}

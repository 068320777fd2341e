using System.Net;
using System.Net.Sockets;

namespace MssTools.Core.Access;

/// <summary>Whom an address stands for, where strangers are counted: IPv6 gives one customer 2^64 of them.</summary>
internal static class AddressNetwork
{
    private const int NetworkBytes = 8; // /64

    /// <summary>The address itself, or the network of an IPv6 one.</summary>
    public static IPAddress Of(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return address.AddressFamily == AddressFamily.InterNetwork ? address
            : address.IsIPv4MappedToIPv6 ? address.MapToIPv4()
            : new IPAddress([.. address.GetAddressBytes()[..NetworkBytes], .. new byte[NetworkBytes]]);
    }
}

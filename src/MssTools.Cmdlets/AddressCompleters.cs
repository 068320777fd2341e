using System.Net;
using System.Net.NetworkInformation;

namespace MssTools.Cmdlets;

/// <summary>Completes the address of a group that is served.</summary>
public sealed class GroupUrlCompleter : NameCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<string> Names(IMssEngine engine) => engine.GetGroups().Select(g => g.Address).Where(address => address.Length > 0);
}

/// <summary>Completes the address of a server.</summary>
public sealed class ServerUrlCompleter : NameCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<string> Names(IMssEngine engine) => engine.GetServers().Select(s => s.Url);
}

/// <summary>Completes the address of a publishing point.</summary>
public sealed class PointUrlCompleter : NameCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<string> Names(IMssEngine engine) => engine.GetPoints().Select(p => p.Url);
}

/// <summary>Completes the address to listen at: this machine alone, all of its networks, or one of them.</summary>
public sealed class ListenAddressCompleter : NameCompleter
{
    private static readonly IPAddress[] s_wellKnown = [IPAddress.Loopback, IPAddress.Any, IPAddress.IPv6Loopback, IPAddress.IPv6Any];

    /// <inheritdoc/>
    protected override IEnumerable<string> Names(IMssEngine engine) => !engine.IsHere ? s_wellKnown.Select(address => $"{address}") : s_wellKnown
        .Concat(NetworkInterface.GetAllNetworkInterfaces().SelectMany(network => network.GetIPProperties().UnicastAddresses).Select(unicast => unicast.Address))
        .Select(address => $"{address}");

    /// <inheritdoc/>
    protected override string Describe(string name) => name switch
    {
        "127.0.0.1" or "::1" => $"{name}: this machine alone",
        "0.0.0.0" or "::" => $"{name}: every network of the machine",
        _ => name,
    };
}

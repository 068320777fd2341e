using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace MssTools;

/// <summary>Everything <c>Start-MSSServer</c> was told. <see cref="Validate"/> names the first setting that is wrong.</summary>
public sealed record ServerDefinition
{
    /// <summary>The port that EvoStream's web server listens on.</summary>
    public const int DefaultPort = 8888;

    /// <summary>Full path of the folder whose groups are served.</summary>
    public string Root { get; init; } = "";

    /// <summary>The address to listen on; <c>0.0.0.0</c> or <c>::</c>: all of this machine.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>TCP port, 0 to 65535; 0 takes any free one.</summary>
    public int Port { get; init; } = DefaultPort;

    /// <summary>With private key; serves HTTPS, with HTTP/2, instead of HTTP. Stays the caller's to dispose.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>
    /// How long a request for an announced fragment waits for it, up to 10 minutes; null: two fragment lengths.
    /// </summary>
    public TimeSpan? HoldLimit { get; init; }

    /// <summary>What the manifest of a live group answers that has had no new fragment for three fragment lengths.</summary>
    public StaleGroup StaleGroup { get; init; }

    /// <summary>Connections at a time, at least 1; further ones are closed at once.</summary>
    public int MaxConnections { get; init; } = 20_000;

    /// <summary>What viewers send as basic authentication; null: nothing is asked for.</summary>
    public NetworkCredential? Credential { get; init; }

    /// <summary>What viewers send as <c>Authorization: Bearer</c>; null: nothing is asked for.</summary>
    public string? Token { get; init; }

    /// <summary>Decides for each request, after credential and token; the server owns it. Null: all may.</summary>
    public IAuthorizer<ViewerRequest>? Authorize { get; init; }

    /// <summary>Full path of the folder with the pages that list and play groups; null: there are none.</summary>
    public string? PageFolder { get; init; }

    /// <summary>What a node must say of itself, as <c>key=value</c>, to have it; empty: every node has it. Without a cluster it says nothing.</summary>
    public IReadOnlyList<string> NodeLabels { get; init => field = value.ToArray(); } = [];

    /// <summary>Refuses settings that are out of range or contradict each other.</summary>
    /// <exception cref="MssException">InvalidSetting, or NotFound where the root is no folder.</exception>
    public void Validate()
    {
        if (!Directory.Exists(Root))
        {
            throw new MssException(MssError.NotFound, $"There is no folder '{Root}' to serve.", "Create the folder, or check the path.");
        }

        ValidateSettings();
    }

    /// <summary>Refuses the same, but for the root, which may be one of another machine.</summary>
    /// <exception cref="MssException">InvalidSetting.</exception>
    public void ValidateSettings()
    {
        if (Port is < 0 or > IPEndPoint.MaxPort)
        {
            throw Invalid($"Port is {Port}; 0 to {IPEndPoint.MaxPort} are possible.");
        }

        if (HoldLimit is { } limit && (limit < TimeSpan.Zero || limit > s_longestHold))
        {
            throw Invalid($"HoldLimit is {limit}; 0 to {s_longestHold} are possible.");
        }

        if (MaxConnections < 1)
        {
            throw Invalid($"MaxConnections is {MaxConnections}; 1 is the least.");
        }

        if (Certificate is { HasPrivateKey: false })
        {
            throw Invalid($"The certificate '{Certificate.Subject}' has no private key.");
        }

        NodeLabel.Check(nameof(NodeLabels), NodeLabels);
        if (Credential is not null && Token is not null)
        {
            throw Invalid("Both a credential and a token are set; a request has one Authorization header.");
        }
    }

    private static readonly TimeSpan s_longestHold = TimeSpan.FromMinutes(10);

    private static MssException Invalid(string message) =>
        new(MssError.InvalidSetting, message, "See Get-Help Start-MSSServer -Full for the ranges.");
}

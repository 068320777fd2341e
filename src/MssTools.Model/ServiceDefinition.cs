using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace MssTools;

/// <summary>Everything that Start-MSSService was told. <see cref="Validate"/> names the first setting that is wrong.</summary>
public sealed record ServiceDefinition
{
    /// <summary>The port that other machines reach services at, where nothing else is said.</summary>
    public const int DefaultPort = 7443;

    /// <summary>Full path of the folder that holds what the service was told, its key, its log and its socket.</summary>
    public string StatePath { get; init; } = "";

    /// <summary>TCP port, 0 to 65535, for other machines; null: the service is reached from this machine alone.</summary>
    public int? Port { get; init; }

    /// <summary>The address that the port is opened on; <c>0.0.0.0</c> or <c>::</c>: all of this machine.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>With its private key; needed for a port.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>User and password that are asked for at the port; needed there.</summary>
    public NetworkCredential? Credential { get; init; }

    /// <summary>The store of the cluster that the service is a node of, with its password: a <c>redis</c> URL, or <c>rediss</c> over TLS, or a <c>postgres</c> one; null: none.</summary>
    public Uri? Cluster { get; init; }

    /// <summary>Name of the node; null: that of the machine.</summary>
    public string? NodeName { get; init; }

    /// <summary>What the node says of itself, as <c>key=value</c>.</summary>
    public IReadOnlyList<string> NodeLabels { get; init => field = value.ToArray(); } = [];

    /// <summary>TCP port for the other nodes; 0: the first free one from 11111 on.</summary>
    public int NodePort { get; init; }

    /// <summary>The address of this machine at which the other nodes reach it.</summary>
    public IPAddress NodeAddress { get; init; } = IPAddress.Loopback;

    /// <summary>Checks what can be checked without the system.</summary>
    /// <exception cref="MssException">InvalidSetting.</exception>
    public void Validate()
    {
        ValidateNode();
        if (!Path.IsPathFullyQualified(StatePath))
        {
            throw Invalid($"StatePath is '{StatePath}': a full path is needed.");
        }

        if (Port is < 0 or > IPEndPoint.MaxPort)
        {
            throw Invalid($"Port is {Port}; 0 to {IPEndPoint.MaxPort} are possible.");
        }

        if (Port is not null && (Certificate is not { HasPrivateKey: true } || Credential is not { UserName.Length: > 0, Password.Length: > 0 }))
        {
            throw new MssException(
                MssError.InvalidSetting,
                $"Port is {Port}, and {(Certificate is not { HasPrivateKey: true } ? "no certificate with its private key" : "no user and password")} is given.",
                "A service is reached over the network by TLS and with a password only: give -Certificate or -CertificatePath, and -Credential.");
        }

        if (Port is null && (Certificate is not null || Credential is not null))
        {
            throw Invalid("Certificate and Credential are for a Port, and none is given.");
        }
    }

    private void ValidateNode()
    {
        if (Cluster is null)
        {
            if (NodeName is not null || NodeLabels.Count > 0 || NodePort != 0 || !NodeAddress.Equals(IPAddress.Loopback))
            {
                throw Invalid("NodeName, NodeAddress, NodePort and Label are for a node of a Cluster, and none is given.");
            }

            return;
        }

        if (!Cluster.IsAbsoluteUri || Cluster.Scheme is not ("redis" or "rediss" or "postgres" or "postgresql") || Cluster.Host.Length == 0)
        {
            throw new MssException(
                MssError.InvalidSetting,
                "Cluster is no address of a store.",
                "Give redis://host, rediss://user:password@host:port/0 for TLS, or postgres://user:password@host/database.");
        }

        if (NodeName is not null)
        {
            NodeLabel.CheckName(NodeName);
        }

        NodeLabel.Check("Label", NodeLabels);
        if (NodePort is < 0 or > IPEndPoint.MaxPort)
        {
            throw Invalid($"NodePort is {NodePort}; 0 to {IPEndPoint.MaxPort} are possible.");
        }
    }

    private static MssException Invalid(string message) =>
        new(MssError.InvalidSetting, message, "See Get-Help Start-MSSService -Full for the settings.");
}

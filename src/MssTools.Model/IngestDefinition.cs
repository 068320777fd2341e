using System.Security.Cryptography.X509Certificates;

namespace MssTools;

/// <summary>Everything that Start-MSSIngest was told.</summary>
public sealed record IngestDefinition
{
    /// <summary>The port that RTMP servers have.</summary>
    public const int DefaultPort = 1935;

    private const int LargestPort = 65535;
    private const int LongestIdleTimeout = 3600;

    /// <summary>0 to 65535; 0 takes a free one.</summary>
    public int Port { get; init; } = DefaultPort;

    /// <summary>An IP address of this machine; empty: all of them.</summary>
    public string Address { get; init; } = "";

    /// <summary>The application that publishers must name.</summary>
    public string Application { get; init; } = "live";

    /// <summary>
    /// The stream keys that may publish, each with the name of its local stream; empty: every key may, and is the name.
    /// </summary>
    public IReadOnlyDictionary<string, string> StreamKeys { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Decides about a publisher, after the stream keys. Where these are none it can name the local stream. The ingest owns it.
    /// </summary>
    public IAuthorizer<PublishRequest>? Authorize { get; init; }

    /// <summary>Whether a second publisher of a name ends the first.</summary>
    public bool AllowTakeover { get; init; }

    /// <summary>With its private key: RTMPS. Null: RTMP.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>Seconds without a byte after which a publisher is gone: 1 to 3600.</summary>
    public int IdleTimeout { get; init; } = 10;

    /// <summary>What a node must say of itself, as <c>key=value</c>, to have it; empty: every node has it. Without a cluster it says nothing.</summary>
    public IReadOnlyList<string> NodeLabels { get; init => field = value.ToArray(); } = [];

    /// <summary>Checks what can be checked without the system.</summary>
    /// <exception cref="MssException">InvalidSetting.</exception>
    public void Validate()
    {
        Range(nameof(Port), Port, 0, LargestPort);
        Range(nameof(IdleTimeout), IdleTimeout, 1, LongestIdleTimeout);
        if (Application.Trim('/').Length == 0)
        {
            throw Invalid("Application is empty.");
        }

        if (Address.Length > 0 && !System.Net.IPAddress.TryParse(Address, out _))
        {
            throw Invalid($"Address is '{Address}', which is no IP address.");
        }

        if (Certificate is { HasPrivateKey: false })
        {
            throw Invalid($"The certificate '{Certificate.Subject}' has no private key.");
        }

        if (StreamKeys.Keys.Any(key => !ForeignText.IsFit(key, PublishRequest.LongestStreamKey)))
        {
            throw Invalid(
                $"A stream key has more than {PublishRequest.LongestStreamKey} characters, or some that cannot be seen; it would "
                + "never be let in.");
        }

        NodeLabel.Check(nameof(NodeLabels), NodeLabels);
        foreach (string name in StreamKeys.Values)
        {
            StreamDefinition.CheckLocalStreamName(name);
        }
    }

    private static void Range(string setting, int value, int least, int most)
    {
        if (value < least || value > most)
        {
            throw Invalid($"{setting} is {value}; it must be {least} to {most}.");
        }
    }

    private static MssException Invalid(string message) =>
        new(MssError.InvalidSetting, message, "See Get-Help Start-MSSIngest -Full for the ranges.");
}

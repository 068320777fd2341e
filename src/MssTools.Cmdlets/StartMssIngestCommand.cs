using System.Collections;
using System.Management.Automation;
using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace MssTools.Cmdlets;

/// <summary><c>Start-MSSIngest</c>: opens a port that encoders push to over RTMP or RTMPS.</summary>
[Cmdlet(VerbsLifecycle.Start, "MSSIngest", SupportsShouldProcess = true)]
[OutputType(typeof(MssIngest))]
public sealed class StartMssIngestCommand : MssEngineCmdlet
{
    private static readonly IngestDefinition s_defaults = new();

    /// <summary>The port; 0 takes a free one.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    public int Port { get; set; } = s_defaults.Port;

    /// <summary>An IP address of this machine. All where omitted.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ListenAddressCompleter))]
    public IPAddress? Address { get; set; }

    /// <summary>The application that publishers must name: <c>rtmp://host/application/key</c>.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string Application { get; set; } = s_defaults.Application;

    /// <summary>The keys that may publish: texts, or tables of keys and the names of their local streams.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public object[] StreamKey { get; set; } = [];

    /// <summary>
    /// Decides about a publisher, given as $_ and as argument, and lets it in by writing $true; a text before it is the name of the
    /// local stream. It runs in a runspace of its own and sees no variables of the session.
    /// </summary>
    [Parameter]
    public ScriptBlock? Authorize { get; set; }

    /// <summary>A second publisher of a name ends the first; else it is refused.</summary>
    [Parameter]
    public SwitchParameter AllowTakeover { get; set; }

    /// <summary>A certificate with its private key, for RTMPS.</summary>
    [Parameter]
    public X509Certificate2? Certificate { get; set; }

    /// <summary>Seconds without a byte after which a publisher counts as gone.</summary>
    [Parameter]
    public int IdleTimeout { get; set; } = s_defaults.IdleTimeout;

    /// <summary>What a node of a cluster must say of itself to open the port, as <c>key=value</c>; every node does where omitted.</summary>
    [Parameter]
    public string[] NodeLabel { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessItem() => Attempt(Port, () =>
    {
        var definition = new IngestDefinition
        {
            Port = Port,
            Address = Address?.ToString() ?? "",
            Application = Application,
            StreamKeys = ReadKeys(),
            AllowTakeover = AllowTakeover,
            Certificate = Certificate,
            IdleTimeout = IdleTimeout,
            NodeLabels = NodeLabel,
            Authorize = Authorize is null ? null : new ScriptAuthorizer<PublishRequest>(Authorize),
        };
        definition.Validate();
        if (!ShouldProcess($"Port {Port}", "Take streams from encoders"))
        {
            return;
        }

        MssIngest ingest = Engine.StartIngest(definition);
        WarnOfOpenPort(ingest);
        string who = definition.StreamKeys.Count > 0 ? $"who has one of {definition.StreamKeys.Count} stream keys" : "whoever comes";
        WriteVerbose($"{ingest} takes {who}{(Authorize is null ? "" : " and whom -Authorize lets in")}.");
        WriteObject(ingest);
    });

    private void WarnOfOpenPort(MssIngest ingest)
    {
        if (StreamKey.Length == 0 && Authorize is null && !IPAddress.IsLoopback(IPAddress.Parse(ingest.Address)))
        {
            WriteWarning(
                $"Everybody who reaches port {ingest.Port} of this machine may publish, under any name. Say who may with "
                + "-StreamKey or -Authorize, or listen for this machine alone with -Address 127.0.0.1.");
        }
    }

    private Dictionary<string, string> ReadKeys()
    {
        var keys = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (object? item in StreamKey.Select(k => k is PSObject wrapped ? wrapped.BaseObject : k))
        {
            if (item is not IDictionary table)
            {
                string key = $"{item}";
                keys[key] = key;
                continue;
            }

            foreach (DictionaryEntry entry in table)
            {
                keys[$"{entry.Key}"] = $"{entry.Value}";
            }
        }

        return keys;
    }
}

using System.Management.Automation;

namespace MssTools.Cmdlets;

/// <summary><c>New-MSSPublishingPoint</c>: has a running server take live streams that encoders push over Smooth Streaming.</summary>
[Cmdlet(VerbsCommon.New, "MSSPublishingPoint", SupportsShouldProcess = true)]
[OutputType(typeof(MssPublishingPoint))]
public sealed class NewMssPublishingPointCommand : MssEngineCmdlet
{
    private static readonly PointDefinition s_defaults = new();

    /// <summary>Name of the point, which encoders reach as /name.isml; also of its local stream and of its group.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public string[] Name { get; set; } = [];

    /// <summary>Number of the server; where omitted the only one that runs.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("Id")]
    [ArgumentCompleter(typeof(ServerIdCompleter))]
    public int ServerId { get; set; }

    /// <summary>Make no group: what comes is a local stream, for New-MSSStream.</summary>
    [Parameter]
    public SwitchParameter NoGroup { get; set; }

    /// <summary>Wanted length of the group's fragments in seconds, 1 to 3600; encoders' own fragments of that length stay as they are.</summary>
    [Parameter]
    public int ChunkLength { get; set; } = s_defaults.Group.ChunkLength;

    /// <summary>Appending: every fragment stays. Rolling: the newest stay.</summary>
    [Parameter]
    public PlaylistType PlaylistType { get; set; } = s_defaults.Group.PlaylistType;

    /// <summary>Fragments per track in a rolling manifest, 5 to 4000.</summary>
    [Parameter]
    public int PlaylistLength { get; set; } = s_defaults.Group.PlaylistLength;

    /// <summary>Fragments per track that stay on disk after they left a rolling manifest, 0 to 999999.</summary>
    [Parameter]
    public int? StaleRetentionCount { get; set; }

    /// <summary>Successors that each live fragment announces, 0 to 8.</summary>
    [Parameter]
    public int LookAheadFragmentCount { get; set; } = s_defaults.Group.LookAheadFragmentCount;

    /// <summary>URLs of further publishing points that get what comes, besides the files.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(PointUrlCompleter))]
    public Uri[] RelayTo { get; set; } = [];

    /// <summary>Name and password that encoders need (basic authentication).</summary>
    [Parameter]
    public PSCredential? Credential { get; set; }

    /// <summary>
    /// Decides about an encoder, given as $_ and as argument, and lets it in by writing $true. It runs in a runspace of its own and sees no
    /// variables of the session.
    /// </summary>
    [Parameter]
    public ScriptBlock? Authorize { get; set; }

    /// <summary>Seconds without a byte after which an encoder counts as gone, 1 to 3600.</summary>
    [Parameter]
    public int IdleTimeout { get; set; } = s_defaults.IdleTimeout;

    /// <inheritdoc/>
    protected override void ProcessItem()
    {
        foreach (string name in Name)
        {
            Attempt(name, () => Add(name));
        }
    }

    private void Add(string name)
    {
        MssServer server = Server();
        if (!ShouldProcess($"{server.Url}{name}.isml", "Take live streams from encoders"))
        {
            return;
        }

        MssPublishingPoint point = Engine.AddPoint(Define(name, server));
        if (Credential is null && Authorize is null && !System.Net.IPAddress.IsLoopback(System.Net.IPAddress.Parse(server.Address)))
        {
            WriteWarning($"Everybody who reaches this machine may push to {point.Url}. Say who may with -Credential or -Authorize.");
        }

        WriteVerbose($"Encoders push to {point.Url}; Streams(id) is added by them, or give {point.Url}/Streams(id).");
        WriteObject(point);
    }

    private MssServer Server()
    {
        IReadOnlyList<MssServer> servers = [.. Engine.GetServers().DistinctBy(server => server.Id)]; // a cluster lists one for each node
        return MyInvocation.BoundParameters.ContainsKey(nameof(ServerId))
            ? servers.FirstOrDefault(server => server.Id == ServerId)
                ?? throw new MssException(MssError.NotFound, $"There is no server {ServerId}.", "Get-MSSServer lists what runs.")
            : servers.Count switch
            {
                0 => throw new MssException(MssError.NotFound, "No server runs.", "Run Start-MSSServer first."),
                1 => servers[0],
                _ => throw new MssException(
                    MssError.InvalidSetting,
                    $"{servers.Count} servers run: {string.Join(", ", servers.Select(server => server.Id))}.",
                    "Give -ServerId, or pipe a server in."),
            };
    }

    private PointDefinition Define(string name, MssServer server) => new()
    {
        Name = name,
        ServerId = server.Id,
        MakesGroup = !NoGroup,
        IdleTimeout = IdleTimeout,
        Credential = Credential?.GetNetworkCredential(),
        Authorize = Authorize is null ? null : new ScriptAuthorizer<PublishRequest>(Authorize),
        Group = new StreamDefinition
        {
            ChunkLength = ChunkLength,
            PlaylistType = PlaylistType,
            PlaylistLength = PlaylistLength,
            StaleRetentionCount = StaleRetentionCount,
            LookAheadFragmentCount = LookAheadFragmentCount,
            IsmType = RelayTo.Length > 0 ? IsmType.Isml : IsmType.Ismc,
            Push = new PushDefinition { Points = RelayTo },
        },
    };
}

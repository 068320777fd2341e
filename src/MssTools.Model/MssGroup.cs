namespace MssTools;

/// <summary>A snapshot of a Smooth Streaming presentation: its streams and what its manifest offers.</summary>
public sealed record MssGroup : MssObject
{
    /// <summary>Name of the group; also its folder's name.</summary>
    public string GroupName { get; init; } = "";

    /// <summary>The folder that holds the group's folder.</summary>
    public string TargetFolder { get; init; } = "";

    /// <summary>Name of the node that runs it; empty without a cluster.</summary>
    public string Node { get; init; } = "";

    /// <summary>
    /// What the group was made with, with stars in the place of secrets. New-MSSStream takes the group to make it again.
    /// </summary>
    public StreamDefinition Definition { get; init; } = new();

    /// <summary>Where players reach the client manifest at a server of the same engine; empty: none serves it.</summary>
    public string Address { get; init; } = "";

    /// <summary>Full path of the client manifest.</summary>
    public string ManifestPath { get; init; } = "";

    /// <summary>
    /// The state of the group: Running while any stream is, then the worst of its streams' ends.
    /// </summary>
    public StreamState State { get; init; }

    /// <summary>True while the manifest says that more fragments will come.</summary>
    public bool IsLive { get; init; }

    /// <summary>Appending or rolling.</summary>
    public PlaylistType PlaylistType { get; init; }

    /// <summary>The group's streams, in the order of the renditions.</summary>
    public IReadOnlyList<MssStream> Streams { get; init => field = value.ToArray(); } = [];

    /// <summary>Where the group is stored: the target folder, then the mirrors.</summary>
    public IReadOnlyList<MssOutput> Outputs { get; init => field = value.ToArray(); } = [];

    /// <summary>How many renditions the group has.</summary>
    public int RenditionCount { get; init; }

    /// <summary>All tracks of all streams.</summary>
    public IReadOnlyList<MssTrack> Tracks { get; init => field = value.ToArray(); } = [];

    /// <summary>Fragments stored so far by this session.</summary>
    public long FragmentCount { get; init; }

    /// <summary>When a fragment was last stored; null: none was so far.</summary>
    public DateTimeOffset? LastFragmentTime { get; init; }

    /// <summary>Bytes stored so far by this session.</summary>
    public long Bytes { get; init; }

    /// <summary>Time from the first to the last listed fragment.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>The rolling window that players may seek in; zero when everything stays.</summary>
    public TimeSpan Window { get; init; }

    /// <summary>True when all renditions start their video fragments at the same times.</summary>
    public bool IsAligned { get; init; } = true;

    /// <summary>What a user should know though the group goes on.</summary>
    public IReadOnlyList<string> Warnings { get; init => field = value.ToArray(); } = [];

    /// <summary>Message of the last failure in the group, or null.</summary>
    public string? LastError { get; init; }

    /// <summary>The states so far, oldest first.</summary>
    public IReadOnlyList<StateChange> History { get; init => field = value.ToArray(); } = [];

    /// <summary>Name and state, as lists of groups show them.</summary>
    public override string ToString() => $"{GroupName} ({State})";
}

namespace MssTools;

/// <summary>A snapshot of one place that a group goes to: its target folder, a mirror, or a publishing point.</summary>
public sealed record MssOutput
{
    /// <summary>Name of the group.</summary>
    public string GroupName { get; init; } = "";

    /// <summary>The folder that holds the group's folder; empty for a publishing point.</summary>
    public string TargetFolder { get; init; } = "";

    /// <summary>Full path of the client manifest; empty for a publishing point.</summary>
    public string ManifestPath { get; init; } = "";

    /// <summary>Address of the publishing point, without secrets; empty for a folder.</summary>
    public string PublishingPoint { get; init; } = "";

    /// <summary>The POSTs to a publishing point.</summary>
    public IReadOnlyList<MssPushConnection> Connections { get; init => field = value.ToArray(); } = [];

    /// <summary>True for a further folder or point, false for the one that the streams' own figures are of.</summary>
    public bool IsMirror { get; init; }

    /// <summary>
    /// Waiting: nothing is stored yet. Running, also while it leaves something out. Completed: all that came is published.
    /// Failed: nothing more is stored here.
    /// </summary>
    public StreamState State { get; init; }

    /// <summary>Fragments stored here so far.</summary>
    public long FragmentCount { get; init; }

    /// <summary>Bytes stored here so far.</summary>
    public long Bytes { get; init; }

    /// <summary>Fragments left out here because they could not be stored, or not in time.</summary>
    public long DroppedFragmentCount { get; init; }

    /// <summary>What a user should know though the group goes on.</summary>
    public IReadOnlyList<string> Warnings { get; init => field = value.ToArray(); } = [];

    /// <summary>Message of the failure that ended the output, or that keeps something from being stored or deleted now; or null.</summary>
    public string? LastError { get; init; }

    /// <summary>Code of that failure, or null.</summary>
    public MssError? LastErrorCode { get; init; }

    /// <summary>What to do about the failure, or null.</summary>
    public string? RecommendedAction { get; init; }

    /// <summary>Folder and state, as lists of groups show them.</summary>
    public override string ToString() => $"{(PublishingPoint.Length > 0 ? PublishingPoint : TargetFolder)} ({State})";
}

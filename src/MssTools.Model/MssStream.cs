namespace MssTools;

/// <summary>
/// A snapshot of one local stream on its way into a group. It does not change; ask Get-MSSStream for a newer one.
/// </summary>
/// <remarks>Lists of these types are arrays, because PowerShell's <c>[0]</c> takes no element of other read-only lists.</remarks>
public sealed record MssStream : MssObject
{
    /// <summary>Number of the stream in this session (the configId of createMSSStream).</summary>
    public int Id { get; init; }

    /// <summary>Name of the local stream.</summary>
    public string Name { get; init; } = "";

    /// <summary>Name of the group that the stream is packaged into.</summary>
    public string GroupName { get; init; } = "";

    /// <summary>The folder that holds the group's folder.</summary>
    public string TargetFolder { get; init; } = "";

    /// <summary>Name of the node that runs it; empty without a cluster.</summary>
    public string Node { get; init; } = "";

    /// <summary>Where the stream is in its life.</summary>
    public StreamState State { get; init; }

    /// <summary>Bit rate in bits per second as given; 0 where it is measured.</summary>
    public long Bandwidth { get; init; }

    /// <summary>The input, as a path or URI; empty while the local stream does not exist.</summary>
    public string Source { get; init; } = "";

    /// <summary>What a stream that is Waiting waits for, and why it is not there; else null.</summary>
    public string? WaitingFor { get; init; }

    /// <summary>The tracks found in the input; empty until the first samples arrive.</summary>
    public IReadOnlyList<MssTrack> Tracks { get; init => field = value.ToArray(); } = [];

    /// <summary>
    /// Tracks that the input announced and that have not come so far: <c>video</c>, <c>audio</c>. They join when they come.
    /// </summary>
    public IReadOnlyList<string> MissingTracks { get; init => field = value.ToArray(); } = [];

    /// <summary>Where the stream's fragments are stored: the target folder, then the mirrors of its group.</summary>
    public IReadOnlyList<MssOutput> Outputs { get; init => field = value.ToArray(); } = [];

    /// <summary>Fragments stored so far in the target folder, all tracks together.</summary>
    public long FragmentCount { get; init; }

    /// <summary>When a fragment was last stored in the target folder; null: none was so far.</summary>
    public DateTimeOffset? LastFragmentTime { get; init; }

    /// <summary>Bytes stored so far, all tracks together.</summary>
    public long Bytes { get; init; }

    /// <summary>Fragments left out because they could not be stored, or not in time.</summary>
    public long DroppedFragmentCount { get; init; }

    /// <summary>Places where something of the input was lost or damaged on its way.</summary>
    public long LossCount { get; init; }

    /// <summary>How often a live input that was there was lost; attempts to reach it do not count.</summary>
    public long DisconnectCount { get; init; }

    /// <summary>Media time stored so far, of the longest track.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>Length of the input; null where it has no known end, as live inputs and looped files have none.</summary>
    public TimeSpan? SourceDuration { get; init; }

    /// <summary>How much of the input is done, 0 to 100; -1 where the input has no known end.</summary>
    public double PercentComplete { get; init; }

    /// <summary>
    /// False when this stream's video fragments do not start where the group's first stream's do: players can show
    /// it, but not switch to it.
    /// </summary>
    public bool IsAligned { get; init; } = true;

    /// <summary>Start times in the group that only one of this stream and the group's first stream has.</summary>
    public IReadOnlyList<TimeSpan> MisalignedTimes { get; init => field = value.ToArray(); } = [];

    /// <summary>What a user should know though the stream goes on.</summary>
    public IReadOnlyList<string> Warnings { get; init => field = value.ToArray(); } = [];

    /// <summary>
    /// Message of the failure that ended the stream, that keeps something from being stored or deleted now, or that last
    /// kept a live input away; or null.
    /// </summary>
    public string? LastError { get; init; }

    /// <summary>Code of that failure, or null.</summary>
    public MssError? LastErrorCode { get; init; }

    /// <summary>What to do about the failure, or null.</summary>
    public string? RecommendedAction { get; init; }

    /// <summary>The states so far, oldest first.</summary>
    public IReadOnlyList<StateChange> History { get; init => field = value.ToArray(); } = [];

    /// <summary>Name and state, as lists of streams show them.</summary>
    public override string ToString() => $"{Name} ({State})";
}

namespace MssTools;

/// <summary>Something that happened in an engine.</summary>
public sealed record MssEvent : MssObject
{
    /// <summary>When.</summary>
    public DateTimeOffset Time { get; init; }

    /// <summary>What.</summary>
    public MssEventKind Kind { get; init; }

    /// <summary>Name of the node that it happened at; empty without a cluster.</summary>
    public string Node { get; init; } = "";

    /// <summary>The group that it is about; empty: none.</summary>
    public string GroupName { get; init; } = "";

    /// <summary>The folder that holds the group's folder; empty: none.</summary>
    public string TargetFolder { get; init; } = "";

    /// <summary>The local stream that it is about; empty: none.</summary>
    public string StreamName { get; init; } = "";

    /// <summary>Number of the stream; 0: it is about none.</summary>
    public int StreamId { get; init; }

    /// <summary>State of the stream behind it; null: it is about none.</summary>
    public StreamState? State { get; init; }

    /// <summary>Path of a fragment, relative to the group's folder; empty: it is about none.</summary>
    public string Path { get; init; } = "";

    /// <summary>In words, without secrets.</summary>
    public string Message { get; init; } = "";

    /// <summary>Code of the failure; null: it is none.</summary>
    public MssError? ErrorCode { get; init; }

    /// <summary>
    /// Events before this one that did not come: the reader was too slow, or did not take them. At least 1 where nobody knows how many, because a
    /// service could not be reached for a while.
    /// </summary>
    public long Missed { get; init; }

    /// <summary>What happened, in a line.</summary>
    public override string ToString() => $"{Kind}: {Message}";
}

/// <summary>What can happen.</summary>
#pragma warning disable CA1028 // ConvertTo-Json writes names for enums of 64 bits, and numbers for others.
public enum MssEventKind : long
#pragma warning restore CA1028
{
    /// <summary>A stream entered a state.</summary>
    StreamState,

    /// <summary>A live input that was there is away.</summary>
    InputLost,

    /// <summary>A live input is there again.</summary>
    InputBack,

    /// <summary>A fragment is stored in the target folder.</summary>
    FragmentPublished,

    /// <summary>A manifest of a group is stored in the target folder.</summary>
    ManifestUpdated,

    /// <summary>An encoder pushes a local stream, over RTMP or to a publishing point.</summary>
    PublisherConnected,

    /// <summary>The encoder of a local stream has left, or another one has taken its place.</summary>
    PublisherGone,

    /// <summary>
    /// Something has failed: a stream, for good; or, for now, the storing of fragments and manifests, a mirror, a push, or a receiver of events.
    /// </summary>
    Error,

    /// <summary>The disk of a running group has less room than it should: 5 % of its size, or 10 GiB where that is less.</summary>
    DiskLow,

    /// <summary>The disk of a running group has room again: a quarter more than the limit.</summary>
    DiskEnough,

    /// <summary>A service whose events are listened to cannot be reached; it is tried again. Only who listens says so.</summary>
    ServiceLost,

    /// <summary>Such a service is listened to again; what happened there meanwhile is not known.</summary>
    ServiceBack,
}

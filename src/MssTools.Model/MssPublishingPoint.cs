namespace MssTools;

/// <summary>A snapshot of a publishing point.</summary>
public sealed record MssPublishingPoint : MssObject
{
    /// <summary>Its name.</summary>
    public string Name { get; init; } = "";

    /// <summary>Number of its server.</summary>
    public int ServerId { get; init; }

    /// <summary>Name of the node that has it; empty without a cluster.</summary>
    public string Node { get; init; } = "";

    /// <summary>What encoders are given.</summary>
    public string Url { get; init; } = "";

    /// <summary>Where it is in its life.</summary>
    public MssPointState State { get; init; }

    /// <summary>Name of its group; empty: it makes none.</summary>
    public string GroupName { get; init; } = "";

    /// <summary>The local streams that came of it.</summary>
    public IReadOnlyList<string> LocalStreamNames { get; init => field = value.ToArray(); } = [];

    /// <summary>The tracks that came, as <c>name=bitrate</c>.</summary>
    public IReadOnlyList<string> Tracks { get; init => field = value.ToArray(); } = [];

    /// <summary>The encoders that send now.</summary>
    public IReadOnlyList<MssPointSender> Senders { get; init => field = value.ToArray(); } = [];

    /// <summary>Fragments that were taken.</summary>
    public long FragmentCount { get; init; }

    /// <summary>Bytes of those.</summary>
    public long Bytes { get; init; }

    /// <summary>Fragments that another sender, or the same one before, had brought already.</summary>
    public long DuplicateCount { get; init; }

    /// <summary>Fragments whose time lies behind what is there.</summary>
    public long LateCount { get; init; }

    /// <summary>Fragments that are broken or were cut off.</summary>
    public long DamagedCount { get; init; }

    /// <summary>Fragments that nobody could take: a reader was slow, or their track came too late.</summary>
    public long DroppedCount { get; init; }

    /// <summary>POSTs that were refused.</summary>
    public long RefusedCount { get; init; }

    /// <summary>What a user should know though the point goes on.</summary>
    public IReadOnlyList<string> Warnings { get; init => field = value.ToArray(); } = [];

    /// <summary>The latest failure, with the client's address; null: none.</summary>
    public string? LastError { get; init; }

    /// <summary>What was wrong with the script of -Authorize last; null: nothing.</summary>
    public string? AuthorizeError { get; init; }

    /// <summary>Address and state, as lists show them.</summary>
    public override string ToString() => $"{Url} ({State})";
}

/// <summary>A snapshot of an encoder that sends to a publishing point.</summary>
public sealed record MssPointSender
{
    /// <summary>What stands in its <c>Streams(id)</c>.</summary>
    public string StreamId { get; init; } = "";

    /// <summary>Where it is: address and port.</summary>
    public string Client { get; init; } = "";

    /// <summary>The program, as it says.</summary>
    public string Encoder { get; init; } = "";

    /// <summary>When its POST began.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>Bytes of its fragments.</summary>
    public long Bytes { get; init; }

    /// <summary>Fragments of it that were taken.</summary>
    public long FragmentCount { get; init; }

    /// <summary>Fragments of it that were there already.</summary>
    public long DuplicateCount { get; init; }

    /// <summary>Stream and place, as lists show them.</summary>
    public override string ToString() => $"{StreamId} from {Client}";
}

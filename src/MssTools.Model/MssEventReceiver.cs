namespace MssTools;

/// <summary>A snapshot of a webhook or file that gets events.</summary>
public sealed record MssEventReceiver : MssObject
{
    /// <summary>Its name.</summary>
    public string Name { get; init; } = "";

    /// <summary>Name of the node that has it; empty without a cluster.</summary>
    public string Node { get; init; } = "";

    /// <summary>The address, without secrets, or the path of the file.</summary>
    public string Target { get; init; } = "";

    /// <summary>Which events it gets.</summary>
    public EventFilter Filter { get; init; } = new();

    /// <summary>How it goes.</summary>
    public MssReceiverState State { get; init; }

    /// <summary>Events that it took.</summary>
    public long SentCount { get; init; }

    /// <summary>Events that were given up: the receiver refused them, or did not take them in all attempts.</summary>
    public long FailedCount { get; init; }

    /// <summary>Events that were dropped, the oldest first, because a thousand waited.</summary>
    public long DroppedCount { get; init; }

    /// <summary>Events that wait.</summary>
    public int WaitingCount { get; init; }

    /// <summary>When it took one last; null: none so far.</summary>
    public DateTimeOffset? LastSentTime { get; init; }

    /// <summary>Why the last attempt that failed did; null: none has. It stays when it goes well again.</summary>
    public string? LastError { get; init; }

    /// <summary>Name and target, as lists show them.</summary>
    public override string ToString() => $"{Name} ({Target})";
}

/// <summary>How it goes with a receiver of events.</summary>
#pragma warning disable CA1028 // ConvertTo-Json writes names for enums of 64 bits, and numbers for others.
public enum MssReceiverState : long
#pragma warning restore CA1028
{
    /// <summary>It took the last event, or has got none yet.</summary>
    Ready,

    /// <summary>It did not take an event, and is tried again.</summary>
    Retrying,

    /// <summary>The last event was given up; the next one is tried.</summary>
    Failing,
}

namespace MssTools;

/// <summary>How many live channels a machine takes, and how fast it packages recordings: measured by doing it.</summary>
public sealed record MssCapacity : MssObject
{
    /// <summary>Name of the machine.</summary>
    public string Machine { get; init; } = "";

    /// <summary>Its processors.</summary>
    public int ProcessorCount { get; init; }

    /// <summary>Live channels that ran at a time, within all limits and with the headroom; 0: one was too many.</summary>
    public int Channels { get; init; }

    /// <summary>What kept more channels from being within the limits.</summary>
    public CapacityLimit Limit { get; init; }

    /// <summary>Kilobits a second of the picture of each channel.</summary>
    public int BitrateKbps { get; init; }

    /// <summary>What of processors and memory was left free, in percent.</summary>
    public int HeadroomPercent { get; init; }

    /// <summary>The folder that the channels were stored below.</summary>
    public string TargetFolder { get; init; } = "";

    /// <summary>What a channel takes of all processors of the machine together, in percent.</summary>
    public double CpuPercentPerChannel { get; init; }

    /// <summary>What the process grew by with each channel, in bytes.</summary>
    public long MemoryBytesPerChannel { get; init; }

    /// <summary>What a channel stores, in bytes a second.</summary>
    public double BytesPerSecondPerChannel { get; init; }

    /// <summary>
    /// What a channel asks of an object store in a second: fragments that are stored, as measured, as many that expire, and a manifest for each fragment time.
    /// </summary>
    public double RequestsPerSecondPerChannel { get; init; }

    /// <summary>How much faster than their length recordings are packaged, all processors together: 100 is an hour of media in 36 s.</summary>
    public double BacklogSpeed { get; init; }

    /// <summary>What is stored of recordings meanwhile, in bytes a second.</summary>
    public double BacklogBytesPerSecond { get; init; }

    /// <summary>What was tried, in order.</summary>
    public IReadOnlyList<MssCapacityStep> Steps { get; init => field = value.ToArray(); } = [];

    /// <summary>How long it took.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>What a user should know of the figures.</summary>
    public IReadOnlyList<string> Warnings { get; init => field = value.ToArray(); } = [];

    /// <summary>Channels and limit.</summary>
    public override string ToString() => $"{Channels} channels ({Limit})";
}

/// <summary>So many channels at a time, as they ran.</summary>
public sealed record MssCapacityStep
{
    /// <summary>How many.</summary>
    public int Channels { get; init; }

    /// <summary>What the process took of all processors together, in percent.</summary>
    public double CpuPercent { get; init; }

    /// <summary>What the process had in memory, in bytes.</summary>
    public long MemoryBytes { get; init; }

    /// <summary>What was stored a second, in bytes.</summary>
    public double BytesPerSecond { get; init; }

    /// <summary>Fragments that were stored a second.</summary>
    public double FragmentsPerSecond { get; init; }

    /// <summary>How late the latest fragment was, beyond its own length.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Fragments that were left out because they could not be stored in time.</summary>
    public long DroppedFragmentCount { get; init; }

    /// <summary>What was over its limit; null: nothing.</summary>
    public CapacityLimit? Limit { get; init; }

    /// <summary>Channels, processors, and what was over.</summary>
    public override string ToString() => $"{Channels}: {CpuPercent:f0} % CPU, {Limit?.ToString() ?? "fine"}";
}

/// <summary>What a machine has least of.</summary>
#pragma warning disable CA1028 // As the other enumerations that users see.
public enum CapacityLimit : long
#pragma warning restore CA1028
{
    /// <summary>None was reached: the most that was asked for ran, or time was over.</summary>
    NotReached,

    /// <summary>The processors were busier than the headroom allows.</summary>
    Processor,

    /// <summary>Memory would not have the headroom.</summary>
    Memory,

    /// <summary>
    /// The disk or the store: fragments were left out, or came more than half their length late while it took 0.1 s and more for a small file, or there is no room.
    /// </summary>
    Store,

    /// <summary>Fragments came more than half their length late, for none of the other reasons: other programs have the processors.</summary>
    Lag,
}

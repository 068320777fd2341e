namespace MssTools;

/// <summary>A snapshot of a node: a service that is one of several which share their groups. An engine without a cluster is one node, itself.</summary>
public sealed record MssNode : MssObject
{
    /// <summary>Its name, which no other node of the cluster has.</summary>
    public string Name { get; init; } = "";

    /// <summary>Where the other nodes reach it: address and port; empty: it has no others.</summary>
    public string Address { get; init; } = "";

    /// <summary>Whether it takes groups.</summary>
    public MssNodeState State { get; init; }

    /// <summary>What it says of itself, as <c>key=value</c>: groups may ask for it.</summary>
    public IReadOnlyList<string> Labels { get; init => field = value.ToArray(); } = [];

    /// <summary>Groups that it runs.</summary>
    public int GroupCount { get; init; }

    /// <summary>Streams of it that run or wait.</summary>
    public int StreamCount { get; init; }

    /// <summary>How busy the processors of its machine are with it: 0 to 1.</summary>
    public double CpuLoad { get; init; }

    /// <summary>Memory of its process, in bytes.</summary>
    public long MemoryBytes { get; init; }

    /// <summary>Room on the disk that has its state folder or, without a cluster, the process's own folder, in bytes.</summary>
    public long DiskFreeBytes { get; init; }

    /// <summary>What its machine sends and receives, in bytes a second; null: nobody knows.</summary>
    public double? NetworkBytesPerSecond { get; init; }

    /// <summary>Version of the module that it runs; empty while it is away.</summary>
    public string Version { get; init; } = "";

    /// <summary>When it started; null: nobody knows.</summary>
    public DateTimeOffset? StartTime { get; init; }

    /// <summary>Its name.</summary>
    public override string ToString() => Name;
}

/// <summary>Whether a node takes groups.</summary>
#pragma warning disable CA1028 // ConvertTo-Json writes names for enums of 64 bits, and numbers for others.
public enum MssNodeState : long
#pragma warning restore CA1028
{
    /// <summary>It does.</summary>
    Running,

    /// <summary>It was told to take none, and has none left.</summary>
    Suspended,

    /// <summary>It was told to take none, and still has some.</summary>
    Draining,

    /// <summary>It does not answer.</summary>
    Away,
}

namespace MssTools;

/// <summary>A snapshot of a service: an engine in a process of its own.</summary>
public sealed record MssService
{
    /// <summary>What cmdlets call it by: -Service.</summary>
    public string Name { get; init; } = "";

    /// <summary>Where it is reached: the path of its socket, or an https address.</summary>
    public string Address { get; init; } = "";

    /// <summary>Full path of its state folder, on its own machine; empty while it does not answer.</summary>
    public string StatePath { get; init; } = "";

    /// <summary>Whether it answers, and does what it was told.</summary>
    public MssServiceState State { get; init; }

    /// <summary>Version of the module that it runs; empty while it does not answer.</summary>
    public string Version { get; init; } = "";

    /// <summary>The machine that it runs on.</summary>
    public string HostName { get; init; } = "";

    /// <summary>Name of the node of a cluster that it is; empty: it is none.</summary>
    public string NodeName { get; init; } = "";

    /// <summary>Number of its process; 0 while it does not answer.</summary>
    public int ProcessId { get; init; }

    /// <summary>When it started.</summary>
    public DateTimeOffset? StartTime { get; init; }

    /// <summary>Groups that it has.</summary>
    public int GroupCount { get; init; }

    /// <summary>Streams that run or wait.</summary>
    public int StreamCount { get; init; }

    /// <summary>Whether its control interface takes commands of EvoStream Media Server in their form of HTTP, too.</summary>
    public bool TakesEvoStream { get; init; }

    /// <summary>What it was told and cannot do now; it tries again every few seconds.</summary>
    public IReadOnlyList<MssPending> Pending { get; init => field = value.ToArray(); } = [];

    /// <summary>Why it does not answer; null: it does.</summary>
    public string? LastError { get; init; }

    /// <summary>Its name, which -Service takes.</summary>
    public override string ToString() => Name;
}

/// <summary>Something that a service was told and cannot do now.</summary>
public sealed record MssPending
{
    /// <summary>
    /// What it is: <c>group</c>, <c>ingest</c>, <c>server</c>, <c>publishing point</c>, <c>local stream</c> or <c>event receiver</c>; of a cluster <c>node</c>, too.
    /// </summary>
    public string Kind { get; init; } = "";

    /// <summary>Which.</summary>
    public string Name { get; init; } = "";

    /// <summary>Name of the node that cannot do it; empty without a cluster, or where it is none's.</summary>
    public string Node { get; init; } = "";

    /// <summary>Why it cannot be done.</summary>
    public string LastError { get; init; } = "";

    /// <summary>Code of that failure.</summary>
    public MssError LastErrorCode { get; init; }

    /// <summary>What and which, as lists show it.</summary>
    public override string ToString() => $"{Kind} '{Name}': {LastError}";
}

namespace MssTools;

/// <summary>What had to be done so that something is as it was told, and whether it was done.</summary>
public sealed record MssChange : MssObject
{
    /// <summary>What it is about: <c>local stream</c>, <c>ingest</c>, <c>server</c>, <c>publishing point</c>, <c>group</c> or <c>event receiver</c>.</summary>
    public string Kind { get; init; } = "";

    /// <summary>Which: a name, a port, or the folder of a group.</summary>
    public string Name { get; init; } = "";

    /// <summary>What has to be done.</summary>
    public MssChangeAction Action { get; init; }

    /// <summary>True where it was done; false for a plan, and where there is nothing to do.</summary>
    public bool IsDone { get; init; }

    /// <summary>Names of the settings that differ; none where it is not there yet.</summary>
    public IReadOnlyList<string> ChangedSettings { get; init => field = value.ToArray(); } = [];

    /// <summary>What differs, in sentences without secrets.</summary>
    public IReadOnlyList<string> Differences { get; init => field = value.ToArray(); } = [];

    /// <summary>What it is about and what has to be done, in a line.</summary>
    public override string ToString() =>
        $"{Kind} '{Name}': {Action}{(Differences.Count > 0 ? $" ({string.Join(" ", Differences)})" : "")}";
}

/// <summary>What has to be done so that something is as it was told.</summary>
#pragma warning disable CA1028 // ConvertTo-Json writes names for enums of 64 bits, and numbers for others.
public enum MssChangeAction : long
#pragma warning restore CA1028
{
    /// <summary>Nothing: it is so.</summary>
    None,

    /// <summary>It is not there, and is made.</summary>
    Start,

    /// <summary>It goes on with other settings, without a pause.</summary>
    Change,

    /// <summary>It is ended and made again with other settings; a live group stays live and goes on with its next fragment.</summary>
    Restart,

    /// <summary>It is there, nobody names it, and it is ended.</summary>
    Stop,
}

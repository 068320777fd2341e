namespace MssTools;

/// <summary>Something that a check of a Smooth Streaming presentation found.</summary>
public sealed record MssFinding : MssObject
{
    /// <summary>The rule, as <c>MSS101</c>; docs/checks.md lists them.</summary>
    public string Id { get; init; } = "";

    /// <summary>How bad it is.</summary>
    public FindingSeverity Severity { get; init; }

    /// <summary>What was found: what, where, and the value.</summary>
    public string Message { get; init; } = "";

    /// <summary>The manifest that was checked: its path or address.</summary>
    public string Manifest { get; init; } = "";

    /// <summary>The rendition as <c>video 1000000</c>, or the StreamIndex; empty where it is about the whole.</summary>
    public string Track { get; init; } = "";

    /// <summary>Where on the timeline; null where it has no time.</summary>
    public TimeSpan? Time { get; init; }

    /// <summary>Where it is: a document, a line or a box with its offset.</summary>
    public string Place { get; init; } = "";

    /// <summary>The section of the specification, or what else says that it matters.</summary>
    public string Reference { get; init; } = "";

    /// <summary>The players that fail at it, as far as it is known.</summary>
    public IReadOnlyList<MssPlayer> Players { get; init => field = value.ToArray(); } = [];

    /// <summary>What to do.</summary>
    public string Advice { get; init; } = "";

    /// <summary>How many places this stands for: 1, or all that were not reported one by one.</summary>
    public long Count { get; init; } = 1;

    /// <summary>Rule, severity and message on one line.</summary>
    public override string ToString() => $"{Id} {Severity}: {Message}";
}

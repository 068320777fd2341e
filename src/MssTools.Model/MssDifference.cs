namespace MssTools;

/// <summary>Something in which two groups are not alike.</summary>
public sealed record MssDifference : MssObject
{
    /// <summary>The track and, for a fragment, its start: <c>video 1000000</c>; empty for the manifest as a whole.</summary>
    public string Track { get; init; } = "";

    /// <summary>Where the fragment begins on the group's timeline; null where it is not about a fragment.</summary>
    public TimeSpan? Time { get; init; }

    /// <summary>What differs: an attribute, <c>StreamIndex</c>, <c>QualityLevel</c>, <c>c</c>, <c>d</c>, <c>File</c>, a box, or <c>Payload</c>.</summary>
    public string Property { get; init; } = "";

    /// <summary>What the reference has; null: it is not there.</summary>
    public string? ReferenceValue { get; init; }

    /// <summary>What the other one has; null: it is not there.</summary>
    public string? DifferenceValue { get; init; }

    /// <summary>As Compare-Object has it: &lt;= where only the reference has it, =&gt; where only the other one has; else &lt;&gt;.</summary>
    public string SideIndicator => DifferenceValue is null ? "<=" : ReferenceValue is null ? "=>" : "<>";

    /// <summary>The place and both values, in a line.</summary>
    public override string ToString() =>
        $"{(Track.Length > 0 ? Track : "manifest")}{(Time is { } time ? $" at {time:c}" : "")}: {Property} '{ReferenceValue}' {SideIndicator} '{DifferenceValue}'";
}

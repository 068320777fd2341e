namespace MssTools;

/// <summary>What a manifest lists of a rendition, before a repair and after it.</summary>
public sealed record MssRepairTrack
{
    /// <summary>The rendition as <c>video 1000000</c>.</summary>
    public string Name { get; init; } = "";

    /// <summary>Fragments that are listed now; zero: the rendition is listed no more.</summary>
    public int FragmentCount { get; init; }

    /// <summary>Fragments that were listed before, as far as the manifest could be read.</summary>
    public int ListedBefore { get; init; }

    /// <summary>How many of those that are listed now were not listed before.</summary>
    public int Added { get; init; }

    /// <summary>How many of those that were listed before are listed no more.</summary>
    public int Removed { get; init; }

    /// <summary>Where the first one begins; null where none is listed.</summary>
    public TimeSpan? Start { get; init; }

    /// <summary>Where the last one ends; null where none is listed.</summary>
    public TimeSpan? End { get; init; }

    /// <summary>Name and counts, as lists of repairs show them.</summary>
    public override string ToString() => $"{Name}: {FragmentCount} (+{Added} -{Removed})";
}

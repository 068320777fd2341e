namespace MssTools;

/// <summary>A recorded group that was cut out of another one.</summary>
public sealed record MssClip : MssObject
{
    /// <summary>Name of the clip; also its folder's name.</summary>
    public string GroupName { get; init; } = "";

    /// <summary>The folder that holds the clip's folder.</summary>
    public string TargetFolder { get; init; } = "";

    /// <summary>Full path of the clip's manifest.</summary>
    public string ManifestPath { get; init; } = "";

    /// <summary>Full path of the manifest of the group that it was cut out of.</summary>
    public string Source { get; init; } = "";

    /// <summary>Where it begins, counted from the first fragment of the source.</summary>
    public TimeSpan Start { get; init; }

    /// <summary>When it begins, where the source has the times of the clock; else null.</summary>
    public DateTimeOffset? StartTime { get; init; }

    /// <summary>Time from its first to its last fragment.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>Names of its pictures and sounds, as the manifest lists them.</summary>
    public IReadOnlyList<string> Contents { get; init => field = value.ToArray(); } = [];

    /// <summary>Its fragments, those of all renditions together.</summary>
    public int FragmentCount { get; init; }

    /// <summary>How many of them are hard links and take no room of their own.</summary>
    public int LinkedFragmentCount { get; init; }

    /// <summary>Size of all fragments.</summary>
    public long Bytes { get; init; }

    /// <summary>
    /// Full paths of further manifests, one for each stretch in which no decoder configuration changed; empty where none did.
    /// </summary>
    public IReadOnlyList<string> Parts { get; init => field = value.ToArray(); } = [];

    /// <summary>What a user should know of the clip.</summary>
    public IReadOnlyList<string> Warnings { get; init => field = value.ToArray(); } = [];

    /// <summary>Name and length, as lists of clips show them.</summary>
    public override string ToString() => $"{GroupName} ({Duration:c})";
}

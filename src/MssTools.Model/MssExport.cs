namespace MssTools;

/// <summary>Files that were made of a group.</summary>
public sealed record MssExport : MssObject
{
    /// <summary>What the names of the files begin with.</summary>
    public string Name { get; init; } = "";

    /// <summary>What was made.</summary>
    public ExportFormat Format { get; init; }

    /// <summary>Full path of the server manifest, which New-MSSStream and servers take; null: there is none.</summary>
    public string? ManifestPath { get; init; }

    /// <summary>Full paths of all files, those with media first.</summary>
    public IReadOnlyList<string> Files { get; init => field = value.ToArray(); } = [];

    /// <summary>Full path of the manifest of the group.</summary>
    public string Source { get; init; } = "";

    /// <summary>Where it begins, counted from the first fragment of the source.</summary>
    public TimeSpan Start { get; init; }

    /// <summary>When it begins, where the source has the times of the clock; else null.</summary>
    public DateTimeOffset? StartTime { get; init; }

    /// <summary>Time from its first to its last fragment.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>Names of its pictures and sounds, as the manifest lists them.</summary>
    public IReadOnlyList<string> Contents { get; init => field = value.ToArray(); } = [];

    /// <summary>The tracks of all files together.</summary>
    public int TrackCount { get; init; }

    /// <summary>Size of all files.</summary>
    public long Bytes { get; init; }

    /// <summary>What a user should know of the files.</summary>
    public IReadOnlyList<string> Warnings { get; init => field = value.ToArray(); } = [];

    /// <summary>Name, format and length, as lists of exports show them.</summary>
    public override string ToString() => $"{Name} ({Format}, {Duration:c})";
}

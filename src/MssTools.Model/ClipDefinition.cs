namespace MssTools;

/// <summary>What Save-MSSClip is asked for.</summary>
public sealed record ClipDefinition
{
    /// <summary>Full path of the group's folder, or of its manifest.</summary>
    public string Source { get; init; } = "";

    /// <summary>Full path of the folder that holds the clip's folder.</summary>
    public string TargetFolder { get; init; } = "";

    /// <summary>Name of the clip and of its folder; null: that of the source's folder.</summary>
    public string? Name { get; init; }

    /// <summary>What the clip begins with: the fragment that holds this time. Null: the first one.</summary>
    public ClipTime? From { get; init; }

    /// <summary>What the clip ends with: the fragment that holds this time. Null: the last one.</summary>
    public ClipTime? To { get; init; }

    /// <summary>In the place of <see cref="From"/> and <see cref="To"/>: so much of the end of the group.</summary>
    public TimeSpan? Last { get; init; }

    /// <summary>Leave all times as they are; else the clip begins at zero.</summary>
    public bool KeepTime { get; init; }
}

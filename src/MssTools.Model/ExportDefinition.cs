namespace MssTools;

/// <summary>What Export-MSSGroup is asked for.</summary>
public sealed record ExportDefinition
{
    /// <summary>Full path of the group's folder, or of its manifest.</summary>
    public string Source { get; init; } = "";

    /// <summary>Full path of the folder that gets the files.</summary>
    public string Destination { get; init; } = "";

    /// <summary>What is made.</summary>
    public ExportFormat Format { get; init; }

    /// <summary>What the names of the files begin with; null: the name of the source's folder.</summary>
    public string? Name { get; init; }

    /// <summary>What the export begins with: the fragment that holds this time. Null: the first one.</summary>
    public ClipTime? From { get; init; }

    /// <summary>What the export ends with: the fragment that holds this time. Null: the last one.</summary>
    public ClipTime? To { get; init; }

    /// <summary>In the place of <see cref="From"/> and <see cref="To"/>: so much of the end of the group.</summary>
    public TimeSpan? Last { get; init; }

    /// <summary>One file with the tracks of all renditions; else one for each rendition.</summary>
    public bool SingleFile { get; init; }
}

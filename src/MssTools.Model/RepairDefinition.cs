namespace MssTools;

/// <summary>What Repair-MSSGroup is asked for.</summary>
public sealed record RepairDefinition
{
    /// <summary>Full path of the group's folder, or of its manifest, which need not be there.</summary>
    public string Path { get; init; } = "";

    /// <summary>
    /// Full path of another manifest of the same group, or of the folder that holds it: of a mirror, of an older copy. What it says of
    /// names, codecs and addresses is taken in the place of what is left in the group's folder; null: there is none.
    /// </summary>
    public string? From { get; init; }

    /// <summary>Repair a live group of another packager, too, that was written to a moment ago.</summary>
    public bool Force { get; init; }
}

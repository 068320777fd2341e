namespace MssTools;

/// <summary>What a repair of a group found, and what it did.</summary>
public sealed record MssRepair : MssObject
{
    /// <summary>Most entries of <see cref="LeftOut"/>; <see cref="LeftOutCount"/> counts them all.</summary>
    public const int MostLeftOut = 10_000;

    /// <summary>Name of the group's folder.</summary>
    public string GroupName { get; init; } = "";

    /// <summary>The folder that holds the group's folder.</summary>
    public string TargetFolder { get; init; } = "";

    /// <summary>Full path of the manifest.</summary>
    public string ManifestPath { get; init; } = "";

    /// <summary>True where the manifest is not what the fragments call for.</summary>
    public bool IsNeeded { get; init; }

    /// <summary>True where a new manifest was written; false where none is needed, or where the user did not want it.</summary>
    public bool IsChanged { get; init; }

    /// <summary>Full path of the copy of the old manifest; null where nothing was replaced.</summary>
    public string? KeptAside { get; init; }

    /// <summary>Where names, codecs and addresses come from: full paths of manifests, and the group's folder where fragments told some.</summary>
    public IReadOnlyList<string> Sources { get; init => field = value.ToArray(); } = [];

    /// <summary>The renditions, with what is listed of them now and was before.</summary>
    public IReadOnlyList<MssRepairTrack> Tracks { get; init => field = value.ToArray(); } = [];

    /// <summary>What the new manifest says otherwise than the old one, in sentences.</summary>
    public IReadOnlyList<string> Changes { get; init => field = value.ToArray(); } = [];

    /// <summary>Fragments that are not listed, and why; the first <see cref="MostLeftOut"/> of them.</summary>
    public IReadOnlyList<MssLeftOut> LeftOut { get; init => field = value.ToArray(); } = [];

    /// <summary>How many fragments are not listed.</summary>
    public long LeftOutCount { get; init; }

    /// <summary>What is still wrong with the group and cannot be mended by its manifest, in sentences; empty: Test-MSSGroup is content.</summary>
    public IReadOnlyList<string> Unmended { get; init => field = value.ToArray(); } = [];

    /// <summary>Name and outcome, as lists of repairs show them.</summary>
    public override string ToString() => $"{GroupName}: {(IsChanged ? "repaired" : IsNeeded ? "needs repair" : "sound")}";
}

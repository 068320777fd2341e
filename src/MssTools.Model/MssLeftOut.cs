namespace MssTools;

/// <summary>A fragment that a repaired manifest does not list: it lies there and cannot be offered, or it was listed and cannot be played.</summary>
public sealed record MssLeftOut
{
    /// <summary>The rendition as <c>video 1000000</c>.</summary>
    public string Track { get; init; } = "";

    /// <summary>Where it begins on the group's timeline.</summary>
    public TimeSpan Time { get; init; }

    /// <summary>Its path, relative to the manifest, with '/' between names.</summary>
    public string Path { get; init; } = "";

    /// <summary>Why, as half a sentence.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Path and reason.</summary>
    public override string ToString() => $"{Path}: {Reason}";
}

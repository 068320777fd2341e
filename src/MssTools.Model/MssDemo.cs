namespace MssTools;

/// <summary>The demo that runs: where to see it, and where its files are.</summary>
public sealed record MssDemo : MssObject
{
    /// <summary>The page that plays the channel in a browser.</summary>
    public string PlayerUrl { get; init; } = "";

    /// <summary>The client manifest, for players.</summary>
    public string ManifestUrl { get; init; } = "";

    /// <summary>Name of the group; also its folder's name.</summary>
    public string GroupName { get; init; } = "";

    /// <summary>Full path of the folder that holds the group's folder.</summary>
    public string TargetFolder { get; init; } = "";

    /// <summary>Number of the server, as Get-MSSServer shows it.</summary>
    public int ServerId { get; init; }

    /// <summary>The page, which a browser opens.</summary>
    public override string ToString() => PlayerUrl;
}

namespace MssTools;

/// <summary>What a live manifest answers when its group has stalled, so that a CDN can turn to another origin.</summary>
public enum StaleGroup
{
    /// <summary>The manifest as it is.</summary>
    Serve,

    /// <summary>404.</summary>
    NotFound,

    /// <summary>503 with Retry-After.</summary>
    Unavailable,
}

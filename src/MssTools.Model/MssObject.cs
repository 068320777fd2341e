namespace MssTools;

/// <summary>What cmdlets write: a snapshot that says where it is from, so that it can be piped back there.</summary>
public abstract record MssObject
{
    /// <summary>The service that it is of, as Connect-MSSService names it; empty: the engine of the session.</summary>
    public string Service { get; init; } = "";
}

namespace MssTools;

/// <summary>What a live stream does when its fragments cannot be stored, or not as fast as they come.</summary>
public enum OverloadPolicy
{
    /// <summary>Fragments that find no room, or that cannot be stored, are left out and counted.</summary>
    Drop,

    /// <summary>The stream fails.</summary>
    Fail,
}

namespace MssTools;

/// <summary>What happens to old fragments of a group.</summary>
public enum PlaylistType
{
    /// <summary>Every fragment stays listed and on disk.</summary>
    Appending,

    /// <summary>Only the newest fragments are listed; older ones are deleted after their retention.</summary>
    Rolling,
}

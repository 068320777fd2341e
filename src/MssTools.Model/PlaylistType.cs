namespace MssTools;

/// <summary>What happens to old fragments of a group.</summary>
#pragma warning disable CA1028 // ConvertTo-Json writes names for enums of 64 bits, and numbers for others.
public enum PlaylistType : long
#pragma warning restore CA1028
{
    /// <summary>Every fragment stays listed and on disk.</summary>
    Appending,

    /// <summary>Only the newest fragments are listed; older ones are deleted after their retention.</summary>
    Rolling,
}

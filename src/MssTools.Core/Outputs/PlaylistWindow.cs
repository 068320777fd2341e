namespace MssTools.Core.Outputs;

/// <summary>Which fragments of a track are listed, and which stay on disk.</summary>
/// <param name="Listed">Most fragments that a manifest lists; null: all.</param>
/// <param name="Retained">Fragments that stay on disk after they left the manifest.</param>
/// <param name="Length">The time that the listed fragments stand for, in 100 ns ticks; 0: no limit.</param>
internal sealed record PlaylistWindow(int? Listed, int Retained, long Length)
{
    /// <summary>Makes the window that a definition asks for.</summary>
    public static PlaylistWindow Of(StreamDefinition definition) => definition.PlaylistType == PlaylistType.Rolling
        ? new PlaylistWindow(
            definition.PlaylistLength,
            definition.EffectiveStaleRetentionCount,
            definition.PlaylistLength * definition.FragmentLength.Ticks)
        : new PlaylistWindow(null, 0, 0);

    /// <summary>How many of <paramref name="count"/> fragments, the oldest first, are listed no more.</summary>
    public int Unlisted(int count) => Listed is { } most ? Math.Max(0, count - most) : 0;

    /// <summary>How many of <paramref name="count"/> fragments, the oldest first, may be deleted.</summary>
    public int Expired(int count) => Listed is null ? 0 : Math.Max(0, Unlisted(count) - Retained);
}

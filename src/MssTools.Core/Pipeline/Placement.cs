using MssTools.Core.Media;

namespace MssTools.Core.Pipeline;

/// <summary>Where one rendition's clock lies on the group's timeline.</summary>
/// <param name="Shift">Added to every presentation time, in 100 ns ticks.</param>
/// <param name="VideoDelay">
/// Taken from video decode times on top, and given back as composition offset: it makes renditions with and without
/// B-frames start their fragments at one time.
/// </param>
/// <param name="Earliest">Samples that would decode earlier are left out; null: none.</param>
/// <param name="EarliestSound">The same for sound, where it is another time.</param>
internal readonly record struct Placement(long Shift, long VideoDelay, long? Earliest = null, long? EarliestSound = null)
{
    /// <summary>Before which samples of a kind are left out; null: none are.</summary>
    public long? EarliestOf(MediaKind kind) => kind == MediaKind.Audio ? EarliestSound ?? Earliest : Earliest;
}

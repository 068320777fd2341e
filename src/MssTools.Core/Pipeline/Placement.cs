namespace MssTools.Core.Pipeline;

/// <summary>Where one rendition's clock lies on the group's timeline.</summary>
/// <param name="Shift">Added to every presentation time, in 100 ns ticks.</param>
/// <param name="VideoDelay">
/// Taken from video decode times on top, and given back as composition offset: it makes renditions with and without
/// B-frames start their fragments at one time.
/// </param>
/// <param name="Earliest">Samples that would decode earlier are left out; null: none.</param>
internal readonly record struct Placement(long Shift, long VideoDelay, long? Earliest = null);

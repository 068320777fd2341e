namespace MssTools.Core.Media;

/// <summary>The samples of one fragment, cut and timed, before its successors are known.</summary>
/// <param name="Track">The track of all samples.</param>
/// <param name="Time">Start of the fragment in 100 ns ticks on the group's timeline: a whole millisecond.</param>
/// <param name="Duration">Ticks until the fragment ends.</param>
/// <param name="Samples">The samples in decode order; at least one; not changed any more.</param>
internal sealed record SampleRun(Track Track, long Time, long Duration, IReadOnlyList<Sample> Samples);

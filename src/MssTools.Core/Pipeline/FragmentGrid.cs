using MssTools.Core.Media;

namespace MssTools.Core.Pipeline;

/// <summary>
/// Where the fragments of a track may be cut: a pure function of media time and settings, so all renditions cut alike
/// and two hosts that are fed alike write the same bytes.
/// </summary>
/// <param name="FragmentLength">Wanted fragment length in 100 ns ticks; greater than zero.</param>
/// <param name="Origin">Where the group's timeline starts, in 100 ns ticks.</param>
/// <param name="Offset">
/// How far the first picture's time (decode time for video, presentation time for audio) lies behind the origin:
/// fragments of picture and sound then hold the same stretch of the presentation.
/// </param>
internal readonly record struct FragmentGrid(long FragmentLength, long Origin = 0, long Offset = 0)
{
    /// <summary>
    /// A sync sample that is early by less than this still counts as being on its multiple: containers with a
    /// millisecond or 90 kHz clock round that much.
    /// </summary>
    private const long Slack = 5 * Timescale.Millisecond;

    /// <summary>
    /// Number of the cell that a time lies in, counted from time zero; a fragment starts where a new cell is entered.
    /// </summary>
    public long CellOf(long time) => Math.Max(Origin, time - Offset + Slack) / FragmentLength;

    /// <summary>
    /// Number of the fragment that starts at <paramref name="time"/>, from 1. It grows within a track, also over
    /// restarts, because each fragment starts in a cell of its own, but for one that a new decoder configuration began.
    /// </summary>
    public uint SequenceOf(long time) => unchecked((uint)(CellOf(time) + 1));
}

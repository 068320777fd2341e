namespace MssTools.Core.Media;

/// <summary>
/// A fragment that is final: manifest row, file name, tfxd and the tfrf entries of its predecessors all come from
/// this one object.
/// </summary>
/// <param name="Run">Its samples and its place on the timeline.</param>
/// <param name="Sequence">Number of the fragment in its track, from 1 (mfhd.sequence_number).</param>
/// <param name="Successors">
/// The next fragments, oldest first; empty for recorded groups and at the end of a live one.
/// </param>
internal sealed record Fragment(SampleRun Run, uint Sequence, IReadOnlyList<FragmentTime> Successors)
{
    /// <summary>True where its successors are those of the next run: it is kept, and not published.</summary>
    public bool IsHeld { get; init; }
}

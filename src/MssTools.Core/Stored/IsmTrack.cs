using MssTools.Core.Media;

namespace MssTools.Core.Stored;

/// <summary>A track of a Smooth file.</summary>
/// <param name="Timescale">Ticks per second of its times.</param>
/// <param name="Language">As the file has it; null: not told.</param>
/// <param name="Config">What its decoder must know; null: it cannot be packaged or served.</param>
/// <param name="Fragments">Its fragments, oldest first.</param>
internal sealed record IsmTrack(uint Timescale, string? Language, CodecConfig? Config, IReadOnlyList<IsmFragment> Fragments)
{
    /// <summary>The fragment that begins at a time; null: there is none.</summary>
    public IsmFragment? At(long time)
    {
        int low = 0;
        int high = Fragments.Count - 1;
        while (low <= high)
        {
            int middle = low + ((high - low) / 2);
            IsmFragment fragment = Fragments[middle];
            if (fragment.Time == time)
            {
                return fragment;
            }

            (low, high) = fragment.Time < time ? (middle + 1, high) : (low, middle - 1);
        }

        return null;
    }
}

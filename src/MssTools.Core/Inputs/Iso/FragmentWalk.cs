using MssTools.Core.Iso;
using MssTools.Core.Media;

namespace MssTools.Core.Inputs.Iso;

/// <summary>
/// Walks the fragments of a file: each moof or moov with all that belongs to it. Where the boxes do not follow each other
/// as their sizes say, it goes on at the next fragment that it finds.
/// </summary>
/// <param name="file">The file.</param>
/// <param name="start">Where a box starts.</param>
internal sealed class FragmentWalk(MediaFile file, long start)
{
    private long _next = start;

    /// <summary>Where the walk goes on.</summary>
    public long Position => Math.Min(_next, file.Length);

    /// <summary>A moof or moov, and how far what belongs to it reaches.</summary>
    /// <param name="Box">The box; a box of another type where the walk begins in front of them or within damage.</param>
    /// <param name="End">Where the next one starts, or the file ends.</param>
    /// <param name="DamageAt">Where the boxes are lost, or null; the damage itself may lie in front of it.</param>
    /// <param name="StatedEnd">Where its last box ends by its own size, also behind <paramref name="End"/>.</param>
    internal readonly record struct Part(TopLevelBox Box, long End, long? DamageAt, long StatedEnd);

    /// <summary>The next part; null at the end of the file.</summary>
    /// <exception cref="MssException"><see cref="MssError.SourceFailed"/>: the file cannot be read.</exception>
    public Part? Next()
    {
        if (file.Length - _next < TopLevelBox.ShortHeader)
        {
            return null; // fewer than eight bytes at the end are padding
        }

        long start = _next;
        TopLevelBox first = TopLevelBox.TryRead(file, start) ?? new TopLevelBox(default, start, TopLevelBox.ShortHeader, 0);
        long? damage = first.Size == 0 ? start : null;
        TopLevelBox box = first;
        long stated = start;
        while (damage is null)
        {
            stated = _next = box.Offset + box.Size;
            if (_next > file.Length)
            {
                // Cut off, unless something follows all the same.
                bool isCut = FragmentSearch.Find(file, start + 1) is null && FragmentIndex.StartIn(file) is null;
                damage = isCut ? null : stated;
                break;
            }

            if (file.Length - _next < TopLevelBox.ShortHeader)
            {
                break;
            }

            if (TopLevelBox.TryRead(file, _next) is not { } following)
            {
                damage = _next;
                break;
            }

            if (following.Type == BoxTypes.Moof || following.Type == BoxTypes.Moov)
            {
                break;
            }

            box = following;
        }

        if (damage is not null)
        {
            _next = FragmentSearch.Find(file, start + 1) ?? (FragmentIndex.StartIn(file) is { } index && index > start ? index : file.Length);
        }

        return new Part(first, Math.Min(_next, file.Length), damage, stated);
    }

    /// <summary>Gives a part up: goes on at the next fragment within or behind it.</summary>
    /// <param name="part">The last part, whose first box is broken.</param>
    public void Abandon(in Part part) => _next = FragmentSearch.Find(file, part.Box.Offset + 1) ?? file.Length;
}

using MssTools.Core.Iso;
using MssTools.Core.Media;

namespace MssTools.Core.Inputs.Iso;

/// <summary>One edit of a track, as a part of its media that is played. All values are ticks of the track's timescale.</summary>
/// <param name="Start">Presentation time within the media from which on it is shown.</param>
/// <param name="End">Presentation time within the media where it ends; the greatest number: at the media's end.</param>
/// <param name="Slack">What rounding in the movie's coarser timescale may have cut off from the end.</param>
/// <param name="Shift">What to add to media times to get the times of the presentation.</param>
internal readonly record struct EditRange(long Start, long End, long Slack, long Shift)
{
    /// <summary>True where the sample starts within the range, or ends within it but for rounding.</summary>
    public bool Holds(in SampleDescriptor sample) =>
        sample.PresentationTime < End || sample.PresentationTime + sample.Duration <= End + Slack;

    /// <summary>Where the range ends on the presentation's timeline.</summary>
    /// <param name="mediaDuration">Length of the media.</param>
    public long PresentationEnd(long mediaDuration) => Math.Max(0, Math.Min(End, mediaDuration) + Shift);

    /// <summary>
    /// Makes the ranges of an edit list (ISO/IEC 14496-12 8.6.6), at least one. Empty edits delay what follows; an
    /// edit without duration plays to the end and is the last.
    /// </summary>
    /// <param name="edits">The list, or null: all of the media from time zero on.</param>
    /// <param name="movieTimescale">Unit of the edits' durations.</param>
    /// <param name="media">The track's timescale.</param>
    /// <exception cref="MssException">MalformedInput: a time is beyond reason.</exception>
    public static IReadOnlyList<EditRange> Plan(ElstBox? edits, uint movieTimescale, MdhdBox media)
    {
        long latest = MdhdBox.LatestSecond * movieTimescale;
        long slack = (media.Timescale + movieTimescale - 1L) / movieTimescale + 1;
        long presented = 0;
        var ranges = new List<EditRange>();
        foreach (ElstBox.Edit edit in edits?.Edits ?? [])
        {
            // All ones stand for an unknown duration, too.
            bool toEnd = edit.SegmentDuration == 0 || edit.SegmentDuration > (ulong)latest;
            long duration = toEnd ? 0 : (long)edit.SegmentDuration;
            if (!edit.IsEmpty)
            {
                long length = Timescale.Rescale(duration, movieTimescale, media.Timescale);
                long shift = Timescale.Rescale(presented, movieTimescale, media.Timescale) - edit.MediaTime;
                ranges.Add(new EditRange(edit.MediaTime, toEnd ? long.MaxValue : edit.MediaTime + length, slack, shift));
            }

            presented += duration;
            if (presented > latest || edit.MediaTime > media.LatestTime)
            {
                throw new MssException(
                    MssError.MalformedInput,
                    $"Edit list: an edit of {edit.SegmentDuration} ticks at {edit.MediaTime} leads beyond any sensible time.");
            }

            if (toEnd && !edit.IsEmpty)
            {
                break;
            }
        }

        return ranges.Count > 0
            ? ranges
            : [new EditRange(0, long.MaxValue, slack, Timescale.Rescale(presented, movieTimescale, media.Timescale))];
    }
}

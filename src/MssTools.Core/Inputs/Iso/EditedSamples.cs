using MssTools.Core.Iso;
using MssTools.Core.Media;

namespace MssTools.Core.Inputs.Iso;

/// <summary>Plays the samples of a table as an edit list says. Times come out on the presentation's timeline.</summary>
/// <param name="table">The samples.</param>
/// <param name="kind">Audio and video start an edit differently.</param>
/// <param name="media">The track's timescale.</param>
/// <param name="isStart">Whether decoding can start at a picture, by its NAL units; null where the table is believed.</param>
internal sealed class EditedSamples(
    SampleTable table, MediaKind kind, MdhdBox media, Func<SampleDescriptor, bool>? isStart = null)
{
    private const int MostAsked = 1_000_000; // pictures whose answers are kept: nine hours

    private readonly Dictionary<long, bool> _asked = [];

    // H.264 reorders at most 16 pictures: after that many samples in a row beyond the end, none comes from before it.
    private const int MaxReorder = 16;

    // Encoders put 1024 to 6000 samples of priming in front of AAC; what lies further ahead was cut off.
    private const int PrimingPerSecond = 5;

    /// <summary>
    /// The samples of all ranges in decode order. A range of video starts at the last sync sample at or before its
    /// start; one of audio keeps its priming, or else starts a frame early. Where a range would go back in decode
    /// time, it starts at its next sync sample that does not.
    /// </summary>
    /// <exception cref="MssException">Thrown while enumerating: MalformedInput, a table ends too early.</exception>
    public IEnumerable<SampleDescriptor> Play(IReadOnlyList<EditRange> ranges)
    {
        long last = long.MinValue;
        foreach (EditRange range in ranges)
        {
            bool isDropping = false;
            foreach (SampleDescriptor sample in Range(range))
            {
                SampleDescriptor shifted = sample with { DecodeTime = sample.DecodeTime + range.Shift };
                isDropping = shifted.DecodeTime < last || (isDropping && !shifted.IsSync);
                if (!isDropping)
                {
                    last = shifted.DecodeTime;
                    yield return shifted;
                }
            }
        }
    }

    private IEnumerable<SampleDescriptor> Range(EditRange range)
    {
        var beyond = new List<SampleDescriptor>(MaxReorder);
        SampleCursor cursor = FindStart(range.Start);
        while (beyond.Count < MaxReorder && cursor.Read())
        {
            if (!range.Holds(cursor.Current))
            {
                beyond.Add(cursor.Current);
                continue;
            }

            foreach (SampleDescriptor sample in beyond)
            {
                yield return sample;
            }

            beyond.Clear();
            yield return cursor.Current;
        }
    }

    private SampleCursor FindStart(long start)
    {
        var first = new SampleCursor(table, media.LatestTime);
        if (start == 0)
        {
            return first;
        }

        return kind == MediaKind.Video ? FindSync(first, start) : FindFrame(first, start);
    }

    // The table says where to look. Only where the picture there says otherwise all pictures before it are asked.
    private SampleCursor FindSync(SampleCursor cursor, long start)
    {
        SampleCursor marked = FindLast(cursor, start, sample => sample.IsSync);
        SampleCursor first = marked;
        bool isRight = isStart is null || (first.Read() && first.Current.IsSync && IsStart(first.Current));
        return isRight ? marked : FindLast(cursor, start, IsStart);
    }

    // An edit list may have hundreds of ranges: no picture is asked twice.
    private bool IsStart(SampleDescriptor sample)
    {
        if (_asked.TryGetValue(sample.Number, out bool answer))
        {
            return answer;
        }

        answer = isStart!(sample);
        if (_asked.Count < MostAsked)
        {
            _asked.Add(sample.Number, answer);
        }

        return answer;
    }

    private static SampleCursor FindLast(SampleCursor cursor, long start, Func<SampleDescriptor, bool> isSync)
    {
        SampleCursor found = cursor;
        SampleCursor here = cursor;
        while (cursor.Read())
        {
            if (isSync(cursor.Current))
            {
                if (cursor.Current.PresentationTime > start)
                {
                    break;
                }

                found = here;
            }

            here = cursor;
        }

        return found;
    }

    private SampleCursor FindFrame(SampleCursor cursor, long start)
    {
        if (start <= media.Timescale / PrimingPerSecond)
        {
            return cursor;
        }

        SampleCursor before = cursor; // in front of the frame ahead of the one that the cursor has read
        SampleCursor here = cursor;
        while (cursor.Read() && cursor.Current.EndTime <= start)
        {
            before = here;
            here = cursor;
        }

        return before;
    }
}

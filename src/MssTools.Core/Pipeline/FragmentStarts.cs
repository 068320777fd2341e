using MssTools.Core.Media;

namespace MssTools.Core.Pipeline;

/// <summary>
/// Where the fragments of one kind of track start in the live renditions of a group. Renditions that share a clock
/// still have times of sound that differ by a millisecond: RTMP rounds, and frames are counted from where a connection
/// began. Who comes second takes the start of who came first, so that both ask for the same <c>t</c>. All members can
/// be called from any thread.
/// </summary>
internal sealed class FragmentStarts
{
    /// <summary>Starts that are no further apart are the same.</summary>
    private const long Slack = 5 * Timescale.Millisecond;

    /// <summary>A frame of sound: a fragment may be due one sooner where its start is that much later elsewhere.</summary>
    private const long LongestFrame = 50 * Timescale.Millisecond;

    /// <summary>How far renditions may lag behind each other, and starts are remembered: with a margin.</summary>
    private const long Memory = 120 * Timescale.Ticks;

    private readonly Lock _lock = new();
    private readonly List<long> _starts = [];

    /// <summary>The start that a sync sample belongs to, or its own time where it belongs to none.</summary>
    /// <param name="time">The sample's time in whole milliseconds.</param>
    public long Near(long time)
    {
        lock (_lock)
        {
            return Find(time) ?? time;
        }
    }

    /// <summary>Starts a fragment, at a known start or at one that is known from now on.</summary>
    /// <param name="time">The first sample's time in whole milliseconds.</param>
    /// <param name="mayWait">True where the fragment may as well start with the next sample.</param>
    /// <returns>Where it starts; null: the others start theirs with the next sample.</returns>
    public long? Begin(long time, bool mayWait)
    {
        lock (_lock)
        {
            if (Find(time) is { } known)
            {
                return known;
            }

            if (mayWait && _starts.Exists(s => s > time && s - time <= LongestFrame))
            {
                return null;
            }

            _starts.RemoveAll(s => s < time - Memory);
            _starts.Add(time);
            return time;
        }
    }

    private long? Find(long time)
    {
        int index = _starts.FindLastIndex(s => Math.Abs(s - time) <= Slack);
        return index < 0 ? null : _starts[index];
    }
}

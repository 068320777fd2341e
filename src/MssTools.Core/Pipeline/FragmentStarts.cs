using MssTools.Core.Media;

namespace MssTools.Core.Pipeline;

/// <summary>
/// Where the fragments of one kind of track start in the live renditions of a group. Renditions that share a clock
/// still have times that differ by a millisecond: RTMP rounds, and frames are counted from where a connection began; on the
/// edge of a cut that decides. So who comes to a sample first decides for all whether a fragment starts there, and at which
/// <c>t</c>. All members can be called from any thread.
/// </summary>
internal sealed class FragmentStarts
{
    /// <summary>Samples that are no further apart are the same: less than half of the shortest frame of sound.</summary>
    public const long Slack = 5 * Timescale.Millisecond;

    /// <summary>How far renditions may lag behind each other, and decisions are remembered: with a margin.</summary>
    private const long Memory = 120 * Timescale.Ticks;

    private readonly Lock _lock = new();
    private readonly Dictionary<long, Decision> _decisions = []; // by time in units of the slack
    private readonly Queue<Decision> _oldest = [];

    /// <summary>Starts a fragment where the rendition has no choice: at its begin, behind a gap, with another track.</summary>
    /// <param name="time">The first sample's time in whole milliseconds.</param>
    /// <returns>
    /// Where it starts, and whether the rendition is in step with the others: it starts where one of them does, or is the
    /// first of all.
    /// </returns>
    public (long Start, bool IsInStep) Begin(long time)
    {
        lock (_lock)
        {
            if (Find(time) is { IsStart: true } known)
            {
                return (known.Time, true);
            }

            bool isFirst = _decisions.Count == 0;
            Add(new Decision(time, IsStart: true, IsForAll: false));
            return (time, isFirst);
        }
    }

    /// <summary>Says whether a sample starts a fragment, as the first rendition that came to it has decided.</summary>
    /// <param name="time">The sample's time in whole milliseconds.</param>
    /// <param name="isDue">What this rendition would do.</param>
    /// <param name="isInStep">
    /// False for a rendition whose open fragment starts elsewhere than those of the others: that it sees no reason to cut
    /// says nothing about them.
    /// </param>
    /// <returns>Where the fragment starts; null: the sample goes on with the open one.</returns>
    public long? Decide(long time, bool isDue, bool isInStep)
    {
        lock (_lock)
        {
            Decision? known = Find(time);
            if (known is { IsForAll: true })
            {
                return known.Value.IsStart ? known.Value.Time : null;
            }

            if (!isDue)
            {
                if (known is null && isInStep)
                {
                    Add(new Decision(time, IsStart: false, IsForAll: true));
                }

                return null;
            }

            long start = known?.Time ?? time;
            Add(new Decision(start, IsStart: true, IsForAll: true));
            return start;
        }
    }

    private Decision? Find(long time)
    {
        Decision? nearest = null;
        for (long cell = time / Slack - 1; cell <= time / Slack + 1; cell++)
        {
            if (_decisions.TryGetValue(cell, out Decision decision)
                && Math.Abs(decision.Time - time) <= Math.Min(Slack, Math.Abs((nearest?.Time ?? long.MaxValue) - time)))
            {
                nearest = decision;
            }
        }

        return nearest;
    }

    private void Add(Decision decision)
    {
        _decisions[decision.Time / Slack] = decision;
        _oldest.Enqueue(decision);
        while (_oldest.Peek().Time < decision.Time - Memory)
        {
            Decision old = _oldest.Dequeue();
            if (_decisions.GetValueOrDefault(old.Time / Slack) == old)
            {
                _decisions.Remove(old.Time / Slack);
            }
        }
    }

    /// <summary>What was decided about a sample.</summary>
    /// <param name="Time">Its time in the rendition that came first, in whole milliseconds.</param>
    /// <param name="IsStart">Whether a fragment starts with it.</param>
    /// <param name="IsForAll">False where a rendition began there because it had to.</param>
    private readonly record struct Decision(long Time, bool IsStart, bool IsForAll);
}

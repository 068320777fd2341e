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

    /// <summary>A frame of sound: who finds a start so little ahead waits for it.</summary>
    private const long LongestFrame = 50 * Timescale.Millisecond;

    /// <summary>How far renditions may lag behind each other, and decisions are remembered: with a margin.</summary>
    private const long Memory = 120 * Timescale.Ticks;

    private readonly Lock _lock = new();
    private readonly Dictionary<long, Decision> _decisions = []; // by time in units of the slack
    private readonly Queue<Decision> _oldest = [];

    /// <summary>Starts a fragment where the rendition has no choice: at its begin, behind a gap, with another track.</summary>
    /// <param name="time">The first sample's time in whole milliseconds.</param>
    /// <returns>Where it starts.</returns>
    public long Begin(long time)
    {
        lock (_lock)
        {
            // The first of all, and where two begin, is a start for all.
            Decision start = Find(time) is { IsStart: true } known
                ? known with { IsForAll = true }
                : new Decision(time, IsStart: true, IsForAll: _decisions.Count == 0);
            Add(start);
            return start.Time;
        }
    }

    /// <summary>Says whether a sample starts a fragment, as the first rendition that came to it has decided.</summary>
    /// <param name="time">The sample's time in whole milliseconds.</param>
    /// <param name="isDue">What this rendition would do.</param>
    /// <param name="open">
    /// Where its open fragment starts. Where that is elsewhere than in the others, it says nothing about them that this one
    /// sees no reason to cut.
    /// </param>
    /// <returns>Where the fragment starts; null: the sample goes on with the open one.</returns>
    public long? Decide(long time, bool isDue, long open)
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
                if (known is null && Find(open) is { IsStart: true, IsForAll: true })
                {
                    Add(new Decision(time, IsStart: false, IsForAll: true));
                }

                return null;
            }

            if (known is null && StartsSoonAfter(time))
            {
                return null; // or a fragment of one frame would lie between
            }

            long start = known?.Time ?? time;
            Add(new Decision(start, IsStart: true, IsForAll: true));
            return start;
        }
    }

    private bool StartsSoonAfter(long time)
    {
        for (long cell = time / Slack + 1; cell <= (time + LongestFrame) / Slack; cell++)
        {
            if (_decisions.TryGetValue(cell, out Decision decision) && decision is { IsStart: true, IsForAll: true })
            {
                return true;
            }
        }

        return false;
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

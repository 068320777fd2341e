namespace MssTools.Core.Inputs;

/// <summary>
/// The one clock of an input whose timestamps have few bits: takes wraps out, for all tracks alike, and lets a
/// source that starts its clock anew go on where it was.
/// </summary>
/// <param name="bits">Bits of a timestamp: 32 in FLV, 33 in a transport stream.</param>
/// <param name="timescale">Timestamp ticks per second.</param>
internal sealed class MediaTimeline(int bits, int timescale)
{
    private readonly int _smallestStepBack = timescale; // one second
    private readonly List<long> _offsets = [0];
    private long? _latest;

    /// <summary>Makes the clock of one more track.</summary>
    public TrackClock AddTrack() => new(this);

    // The value nearest to the reference among all that a wrapped timestamp can mean.
    private long Unwrap(long raw, long reference)
    {
        int shift = 64 - bits;
        return reference + ((raw - reference) << shift >> shift);
    }

    /// <summary>
    /// The clock of one track. Every track follows the steps of the common clock when its own samples reach them.
    /// </summary>
    internal sealed class TrackClock(MediaTimeline timeline)
    {
        private int _epoch = timeline._offsets.Count - 1;
        private long? _last;
        private long? _beforeLeap;

        /// <summary>
        /// The time that a timestamp means, in its own ticks. A step back of a second or more counts as a clock that
        /// was set anew: the time goes on from the latest of all tracks. A step forward stays a gap. A single time
        /// that leaps forward does not disturb those behind it, which lie lower then.
        /// </summary>
        /// <param name="raw">A decode timestamp as it stands in the input.</param>
        public long Next(long raw)
        {
            long time = Map(raw);
            if (time <= _last - timeline._smallestStepBack && time > _beforeLeap)
            {
                timeline._latest = time; // one timestamp was damaged: this one follows on those before it
            }
            else if (time <= _last - timeline._smallestStepBack)
            {
                _epoch++;
                if (_epoch == timeline._offsets.Count)
                {
                    timeline._offsets.Add(timeline._latest!.Value - raw);
                }

                _last = null;
                time = Map(raw);
            }

            _beforeLeap = time > _last + timeline._smallestStepBack ? _last : null;
            _last = time;
            timeline._latest = Math.Max(timeline._latest ?? time, time);
            return time;
        }

        private long Map(long raw)
        {
            long shifted = raw + timeline._offsets[_epoch];
            return (_last ?? timeline._latest) is { } reference ? timeline.Unwrap(shifted, reference) : shifted;
        }
    }
}

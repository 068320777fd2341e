using MssTools.Core.Media;

namespace MssTools.Core.Pipeline;

/// <summary>
/// The clock of a live group: says which moment of the group's timeline a source's time means. Sources that share a
/// clock get the same times for the same moments, however far apart their connections were opened; a source whose
/// clock was set anew goes on at the group's present. All members can be called from any thread.
/// </summary>
/// <param name="fragmentLength">Wanted fragment length in 100 ns ticks; new clocks begin on its multiples.</param>
/// <param name="time">Only its timestamps count, so setting the machine's clock changes nothing.</param>
internal sealed class LiveClock(long fragmentLength, TimeProvider time)
{
    /// <summary>How far a sample may lie in the group's past: networks stall.</summary>
    public const long MostBehind = 10 * Timescale.Ticks;

    /// <summary>
    /// How far a sample may lie in the group's future: servers send what they hold when a connection is opened.
    /// </summary>
    public const long MostAhead = 30 * Timescale.Ticks;

    // Sound and picture of a connection do not end at one time.
    private const long LongestOverlap = Timescale.Ticks / 2;

    // A group has few clocks at a time: one, or the one of each encoder, and those of before a restart.
    private const int MostShifts = 32;

    // With some seventy samples a second, the lead follows a source's drift within a minute or so.
    private const int LeadSmoothing = 4096;

    private readonly Lock _lock = new();
    private readonly List<long> _shifts = [];
    private TimelineStart _start;
    private long _anchor;
    private long _lead;

    /// <summary>Starts the clock at the group's first meeting.</summary>
    /// <param name="start">Where the timeline starts, and when that is.</param>
    /// <param name="anchor">Where the first picture lies on it; fragments start a multiple of their length from there.</param>
    public void Start(TimelineStart start, long anchor)
    {
        lock (_lock)
        {
            (_start, _anchor) = (start, anchor);
        }
    }

    /// <summary>Makes a relation of source time to group time known: what to add to the former.</summary>
    public void Add(long shift)
    {
        lock (_lock)
        {
            _shifts.Remove(shift);
            _shifts.Add(shift);
            if (_shifts.Count > MostShifts)
            {
                _shifts.RemoveAt(0);
            }
        }
    }

    /// <summary>
    /// True if a sample may have its time on the group's timeline now. The clock follows accepted samples slowly: an
    /// encoder's clock drifts from this machine's by seconds a day.
    /// </summary>
    public bool Accepts(long groupTime)
    {
        lock (_lock)
        {
            long lead = groupTime - Now() - _lead;
            bool plausible = IsPlausible(lead);
            _lead += plausible ? lead / LeadSmoothing : 0;
            return plausible;
        }
    }

    /// <summary>
    /// What to add to a source's times. A known relation is taken where the result lies near the present; otherwise
    /// the source's clock is new, and the given time becomes the next start of a fragment.
    /// </summary>
    /// <param name="sourceTime">A presentation time of the source, in 100 ns ticks of its own clock.</param>
    /// <param name="earliest">A time on the group's timeline that is not used yet by this source.</param>
    /// <param name="mayRepeat">
    /// True where the source may send again what was there before; false where its clock is new if that was so.
    /// </param>
    public long ShiftOf(long sourceTime, long earliest, bool mayRepeat = true)
    {
        lock (_lock)
        {
            long present = Now() + _lead;
            int known = _shifts.FindLastIndex(shift =>
                IsPlausible(sourceTime + shift - present)
                && (mayRepeat || sourceTime + shift >= earliest - LongestOverlap));
            if (known >= 0)
            {
                return _shifts[known];
            }
        }

        long anew = StartOfFragment(earliest) - sourceTime;
        Add(anew);
        return anew;
    }

    private static bool IsPlausible(long lead) => lead is >= -MostBehind and <= MostAhead;

    // The first one that is neither past nor used.
    private long StartOfFragment(long earliest)
    {
        lock (_lock)
        {
            long from = Math.Max(earliest, Now() + _lead) - _anchor;
            long cells = from / fragmentLength + (from % fragmentLength > 0 ? 1 : 0);
            return _anchor + cells * fragmentLength;
        }
    }

    private long Now() => _start.Time + time.GetElapsedTime(_start.Timestamp).Ticks;
}

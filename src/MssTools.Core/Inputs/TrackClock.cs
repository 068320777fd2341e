namespace MssTools.Core.Inputs;

/// <summary>
/// The clock of one track. Every track follows the steps of the common clock when its own samples reach them.
/// </summary>
/// <remarks>
/// One timestamp proves nothing: a step back of a second or more, or forward of more than ten, is a new clock or a gap
/// when another track says the same, or when the next stamps do. Until then samples are put behind their predecessors, which
/// is where they belong on a new clock as well. A step forward of up to ten seconds is a gap at once, as losses make
/// them. If the stamps come back to the clock that was left, so does the track. Before its usual step is known the first
/// stamp may be the wrong one: then the second counts where it is nearer to the other tracks, also backwards.
/// </remarks>
internal sealed class TrackClock(MediaTimeline timeline)
{
    /// <summary>Stamps in a row that make a clock; fewer are damaged ones.</summary>
    private const int Witnesses = 4;

    /// <summary>Steps that the first samples of two tracks do not differ by, unless one has a wrong stamp.</summary>
    private const int FarApart = 2;

    /// <summary>Clocks that are looked at when a stamp does not fit: a source that starts anew does not come back to old ones.</summary>
    private const int MostLooked = 8;

    private int _epoch = timeline.Offsets.Count - 1;
    private long _step; // between the last two stamps that agreed; 0 where nothing is expected yet
    private long _given;
    private int _doubted; // stamps in a row that do not fit
    private long _doubtedRaw;
    private (int Epoch, long Time, long Until)? _left; // where the clock that was left is by now

    /// <summary>The time of the last timestamp that was believed.</summary>
    public long? Last { get; private set; }

    /// <summary>The time of the first timestamp.</summary>
    public long? First { get; private set; }

    /// <summary>The first timestamp while it is not proven, as it stands in the input.</summary>
    public long? Unproven { get; set; }

    /// <summary>
    /// Ticks that a timestamp lies in front of the other tracks' last ten seconds (negative) or behind them; zero among them,
    /// null where there are none.
    /// </summary>
    public long? DistanceToOthers(long raw)
    {
        if ((timeline.LatestBeside(this) ?? timeline.UnprovenBeside(this)) is not { } latest)
        {
            return null;
        }

        long first = timeline.FirstBeside(this) ?? latest;
        long time = timeline.Unwrap(raw + timeline.Offsets[^1], latest);
        return Math.Min(time - Math.Max(first, latest - timeline.LongestGap), 0) + Math.Max(time - latest, 0);
    }

    /// <summary>The time that a timestamp means, in its own ticks; the one behind its predecessor where it is not believed.</summary>
    /// <param name="raw">A decode timestamp as it stands in the input.</param>
    public long Next(long raw)
    {
        if (Last is null)
        {
            _epoch = FirstEpoch(raw);
            return Accept(_epoch, Map(raw, _epoch));
        }

        return EpochOf(raw) is { } epoch ? Accept(epoch, Map(raw, epoch)) : Doubt(raw);
    }

    /// <summary>The same for samples that can be counted: null where the timestamp is not believed.</summary>
    public long? NextSure(long raw)
    {
        long time = Next(raw);
        return _doubted == 0 || (_step == 0 && timeline.Proposal?.By == this) ? time : null;
    }

    private long Map(long raw, int epoch)
    {
        long shifted = raw + timeline.Offsets[epoch];
        return (Last ?? timeline.Latest) is { } reference ? timeline.Unwrap(shifted, reference) : shifted;
    }

    // A track whose first sample comes late may begin on any of the clocks.
    private int FirstEpoch(long raw)
    {
        int nearest = timeline.Offsets.Count - 1;
        for (int epoch = nearest - 1; epoch >= 0 && timeline.Latest is { } latest; epoch--)
        {
            nearest = Math.Abs(Map(raw, epoch) - latest) < Math.Abs(Map(raw, nearest) - latest) ? epoch : nearest;
        }

        // A clock that another track is about to begin, which then need not come back from it.
        bool follows = timeline.Proposal is { } proposal && timeline.Latest is { } now
            && Math.Abs(timeline.Unwrap(raw + proposal.Offset, now) - now) < Math.Abs(Map(raw, nearest) - now);
        return follows ? timeline.Establish() : nearest;
    }

    // The clock that the stamp fits.
    private int? EpochOf(long raw)
    {
        long time = Map(raw, _epoch);
        long ahead = time - Last!.Value;
        if ((ahead > -timeline.Step && ahead <= timeline.LongestGap) || (_step == 0 && IsSurerThanLast(time)))
        {
            return _epoch;
        }

        return _left is { } left && Math.Abs(Map(raw, left.Epoch) - left.Time) <= timeline.Step
            ? left.Epoch
            : EpochOfOthers(raw);
    }

    // Of the first stamps of a track the one that lies with the other tracks; with none to ask, a leap forward is a gap.
    private bool IsSurerThanLast(long time)
    {
        if (timeline.LatestBeside(this) is not { } latest)
        {
            return time > Last;
        }

        long distance = Math.Abs(time - latest);
        long before = Math.Abs(Last!.Value - latest);
        return distance < timeline.LongestGap && distance < before
            && (time > Last || (_doubted == 0 && before > FarApart * timeline.Step));
    }

    // The clock on which the stamp lies where the other tracks are already.
    private int? EpochOfOthers(long raw)
    {
        if (timeline.LatestBeside(this) is not { } latest)
        {
            return null;
        }

        int? found = null;
        long distance = timeline.LongestGap;
        for (int epoch = timeline.Offsets.Count - 1; epoch >= Math.Max(_epoch, timeline.Offsets.Count - MostLooked); epoch--)
        {
            if (IsNearer(Map(raw, epoch)))
            {
                found = epoch;
            }
        }

        bool follows = timeline.Proposal is { } proposal && proposal.By != this
            && IsNearer(timeline.Unwrap(raw + proposal.Offset, latest));
        return follows ? timeline.Establish() : found;

        bool IsNearer(long time)
        {
            bool isNearer = time > Last - timeline.Step && Math.Abs(time - latest) < distance;
            distance = isNearer ? Math.Abs(time - latest) : distance;
            return isNearer;
        }
    }

    private long Accept(int epoch, long time)
    {
        timeline.Withdraw(this);
        long last = Last ?? time;
        long step = time - last;
        if (step > timeline.Step && step <= timeline.LongestGap)
        {
            Leave(last + _step);
        }
        else if (_left is { } left)
        {
            bool isBack = epoch == left.Epoch && Math.Abs(time - left.Time) <= timeline.Step;
            _left = isBack || left.Time > left.Until ? null : left with { Time = left.Time + _step };
        }

        _step = step > 0 && step <= timeline.Step ? step : _step;
        (_epoch, _given, _doubted) = (epoch, time, 0);
        (First, Last) = (First ?? time, time);
        return time;
    }

    private long Doubt(long raw)
    {
        long since = timeline.Unwrap(raw, _doubtedRaw) - _doubtedRaw;
        bool agrees = _doubted > 0 && since > -timeline.Step && since <= timeline.LongestGap;
        _doubted = agrees ? _doubted + 1 : 1;
        _doubtedRaw = raw;
        long expected = _given + (agrees && since > 0 && since <= timeline.Step ? since : _step);
        bool isBack = Map(raw, _epoch) < Last;
        if (isBack && (!agrees || timeline.Proposal?.By != this))
        {
            // The other tracks may be further; none of them must run back.
            timeline.Propose(this, Math.Max(timeline.Latest!.Value, expected) - raw);
        }

        if (_step == 0 && isBack && timeline.Latest is { } latest && latest - expected <= timeline.Step / 20)
        {
            expected = Math.Max(latest, expected); // not where the other tracks are much ahead: the stamp may be wrong
        }

        if (_doubted < Witnesses)
        {
            return _given = expected;
        }

        if (isBack)
        {
            Leave(expected);
        }

        int epoch = isBack ? timeline.Establish() : _epoch;
        return Accept(epoch, Map(raw, epoch));
    }

    private void Leave(long time) => _left = (_epoch, time, time + timeline.LongestGap);
}

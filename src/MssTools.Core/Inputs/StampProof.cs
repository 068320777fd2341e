using MssTools.Core.Media;

namespace MssTools.Core.Inputs;

/// <summary>
/// Proves time stamps by their successors before anything follows them: what has a doubtful one is held until two more tell.
/// A stamp that goes with none beside it is put next to them; where its successors go on from it, it was right.
/// </summary>
/// <remarks>
/// A first stamp is doubtful until the second; in the usual case that costs the hold of one sample, once. A later one is
/// where it lies more than a second from its predecessor.
/// </remarks>
/// <typeparam name="T">What has the stamps.</typeparam>
/// <param name="name">What to call the track in a warning.</param>
/// <param name="bits">Bits of a stamp, which wraps: 32 or 33.</param>
/// <param name="timescale">Ticks per second.</param>
/// <param name="warnings">Told how many stamps were wrong.</param>
/// <param name="clock">Follows all stamps but the first ones, and knows the other tracks; null: all are proven here.</param>
internal sealed class StampProof<T>(string name, int bits, int timescale, InputWarnings warnings, TrackClock? clock = null)
{
    private const int MostStamps = 3;
    private const int MostHeld = 256;    // with those that have no stamp
    private const long LongestGap = 10;  // seconds behind a first sample that need no witness

    // Stamps that are proven here may be those of presentation, which are not in order.
    private readonly long _longestBack = clock is null ? timescale : timescale / 4;
    private readonly Queue<(T Item, long? Stamp)> _ready = new();
    private readonly List<(T Item, long? Stamp)> _held = [];
    private readonly List<long> _stamps = []; // of those that are held
    private long? _last; // that was believed
    private long _step;  // from its predecessor
    private long _usual; // the same, without gaps
    private int _wrong;
    private string? _warning;

    /// <summary>Whether there is nothing to prove any more, because another clock does.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Whether something waits for its successors.</summary>
    public bool IsHolding => _held.Count > 0;

    /// <summary>Takes the next in order, with its stamp as it stands in the input, or null.</summary>
    public void Push(T item, long? stamp)
    {
        bool isPlain = stamp is not { } raw || (_last is { } last && Follows(last, raw));
        if (IsOver || (_held.Count == 0 && isPlain))
        {
            Believe(item, stamp);
            return;
        }

        _held.Add((item, stamp));
        if (stamp is { } doubtful)
        {
            _stamps.Add(doubtful);
            if (clock is not null)
            {
                clock.Unproven = _stamps[0];
            }
        }

        if (_held.Count >= MostHeld || (stamp is not null && _stamps.Count > 1 && IsSettled()))
        {
            Release();
        }
    }

    /// <summary>Gives the next whose stamp is proven, or put right; false while there is none.</summary>
    /// <param name="item">What has the stamp.</param>
    /// <param name="stamp">Within the bits of a stamp.</param>
    public bool TryTake(out T item, out long? stamp)
    {
        bool isThere = _ready.TryDequeue(out (T Item, long? Stamp) next);
        (item, stamp) = next;
        return isThere;
    }

    /// <summary>Makes all ready that is held: nothing follows that could tell.</summary>
    public void End()
    {
        if (_last is { } last && _stamps.Count == 1
            && Distance(last, _stamps[0]) is var ahead && (ahead < 0 || ahead > LongestGap * timescale))
        {
            Correct(0, last + _usual);
        }

        Release();
    }

    private long Distance(long from, long to) => WrappingStamp.Distance(from, to, bits);

    private bool Follows(long before, long stamp, int steps = 1)
    {
        long ahead = Distance(before, stamp);
        return ahead > -_longestBack && ahead <= steps * Math.Max(timescale, 2 * _usual);
    }

    // Whether a stamp goes on from one rather than from an earlier other.
    private bool Agree(long one, long stamp, long other) =>
        Follows(one, stamp) && Math.Abs(Distance(one, stamp)) <= Math.Abs(Distance(other, stamp));

    private bool IsSettled() => _last is { } last ? IsSettledBehind(last) : IsSettledAtStart();

    private bool IsSettledAtStart()
    {
        (long first, long second, long newest) = (_stamps[0], _stamps[1], _stamps[^1]);
        if (_stamps.Count < MostStamps)
        {
            return Follows(first, second)
                || (IsWithOthers(first, seconds: 1) == true && IsWithOthers(second, seconds: 1) == false);
        }

        long step = Distance(second, newest);
        if (Agree(second, newest, first))
        {
            Correct(0, IsWrongStart(first, second) ? second + Math.Min(step, 0) - Math.Abs(step) : first);
        }
        else if (Follows(first, newest, steps: 2))
        {
            Correct(1, first + Distance(first, newest) / 2);
        }

        return true;
    }

    // Losses make gaps behind a first sample, too. The other tracks tell where it belongs.
    private bool IsWrongStart(long first, long second)
    {
        long ahead = Distance(first, second);
        if (IsWithOthers(first) is not { } isNear || IsWithOthers(second) is not { } isNextNear)
        {
            return ahead < 0 || ahead > LongestGap * timescale;
        }

        bool isAlone = clock!.DistanceToOthers(first) < -timescale && clock.DistanceToOthers(second) >= -timescale;
        return ahead < 0 ? !isNear || isNextNear : !isNear || isAlone;
    }

    private bool? IsWithOthers(long stamp, long seconds = LongestGap) =>
        clock?.DistanceToOthers(stamp) is { } distance ? Math.Abs(distance) <= seconds * timescale : null;

    private bool IsSettledBehind(long last)
    {
        long newest = _stamps[^1];
        int others = _stamps.Count - 1;
        if (Agree(_stamps[^2], newest, last))
        {
            for (int i = 0; i < others - 1; i++)
            {
                Correct(i, last + (i + 1) * _usual);
            }

            return true;
        }

        if (Follows(last, newest, _stamps.Count))
        {
            for (int i = 0; i < others; i++)
            {
                Correct(i, last + Distance(last, newest) * (i + 1) / (others + 1));
            }

            return true;
        }

        if (_stamps.Count == MostStamps && Follows(_stamps[0], newest, steps: 2))
        {
            Correct(1, _stamps[0] + Distance(_stamps[0], newest) / 2);
        }

        return _stamps.Count == MostStamps;
    }

    private void Correct(int index, long stamp)
    {
        if (stamp == _stamps[index])
        {
            return;
        }

        string value = FormattableString.Invariant($"{(double)_stamps[index] / timescale:0.###} s");
        _stamps[index] = stamp & (1L << bits) - 1;
        _wrong++;
        _warning = warnings.Replace(
            _warning,
            _wrong == 1
                ? $"{name}: the time stamp {value} goes with none of those beside it. Its sample is put next to its neighbours."
                : $"{name}: {_wrong} time stamps, the last {value}, go with none of those beside them. Their samples are put "
                    + "next to their neighbours.");
    }

    private void Release()
    {
        int next = 0;
        foreach ((T item, long? stamp) in _held)
        {
            Believe(item, stamp is null ? null : _stamps[next++]);
        }

        _held.Clear();
        _stamps.Clear();
    }

    private void Believe(T item, long? stamp)
    {
        _ready.Enqueue((item, stamp));
        if (stamp is { } raw)
        {
            long step = _last is { } last ? Distance(last, raw) : 0;
            bool recurs = step <= timescale || (step <= 2 * _step && _step <= 2 * step);
            _usual = step > 0 && recurs ? step : _usual;
            (_step, _last) = (step, raw);
            if (clock is not null)
            {
                (IsOver, clock.Unproven) = (true, null);
            }
        }
    }
}

using MssTools.Core.Media;

namespace MssTools.Core.Inputs.Rtp;

/// <summary>
/// Derives decode times for pictures that come in decode order with presentation times only. A picture is decoded when
/// the one that is shown as many pictures earlier as are reordered at most is shown: the presentation times in
/// ascending order are the decode times, shifted by that number.
/// </summary>
/// <remarks>
/// The number is what the SPS tells. Where it tells nothing, the first pictures do, and a deeper reordering that shows
/// later raises it; decode times then stand still for a moment, but never go back.
/// </remarks>
/// <param name="output">Where the samples go.</param>
internal sealed class DecodeOrder(Action<Sample> output)
{
    private const int Deepest = 16;
    private const int LongestGap = 2; // seconds

    private readonly List<Sample> _held = [];
    private readonly List<long> _window = []; // presentation times, ascending
    private int? _depth;
    private bool _isRunning;
    private long? _last;
    private long? _lastShown;

    /// <summary>Sets what the SPS tells, or null, from the next sample on.</summary>
    public void SetDepth(int? depth)
    {
        if (depth is { } known && known != _depth)
        {
            Flush();
            _depth = known;
        }
    }

    /// <summary>Takes a sample whose decode time is still its presentation time.</summary>
    public void Push(in Sample sample)
    {
        long shown = sample.DecodeTime;
        if (_lastShown is { } last && Math.Abs(shown - last) > LongestGap * sample.Track.Timescale)
        {
            Flush();
        }

        _lastShown = shown;
        if (_isRunning)
        {
            Emit(sample);
            return;
        }

        _held.Add(sample);
        if (_held.Count > Wanted)
        {
            Begin();
        }
    }

    // Pictures to look at before the first is given: one more than are reordered, so that two neighbours are among them.
    private int Wanted => _depth switch { null => Deepest, 0 => 0, { } depth => depth + 1 };

    /// <summary>Gives what is held; the next sample starts anew.</summary>
    public void Flush()
    {
        if (_held.Count > 0)
        {
            Begin();
        }

        _isRunning = false;
        _window.Clear();
    }

    private void Begin()
    {
        List<long> shown = [.. _held.Select(sample => sample.DecodeTime)];
        _depth ??= DepthOf(shown);
        int depth = Math.Min(_depth.Value, shown.Count - 1);
        List<long> first = [.. shown.Order()];
        long step = depth > 0 ? Math.Max(1, first.Zip(first.Skip(1), (a, b) => b - a).Min()) : 0;
        for (int i = depth; i > 0; i--)
        {
            Insert(first[0] - i * step); // the pictures that would have been shown before
        }

        _isRunning = true;
        foreach (Sample sample in _held)
        {
            Emit(sample);
        }

        _held.Clear();
    }

    private void Emit(in Sample sample)
    {
        long shown = sample.DecodeTime;
        Insert(shown);
        long time = _window[0];
        if (time <= _last && _window.Count <= Deepest && shown <= _last)
        {
            _depth = _window.Count; // deeper than was known: keep one more
            time = _last.Value + 1;
        }
        else
        {
            _window.RemoveAt(0);
        }

        time = Math.Max(time, _last + 1 ?? time);
        _last = time;
        output(sample with { DecodeTime = time, CompositionOffset = shown - time });
    }

    private void Insert(long shown)
    {
        int place = _window.BinarySearch(shown);
        _window.Insert(place < 0 ? ~place : place, shown);
    }

    // The most pictures that come before one and are shown behind it.
    private static int DepthOf(List<long> shown)
    {
        int depth = 0;
        for (int i = 1; i < shown.Count; i++)
        {
            depth = Math.Max(depth, shown.Take(i).Count(earlier => earlier > shown[i]));
        }

        return depth;
    }
}

using MssTools.Core.Media;

namespace MssTools.Core.Inputs.Rtp;

/// <summary>
/// Puts the streams of a session on one clock. Each has its own, with its own zero: the sender's reports tell which
/// moments are the same; where they do not come in time, what PLAY answered, else the arrival of the first packets.
/// </summary>
/// <param name="streams">The streams, by the number of their track.</param>
/// <param name="starts">RTP timestamps of the start by track, as PLAY answered; may be empty.</param>
/// <param name="time">The clock.</param>
internal sealed class RtpAlignment(
    IReadOnlyDictionary<int, RtpStream> streams, IReadOnlyDictionary<int, uint> starts, TimeProvider time)
{
    private const int MostHeld = 10_000;
    private const long LargestSlip = Timescale.Ticks;          // a report further off is a clock that was set
    private const long SmallestSlip = 10 * Timescale.Millisecond;
    private const long SlipStep = 5 * Timescale.Millisecond;   // how far one report may move a stream
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(6); // reports come every five seconds at most

    private readonly Queue<Sample> _held = new();
    private readonly Dictionary<int, long> _shifts = [];
    private readonly Dictionary<int, long?> _reports = [];
    private long? _since;
    private bool _byReports;

    /// <summary>Takes a sample on its stream's own clock.</summary>
    public void Push(in Sample sample)
    {
        _since ??= time.GetTimestamp();
        _held.Enqueue(sample);
    }

    /// <summary>Gives the next sample on the common clock; false while there is none.</summary>
    /// <param name="isEnd">Nothing more will come.</param>
    /// <param name="sample">The sample.</param>
    public bool TryPop(bool isEnd, out Sample sample)
    {
        sample = default;
        if (_held.Count == 0 || (_shifts.Count == 0 && !TryAlign(isEnd)))
        {
            return false;
        }

        Sample own = _held.Dequeue();
        Follow(own.Track.Id);
        long shift = Timescale.Rescale(_shifts[own.Track.Id], Timescale.Ticks, own.Track.Timescale);
        sample = own with { DecodeTime = own.DecodeTime + shift };
        return true;
    }

    private bool TryAlign(bool isEnd)
    {
        _byReports = streams.Values.All(stream => stream.WallClock is not null);
        bool isLate = isEnd || _held.Count >= MostHeld || time.GetElapsedTime(_since!.Value) > s_patience;
        if (!_byReports && streams.Count > 1 && !isLate)
        {
            return false;
        }

        bool byStarts = streams.Keys.All(starts.ContainsKey);
        foreach ((int id, RtpStream stream) in streams)
        {
            _shifts[id] = _byReports ? stream.WallClock!.Value
                : byStarts ? stream.Since(starts[id])
                : stream.Arrival ?? 0;
        }

        return true;
    }

    // A sound clock that runs fast or slow against the picture's shows in the reports.
    private void Follow(int id)
    {
        if (_byReports && streams[id].WallClock is { } told && told != _reports.GetValueOrDefault(id))
        {
            _reports[id] = told;
            long slip = told - _shifts[id];
            _shifts[id] += Math.Abs(slip) is > SmallestSlip and <= LargestSlip ? Math.Clamp(slip, -SlipStep, SlipStep) : 0;
        }
    }
}

namespace MssTools.Core.Inputs;

/// <summary>
/// The one clock of an input whose timestamps have few bits: takes wraps out, for all tracks alike, and lets a
/// source that starts its clock anew go on where it was.
/// </summary>
/// <param name="bits">Bits of a timestamp: 32 in FLV, 33 in a transport stream.</param>
/// <param name="timescale">Timestamp ticks per second.</param>
internal sealed class MediaTimeline(int bits, int timescale)
{
    private readonly List<long> _offsets = [0]; // from timestamps to times, of every clock that the source has had
    private readonly List<TrackClock> _tracks = [];

    /// <summary>Ticks that neighbours of one track may differ by without a doubt: one second.</summary>
    public long Step => timescale;

    /// <summary>Ticks of a gap that is believed at once, and of the distance between tracks: ten seconds.</summary>
    public long LongestGap => 10L * timescale;

    /// <summary>The clocks that the source has had; the last is the newest.</summary>
    public IReadOnlyList<long> Offsets => _offsets;

    /// <summary>A clock that a track is about to begin, unless its next stamps say that it was none.</summary>
    public (TrackClock By, long Offset)? Proposal { get; private set; }

    /// <summary>The latest time of all tracks.</summary>
    public long? Latest => LatestBeside(null);

    /// <summary>Makes the clock of one more track.</summary>
    public TrackClock AddTrack()
    {
        var track = new TrackClock(this);
        _tracks.Add(track);
        return track;
    }

    /// <summary>The latest time of all tracks but one; null where there is none.</summary>
    public long? LatestBeside(TrackClock? track)
    {
        long? latest = null;
        foreach (TrackClock other in _tracks)
        {
            latest = other != track && other.Last is { } time && !(time <= latest) ? time : latest;
        }

        return latest;
    }

    /// <summary>The earliest first time of all tracks but one; null where there is none.</summary>
    public long? FirstBeside(TrackClock track) => _tracks.Where(other => other != track).Min(other => other.First);

    /// <summary>A first timestamp of another track that is not proven yet, as a time; null where there is none.</summary>
    public long? UnprovenBeside(TrackClock track) =>
        _tracks.Find(other => other != track && other.Unproven is not null)?.Unproven + _offsets[^1];

    /// <summary>The value nearest to the reference among all that a wrapped timestamp can mean.</summary>
    public long Unwrap(long raw, long reference) => reference + WrappingStamp.Distance(reference, raw, bits);

    /// <summary>Says that a track may have begun a new clock.</summary>
    public void Propose(TrackClock by, long offset) => Proposal = (by, offset);

    /// <summary>Forgets what a track proposed: the stamp was wrong.</summary>
    public void Withdraw(TrackClock by) => Proposal = Proposal?.By == by ? null : Proposal;

    /// <summary>Takes the proposed clock for real; gives its place in <see cref="Offsets"/>.</summary>
    public int Establish()
    {
        _offsets.Add(Proposal!.Value.Offset);
        Proposal = null;
        return _offsets.Count - 1;
    }
}

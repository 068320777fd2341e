using MssTools.Core.Media;

namespace MssTools.Core.Pipeline;

/// <summary>
/// Holds the first samples of an input until it is known how its tracks begin: both kinds were seen and their bit
/// rates are known, or a few seconds have passed. Of each kind, the track that comes first is packaged.
/// </summary>
/// <param name="announced">Tracks that the container told of; they are packaged however late they begin.</param>
/// <param name="measure">True when bit rates have to be measured because nobody gave them.</param>
/// <param name="expected">The kinds of tracks that an earlier connection had; null for the first one.</param>
internal sealed class Prelude(
    IReadOnlyList<Track> announced, bool measure, IReadOnlyCollection<MediaKind>? expected = null)
{
    /// <summary>How long to wait for the other kind of track, and to measure bit rates.</summary>
    private const long Patience = 5 * Timescale.Ticks;

    private static readonly MediaKind[] s_both = [MediaKind.Video, MediaKind.Audio];

    private readonly List<Sample> _held = [];
    private readonly SortedDictionary<int, Observation> _tracks = [];
    private long _first = long.MaxValue;
    private long _last = long.MinValue;

    /// <summary>The samples held so far, in their order.</summary>
    public IReadOnlyList<Sample> Held => _held;

    /// <summary>Takes a sample; true when enough is known.</summary>
    public bool Take(in Sample sample)
    {
        bool known = _tracks.TryGetValue(sample.Track.Id, out Observation? track);
        if (!known && (!sample.IsSync || HasKind(sample.Track.Kind)))
        {
            return false; // nothing can be decoded before the first sync sample
        }

        _held.Add(sample);
        long time = Timescale.Rescale(sample.DecodeTime, sample.Track.Timescale, Timescale.Ticks);
        if (!known)
        {
            long delay = Timescale.Rescale(sample.CompositionOffset, sample.Track.Timescale, Timescale.Ticks);
            _tracks.Add(sample.Track.Id, track = new Observation(sample.Track, time, delay));
        }

        track!.Add(time, sample.Data.Length);
        _first = Math.Min(_first, time);
        _last = Math.Max(_last, time);
        return _last - _first >= (NeedsMeasuring || !IsComplete ? Patience : 0);
    }

    /// <summary>How the tracks begin, the video track first.</summary>
    public IReadOnlyList<TrackStart> Starts()
    {
        foreach (Track late in announced.Where(t => !HasKind(t.Kind)))
        {
            _tracks.Add(late.Id, new Observation(late, _last, compositionDelay: 0));
        }

        return [.. _tracks.Values.OrderBy(t => t.Track.Kind).Select(t => t.ToStart())];
    }

    private bool IsComplete => announced.Count > 0
        ? announced.All(t => HasKind(t.Kind))
        : (expected ?? s_both).All(HasKind);

    private bool HasKind(MediaKind kind) => _tracks.Values.Any(t => t.Track.Kind == kind);

    private bool NeedsMeasuring => measure && _tracks.Values.Any(t => t.Track.AverageBitrate is null);

    private sealed class Observation(Track track, long start, long compositionDelay)
    {
        private long _bytes;
        private long _lastBytes;
        private long _end = long.MinValue;

        public Track Track => track;

        public void Add(long time, int length)
        {
            _end = Math.Max(_end, time);
            _bytes += length;
            _lastBytes = length;
        }

        public TrackStart ToStart()
        {
            // The last sample's duration is not known here, so its bytes do not count.
            long measured = _end > start
                ? (long)((Int128)(_bytes - _lastBytes) * 8 * Timescale.Ticks / (_end - start))
                : _bytes * 8;
            return new TrackStart(track, start, compositionDelay, RoundedBitrate.Of(track.AverageBitrate ?? measured));
        }
    }
}

using MssTools.Core.Media;

namespace MssTools.Core.Pipeline;

/// <summary>
/// Holds the first samples of an input until it is known how its tracks begin: every content that is to come was seen and the
/// bit rates are known, or the patience is over. Of each content, the track that comes first is packaged.
/// </summary>
/// <param name="described">Tracks that the container described; they are packaged however late they begin.</param>
/// <param name="measure">True when bit rates have to be measured because nobody gave them.</param>
/// <param name="patience">Bounds the wait.</param>
/// <param name="announced">The contents that are waited for as long as patience lasts; they may grow.</param>
/// <param name="usual">The contents that are looked around for, as an earlier connection had them; null: one of each kind.</param>
internal sealed class Prelude(
    IReadOnlyList<Track> described,
    bool measure,
    TrackPatience patience,
    Func<IEnumerable<Content>> announced,
    IReadOnlyCollection<Content>? usual = null)
{
    /// <summary>Media time in which a kind that nobody announced may turn up, and in which bit rates are measured.</summary>
    private const long LookAround = 5 * Timescale.Ticks;

    /// <summary>What a held sample takes beside its payload; ranges of a file take no more.</summary>
    private const int BytesPerSample = 128;

    private static readonly MediaKind[] s_all = Enum.GetValues<MediaKind>();

    private readonly List<Sample> _held = [];
    private readonly SortedDictionary<int, Observation> _tracks = [];
    private long _first = long.MaxValue;
    private long _last = long.MinValue;
    private long _inMemory;
    private long? _arrived;
    private long? _since;

    /// <summary>The samples held so far, in their order.</summary>
    public IReadOnlyList<Sample> Held => _held;

    /// <summary>
    /// What is announced and has not begun. A described track with a known bit rate need not have: its place in the group is
    /// known.
    /// </summary>
    public IReadOnlyCollection<Content> Missing => [.. announced().Where(content => !Has(content) && !IsPlanned(content))];

    /// <summary>True when patience is over and nothing that came could be decoded.</summary>
    public bool IsBarren => _held.Count == 0 && _arrived is { } arrived && patience.IsOver(arrived, 0);

    /// <summary>Takes a sample; true when enough is known.</summary>
    public bool Take(in Sample sample)
    {
        _arrived ??= patience.Time.GetTimestamp();
        bool known = _tracks.TryGetValue(sample.Track.Id, out Observation? track);
        if (!known && (!sample.IsSync || Has(sample.Track.Content)))
        {
            // Nothing can be decoded before the first sync sample; but the wait of the others may be over.
            return _since is { } begun && patience.IsOver(begun, _inMemory);
        }

        _since ??= patience.Time.GetTimestamp();
        _held.Add(sample);
        _inMemory += BytesPerSample + sample.Data.LengthInMemory;
        long time = Timescale.Rescale(sample.DecodeTime, sample.Track.Timescale, Timescale.Ticks);
        if (!known)
        {
            long delay = Timescale.Rescale(sample.CompositionOffset, sample.Track.Timescale, Timescale.Ticks);
            _tracks.Add(sample.Track.Id, track = new Observation(sample.Track, time, delay));
        }

        track!.Add(time, sample.Data.Length);
        _first = Math.Min(_first, time);
        _last = Math.Max(_last, time);
        bool isKnown = (IsComplete || _last - _first >= LookAround) && Missing.Count == 0 && !NeedsMeasuring;
        return isKnown || patience.IsOver(_since.Value, _inMemory);
    }

    /// <summary>How the tracks begin, the video track first.</summary>
    public IReadOnlyList<TrackStart> Starts()
    {
        foreach (Track late in described.Where(t => !Has(t.Content)))
        {
            _tracks.Add(late.Id, new Observation(late, _last, compositionDelay: 0));
        }

        return [.. _tracks.Values.OrderBy(t => t.Track.Kind).Select(t => t.ToStart())];
    }

    private bool IsComplete => described.Count > 0 ? described.All(t => Has(t.Content))
        : usual is null ? s_all.All(kind => _tracks.Values.Any(t => t.Track.Kind == kind))
        : usual.All(HasCome);

    private bool IsPlanned(Content content) => described.Any(t => t.Content == content && (!measure || IsKnown(t)));

    private static bool IsKnown(Track track) => (track.StatedBitrate ?? track.AverageBitrate) is not null;

    private bool Has(Content content)
    {
        foreach (Observation track in _tracks.Values) // for every sample, so without LINQ's objects
        {
            if (track.Track.Content == content)
            {
                return true;
            }
        }

        return false;
    }

    private bool HasCome(Content content)
    {
        List<Content> came = [.. _tracks.Values.Select(t => t.Track.Content)];
        return came.Exists(c => usual!.Recognise(c, came) == content);
    }

    private bool NeedsMeasuring => measure && _tracks.Values.Any(t => !IsKnown(t.Track) && t.Length < LookAround);

    private sealed class Observation(Track track, long start, long compositionDelay)
    {
        private long _bytes;
        private long _lastBytes;
        private long _end = long.MinValue;

        public Track Track => track;

        public long Length => _end - start;

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
            return new TrackStart(track, start, compositionDelay, track.StatedBitrate ?? RoundedBitrate.Of(track.AverageBitrate ?? measured));
        }
    }
}

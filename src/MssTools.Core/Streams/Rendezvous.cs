using MssTools.Core.Media;
using MssTools.Core.Outputs;
using MssTools.Core.Pipeline;

namespace MssTools.Core.Streams;

/// <summary>
/// Where the renditions of a group meet before their first fragments and agree on one timeline and on bit rates that
/// tell them apart.
/// </summary>
/// <remarks>
/// The first picture of every rendition is the same moment; live inputs that share a clock meet at the first picture
/// of the one that came last. Decode times are moved by one common amount, so that no
/// fragment starts before the timeline; renditions with less B-frame delay than others decode earlier by the
/// difference, so that all start their fragments at the same times.
/// </remarks>
/// <param name="definition">What the user asked for.</param>
/// <param name="published">What an earlier run left in the first output, or null.</param>
/// <param name="time">The clock.</param>
/// <param name="reached">
/// Behind all that an earlier run left in any output, in 100 ns ticks, so that no output's times go back; null: that is
/// <paramref name="published"/>.
/// </param>
internal sealed class Rendezvous(
    StreamDefinition definition, PublishedGroup? published, TimeProvider time, long? reached = null)
{
    /// <summary>How long a live group waits for renditions that are late to begin.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    /// <summary>Renditions that are stopped together deliver what they hold within this time.</summary>
    private static readonly TimeSpan s_endPatience = TimeSpan.FromSeconds(2);

    private readonly CommonEnd _end = new(definition.LocalStreamNames.Count, definition.FragmentLength.Ticks, time);
    private readonly Lock _lock = new();
    private readonly SortedDictionary<int, IReadOnlyList<TrackStart>> _starts = [];
    private readonly Dictionary<int, RenditionPlan> _plans = [];
    private readonly Dictionary<int, CancellationToken> _waiting = [];
    private readonly HashSet<int> _live = [];
    private readonly HashSet<int> _left = [];
    private readonly Dictionary<Content, FragmentStarts> _fragmentStarts = [];
    private readonly GroupContents _contents = new(isAsked: definition.AudioLanguages.Count > 0);
    private readonly TaskCompletionSource _met = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _fragmentLength = definition.FragmentLength.Ticks;
    private readonly PublishedGroup? _continued = published is not null && published.IsContinuedBy(definition)
        ? published
        : null;
    private readonly long? _reached = reached ?? published?.End;
    private TimelineStart _start;
    private long _anchor;
    private long _videoDelay;
    private bool _followsPicture;
    private bool _hasMet;

    /// <summary>The clock of the group's live inputs; runs from the first meeting on.</summary>
    public LiveClock Clock { get; } = new(definition.FragmentLength.Ticks, time);

    /// <summary>
    /// Raised once per meeting, before any of its renditions goes on, with all its tracks; outside the lock, so others may come
    /// and leave meanwhile.
    /// </summary>
    public event Action<IReadOnlyList<RenditionTrack>>? Began;

    /// <summary>
    /// Announces how a rendition's tracks begin and waits for the others: for all of them in a recorded group, for a
    /// few seconds in a live one.
    /// </summary>
    /// <exception cref="OperationCanceledException">The stream was stopped meanwhile.</exception>
    /// <exception cref="MssException">What <see cref="Began"/> threw, for every rendition of the meeting.</exception>
    /// <param name="rendition">Number of the rendition in its group.</param>
    /// <param name="starts">How its tracks begin.</param>
    /// <param name="isLive">True where its times are those of a clock that others may share.</param>
    /// <param name="stop">Ends the wait.</param>
    public RenditionPlan Agree(
        int rendition, IReadOnlyList<TrackStart> starts, bool isLive, CancellationToken stop)
    {
        IReadOnlyList<RenditionTrack>? meeting;
        lock (_lock)
        {
            _starts[rendition] = starts;
            if (!stop.IsCancellationRequested)
            {
                _waiting[rendition] = stop;
            }

            if (isLive)
            {
                _live.Add(rendition);
            }

            meeting = MeetIfComplete();
        }

        Announce(meeting);
        AwaitMeeting(rendition, stop);
        RenditionPlan? plan;
        lock (_lock)
        {
            if (_plans.TryGetValue(rendition, out plan))
            {
                return plan;
            }

            Join(rendition, starts);
            plan = _plans[rendition];
        }

        Began?.Invoke(plan.Tracks);
        return plan;
    }

    /// <summary>Answers where a live rendition lies whose input was connected again.</summary>
    /// <param name="starts">How its tracks begin now.</param>
    /// <param name="unused">A time on the group's timeline from which on the rendition has used none.</param>
    public Placement Return(IReadOnlyList<TrackStart> starts, long unused)
    {
        lock (_lock)
        {
            return PlaceLive(starts, Clock.ShiftOf(ZeroOf(starts), unused, starts[0].IsRepeated));
        }
    }

    /// <summary>Adds a track that began after its rendition did. It has the clock of its connection.</summary>
    /// <param name="rendition">Number of the rendition in its group.</param>
    /// <param name="start">How the track begins.</param>
    /// <param name="connection">Where the connection lies that brings it.</param>
    /// <returns>The rendition's plan, with the track; its placement is that of the track.</returns>
    public RenditionPlan JoinTrack(int rendition, TrackStart start, Placement connection)
    {
        RenditionPlan plan;
        RenditionTrack joined;
        lock (_lock)
        {
            plan = _plans[rendition];
            bool isFirstPicture = start.Track.Kind == MediaKind.Video
                && !_plans.Values.Any(p => p.Tracks.Any(t => t.Track.Kind == MediaKind.Video));
            _videoDelay = isFirstPicture ? start.CompositionDelay : _videoDelay;
            joined = Name(rendition, start, [start.Track.Content], plan.Tracks);
            Placement placement = start.Track.Kind == MediaKind.Video
                ? connection with { VideoDelay = _videoDelay - start.CompositionDelay }
                : connection;
            FragmentGrid video = plan.Audio with { Offset = plan.Audio.Offset - _videoDelay };
            _plans[rendition] = plan = plan with { Placement = placement, Video = video, Tracks = [.. plan.Tracks, joined] };
        }

        Began?.Invoke([joined]);
        return plan;
    }

    /// <summary>Where the fragments of a content start in the live renditions; null: there is only one.</summary>
    public FragmentStarts? StartsOf(Content content)
    {
        if (definition.LocalStreamNames.Count == 1)
        {
            return null;
        }

        lock (_lock)
        {
            if (!_fragmentStarts.TryGetValue(content, out FragmentStarts? starts))
            {
                _fragmentStarts.Add(content, starts = new FragmentStarts());
            }

            return starts;
        }
    }

    /// <summary>
    /// Says where a rendition's open fragments end, and waits for the others, so that all end at one time: until they have
    /// ended in a recorded group, for two seconds in a live one, where others may go on.
    /// </summary>
    /// <param name="rendition">Number of the rendition in its group.</param>
    /// <param name="open">Its open fragments; their agreed ends are set.</param>
    /// <param name="isStopped">True where it was stopped: others of a recorded group may go on for long.</param>
    public void AgreeOnEnd(int rendition, IReadOnlyDictionary<Content, OpenRun> open, bool isStopped)
    {
        if (definition.LocalStreamNames.Count > 1)
        {
            _end.Agree(rendition, open, definition.IsLive || isStopped ? s_endPatience : Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Says that a rendition will not come, or will bring no more; the others no longer wait for it.</summary>
    public void Leave(int rendition)
    {
        _end.Leave(rendition);
        IReadOnlyList<RenditionTrack>? meeting;
        lock (_lock)
        {
            _left.Add(rendition);
            meeting = MeetIfComplete();
        }

        Announce(meeting);
    }

    // Until the meeting is announced: nobody goes on before.
    private void AwaitMeeting(int rendition, CancellationToken stop)
    {
        // Who was stopped before brings what it holds, and has no more to wait for than the others have.
        bool isStopped = stop.IsCancellationRequested;
        TimeSpan patience = definition.IsLive || isStopped ? s_patience : Timeout.InfiniteTimeSpan;
        try
        {
            _met.Task.WaitAsync(patience, time, isStopped ? CancellationToken.None : stop).GetAwaiter().GetResult();
            return;
        }
        catch (OperationCanceledException)
        {
            if (Withdraw(rendition))
            {
                throw;
            }
        }
        catch (TimeoutException)
        {
            IReadOnlyList<RenditionTrack>? meeting;
            lock (_lock)
            {
                meeting = Meet();
                if (!_hasMet)
                {
                    throw new OperationCanceledException(stop); // all who waited were stopped, this one last
                }
            }

            Announce(meeting);
        }

        _met.Task.GetAwaiter().GetResult();
    }

    // False: the meeting was held with this rendition, which goes on to bring what it holds.
    private bool Withdraw(int rendition)
    {
        IReadOnlyList<RenditionTrack>? meeting;
        lock (_lock)
        {
            if (_plans.ContainsKey(rendition))
            {
                return false;
            }

            Forget(rendition);
            meeting = MeetIfComplete();
        }

        Announce(meeting);
        return true;
    }

    private void Announce(IReadOnlyList<RenditionTrack>? meeting)
    {
        if (meeting is null)
        {
            return;
        }

        try
        {
            Began?.Invoke(meeting);
        }
        catch (Exception failure)
        {
            _met.SetException(failure); // the others must not wait for ever
            throw;
        }

        _met.SetResult();
    }

    private IReadOnlyList<RenditionTrack>? MeetIfComplete() =>
        _starts.Count > 0 && _starts.Keys.Union(_left).Count() == definition.LocalStreamNames.Count ? Meet() : null;

    // The tracks to announce; null where there is no meeting, or was one.
    private IReadOnlyList<RenditionTrack>? Meet()
    {
        if (_hasMet)
        {
            return null;
        }

        ForgetStopped();
        if (_starts.Count == 0)
        {
            return null;
        }

        _hasMet = true;
        _contents.Meet(_starts.Values.Select(ContentsOf));
        _videoDelay = _starts.Values.Select(DelayOf).Max();
        long shift = -_starts.Values.Min(EarliestOf);
        _start = new TimelineStart(Origin(), time.GetTimestamp());
        _anchor = _start.Time + shift;
        Clock.Start(_start, _anchor);

        // Where one rendition has no picture to follow, the grid is what all have.
        _followsPicture = definition.LocalStreamNames.Count == 1
            || _starts.Values.All(starts => starts.Any(s => s.Track.Kind == MediaKind.Video));
        long latest = _starts.Where(s => _live.Contains(s.Key)).Select(s => ZeroOf(s.Value)).DefaultIfEmpty().Max();
        bool SharesClock(int rendition) =>
            _live.Contains(rendition) && latest - ZeroOf(_starts[rendition]) <= LiveClock.MostBehind;
        long? sound = SoundOf(_starts.Where(s => SharesClock(s.Key)).SelectMany(s => s.Value), _anchor - latest);
        foreach ((int rendition, IReadOnlyList<TrackStart> starts) in _starts)
        {
            bool sharesClock = SharesClock(rendition);
            AddPlan(rendition, starts, _anchor - (sharesClock ? latest : ZeroOf(starts)), sharesClock ? sound : null);
        }

        return [.. _plans.Values.SelectMany(p => p.Tracks)];
    }

    // Who is stopped while it waits brings nothing: the others would announce a rendition that never comes.
    private void ForgetStopped() =>
        _starts.Keys.Where(r => _waiting.TryGetValue(r, out CancellationToken stop) && stop.IsCancellationRequested)
            .ToList()
            .ForEach(Forget);

    private void Forget(int rendition)
    {
        _starts.Remove(rendition);
        _live.Remove(rendition);
        _left.Add(rendition);
    }

    // Who comes late starts at the next possible cut, or at its own time where that is known.
    private void Join(int rendition, IReadOnlyList<TrackStart> starts)
    {
        long now = _start.Time + time.GetElapsedTime(_start.Timestamp).Ticks;
        AddPlan(
            rendition,
            starts,
            _live.Contains(rendition)
                ? Clock.ShiftOf(ZeroOf(starts), _start.Time)
                : AtOrAfter(now) - EarliestOf(starts) - ZeroOf(starts));
    }

    // Servers begin at a picture, and who comes later to one gets a frame of sound less. Sound that begins nearly together is
    // listed together, so it begins with the frame that all have.
    private long? SoundOf(IEnumerable<TrackStart> sharing, long shift)
    {
        List<long> begins = [.. sharing.Where(s => s.Track.Kind == MediaKind.Audio).Select(s => s.DecodeTime + shift)];
        return begins.Count > 1 && begins.Max() - begins.Min() <= _fragmentLength / 2
            ? Math.Max(_start.Time - Timescale.Millisecond / 2, begins.Max() - FragmentStarts.Slack)
            : null;
    }

    private void AddPlan(int rendition, IReadOnlyList<TrackStart> starts, long shift, long? sound = null)
    {
        bool isLive = _live.Contains(rendition);
        if (isLive)
        {
            Clock.Add(shift);
        }

        Placement placement = isLive ? PlaceLive(starts, shift) with { EarliestSound = sound } : Place(starts, shift);
        long anchor = isLive ? _anchor : shift + ZeroOf(starts);
        var audio = new FragmentGrid(_fragmentLength, _start.Time, (anchor - _start.Time) % _fragmentLength);
        FragmentGrid video = audio with { Offset = audio.Offset - _videoDelay };
        var tracks = new List<RenditionTrack>();
        foreach (TrackStart start in starts)
        {
            tracks.Add(Name(rendition, start, ContentsOf(starts), tracks));
        }

        _plans.Add(rendition, new RenditionPlan(_start, placement, video, audio, _followsPicture, tracks));
    }

    private static List<Content> ContentsOf(IReadOnlyList<TrackStart> starts) => [.. starts.Select(s => s.Track.Content)];

    private Placement Place(IReadOnlyList<TrackStart> starts, long shift) =>
        new(shift, _videoDelay - DelayOf(starts));

    // A source's clock may show times from before the group began; fragments start on whole milliseconds.
    private Placement PlaceLive(IReadOnlyList<TrackStart> starts, long shift) =>
        Place(starts, shift) with { Earliest = _start.Time - Timescale.Millisecond / 2 };

    private RenditionTrack Name(
        int rendition, TrackStart start, IReadOnlyList<Content> others, IReadOnlyList<RenditionTrack> own)
    {
        Content content = _contents.Name(start.Track.Content, others, [.. own.Select(t => t.Track.Content)]);
        long given = definition.BitrateOf(content.Kind == MediaKind.Video, rendition);
        long bitrate = given > 0 ? given
            : start.Track.StatedBitrate ?? _continued?.BitrateOf(content, rendition) ?? start.Bitrate;
        while (given == 0 && IsTaken(content, bitrate))
        {
            bitrate = RoundedBitrate.After(bitrate);
        }

        return new RenditionTrack(rendition, start.Track with { Content = content }, bitrate);
    }

    private bool IsTaken(Content content, long bitrate) =>
        definition.Bandwidths.Contains(bitrate)
        || _plans.Values.Any(p => p.Tracks.Any(t => t.Track.Content == content && t.Bitrate == bitrate));

    private long Origin()
    {
        if (definition.StartTime is { } wanted)
        {
            long start = wanted.UtcTicks - DateTimeOffset.UnixEpoch.Ticks;
            return definition.IsLive && _reached is { } end ? Math.Max(start, AtOrAfter(end)) : start;
        }

        if (!definition.IsLive)
        {
            return 0;
        }

        long now = AtOrBefore(time.GetUtcNow().Ticks - DateTimeOffset.UnixEpoch.Ticks);
        return _reached is { } reachedEnd ? Math.Max(now, AtOrAfter(reachedEnd)) : now;
    }

    private long AtOrBefore(long time) => time / _fragmentLength * _fragmentLength;

    private long AtOrAfter(long time) => AtOrBefore(time + _fragmentLength - 1);

    // The moment that all renditions have in common: their first picture, or their first sound where there is none.
    private static long ZeroOf(IReadOnlyList<TrackStart> starts) => starts[0].PresentationTime;

    private static long DelayOf(IReadOnlyList<TrackStart> starts) =>
        starts.Where(s => s.Track.Kind == MediaKind.Video).Select(s => s.CompositionDelay).FirstOrDefault();

    // Earliest decode time against the common moment, with the group's B-frame delay.
    private long EarliestOf(IReadOnlyList<TrackStart> starts) => starts.Min(s =>
        s.Track.Kind == MediaKind.Video
            ? s.PresentationTime - _videoDelay - ZeroOf(starts)
            : s.DecodeTime - ZeroOf(starts));
}

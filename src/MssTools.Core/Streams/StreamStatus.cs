using MssTools.Core.Inputs;
using MssTools.Core.Media;
using MssTools.Core.Outputs;
using MssTools.Core.Pipeline;

namespace MssTools.Core.Streams;

/// <summary>What is known of a running stream, kept by several threads and read by any.</summary>
/// <param name="id">Number of the stream in the session.</param>
/// <param name="name">Name of the local stream.</param>
/// <param name="rendition">Number of the stream in its group.</param>
/// <param name="definition">The group that it belongs to.</param>
/// <param name="time">The clock.</param>
/// <param name="events">Told of what happens; null: nobody is.</param>
internal sealed class StreamStatus(
    int id, string name, int rendition, StreamDefinition definition, TimeProvider time, EventHub? events = null)
    : IMediaWatcher
{
    /// <summary>State changes and warnings that are kept; a stream may run for years.</summary>
    private const int MostRemembered = 200;

    private const string GoesOn = "Check free space and permissions of the target folder; the stream goes on by itself.";

    private readonly Lock _lock = new();
    private readonly List<StateChange> _history = [];
    private readonly List<string> _warnings = [];
    private readonly SortedSet<TimeSpan> _misaligned = [];
    private List<TrackCounter> _tracks = [];
    private string[] _missing = [];
    private SourceSecrets _secrets = SourceSecrets.None;
    private MssException? _absence;
    private MssException? _failure;
    private string? _error;
    private NamedInput? _input;
    private string _source = "";
    private Func<IReadOnlyList<string>> _inputWarnings = () => [];
    private Func<long> _losses = () => 0;
    private long _earlierLosses;
    private TimeSpan? _length;
    private readonly StoringTroubles _troubles = new($"fragments of '{name}'", definition, time);
    private DateTimeOffset? _lastStored;
    private bool _hasRun;
    private long _dropped;
    private long _disconnects;

    /// <summary>Number of the stream in the session.</summary>
    public int Id => id;

    /// <summary>Bits per second that the user gave; 0: none.</summary>
    public long Bandwidth { get; set; } = definition.Bandwidths.ElementAtOrDefault(rendition);

    /// <summary>Name of the local stream.</summary>
    public string Name => name;

    /// <summary>Where the stream is in its life.</summary>
    public StreamState State { get; private set; }

    /// <summary>True while nothing is stored.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (_lock)
            {
                return _tracks.TrueForAll(t => t.IsEmpty);
            }
        }
    }

    /// <summary>Notes that the stream entered a state; the first of the three ends stays, and only they follow on Stopping.</summary>
    /// <param name="state">The state; the same one with another reason is a remark.</param>
    /// <param name="reason">Why, in words.</param>
    /// <param name="trouble">What goes wrong, where the stream goes on.</param>
    public void Enter(StreamState state, string? reason = null, MssException? trouble = null)
    {
        lock (_lock)
        {
            bool isEnding = State == StreamState.Stopping && !HasEnded(state) && state != State;
            if ((HasEnded(State) || isEnding) && _history.Count > 0)
            {
                return;
            }

            var change = new StateChange { Time = time.GetUtcNow(), State = state, Reason = reason is null ? null : _secrets.Hide(reason) };
            Tell(change, State, trouble);
            State = state;
            _hasRun |= state == StreamState.Running;
            _history.Add(change);
            if (_history.Count > MostRemembered)
            {
                _history.RemoveAt(0);
            }
        }
    }

    // Under the lock: who is told never waits.
    private void Tell(StateChange change, StreamState before, MssException? trouble)
    {
        if (events is not { IsHeard: true })
        {
            return;
        }

        string reason = change.Reason is null ? "." : $": {change.Reason}";
        MssEventKind kind = change.State switch
        {
            StreamState.Failed => MssEventKind.Error,
            _ when trouble is not null => MssEventKind.Error,
            StreamState.Waiting when before == StreamState.Running => MssEventKind.InputLost,
            StreamState.Running when before == StreamState.Waiting && _hasRun => MssEventKind.InputBack,
            _ => MssEventKind.StreamState,
        };
        events.Raise(Event(kind, $"Stream '{name}' of group '{definition.GroupName}' is {change.State}{reason}") with
        {
            State = change.State,
            ErrorCode = change.State == StreamState.Failed ? _failure?.Code ?? MssError.Internal : trouble?.Code,
        });
    }

    private MssEvent Event(MssEventKind kind, string message) => new()
    {
        Kind = kind,
        GroupName = definition.GroupName,
        TargetFolder = definition.TargetFolder,
        StreamName = name,
        StreamId = id,
        State = State,
        Message = message,
    };

    /// <summary>
    /// Notes a failure of any type, which ends the stream. The first one counts; others follow from it.
    /// </summary>
    public void Fail(Exception failure)
    {
        lock (_lock)
        {
            if (HasEnded(State))
            {
                return;
            }

            _failure = _secrets.Hide(MssException.From(failure));
            _error = _failure.Message;
        }

        Enter(StreamState.Failed, _error);
    }

    /// <summary>Notes what is going to be opened, whose secrets nothing shows from here on.</summary>
    public void Opens(NamedInput input)
    {
        lock (_lock)
        {
            if (_input?.Source == input.Source)
            {
                return;
            }

            _absence = null;
            _input = input;
            _secrets = input.IsPublished ? SourceSecrets.None : SourceSecrets.Of(input.Source);
            _source = input.IsPublished ? input.Source : _secrets.Hide(input.Source);
        }
    }

    /// <summary>Notes that the input is not there yet.</summary>
    /// <param name="absence">Why.</param>
    public void Awaits(MssException absence)
    {
        lock (_lock)
        {
            _absence = _secrets.Hide(absence);
        }
    }

    /// <summary>Notes the input.</summary>
    /// <param name="length">Its length, where it has one.</param>
    /// <param name="warnings">Where to ask for its warnings.</param>
    /// <param name="losses">Where to ask for what was lost on its way here.</param>
    public void Opened(TimeSpan? length, Func<IReadOnlyList<string>> warnings, Func<long> losses)
    {
        long lost = Ask().Losses;
        lock (_lock)
        {
            _earlierLosses = lost;
            _absence = null;
            (_length, _inputWarnings, _losses) = (length, warnings, losses);
        }
    }

    /// <summary>Notes that a live input is away.</summary>
    /// <param name="failure">Why, or null where it ended in order.</param>
    /// <param name="pause">How long it is left alone, or null where it is looked for at once.</param>
    public void Lost(MssException? failure, TimeSpan? pause)
    {
        lock (_lock)
        {
            _disconnects++;
        }

        Await(failure, pause);
    }

    /// <summary>Notes that an input could not be opened.</summary>
    /// <param name="failure">Why.</param>
    /// <param name="pause">How long it is left alone.</param>
    public void Unreached(MssException failure, TimeSpan pause) => Await(failure, pause);

    /// <summary>Notes that the input brings nothing, be it open or not yet; it is waited for, or given up later.</summary>
    /// <param name="failure">What is known of it.</param>
    public void Missing(MssException failure)
    {
        lock (_lock)
        {
            if (State is StreamState.Running or StreamState.Waiting)
            {
                (_failure, _absence) = (_secrets.Hide(failure), null);
                _error = _failure.Message;
                Enter(StreamState.Waiting, failure.Message);
            }
        }
    }

    /// <summary>Notes that an input that was missed brings something again. The last error stays.</summary>
    public void Found()
    {
        lock (_lock)
        {
            if (State == StreamState.Waiting)
            {
                Enter(StreamState.Running);
            }
        }
    }

    /// <summary>Notes that the clock of a live input was set.</summary>
    public void Jumped(long time) =>
        Warn($"The clock of '{name}' jumped: it showed {TimeSpan.FromTicks(time)}. Its times go on from the present.");

    /// <summary>Notes a fragment that is left out.</summary>
    public void Dropped(FragmentNotice fragment, MssException reason)
    {
        lock (_lock)
        {
            _dropped++;
            if (_troubles.LeftOut(fragment, reason))
            {
                Enter(State, $"Fragments are left out: {reason.Message}", reason);
            }
        }
    }

    /// <summary>Notes whether the group's last manifest could be stored.</summary>
    /// <param name="failure">Why not, or null.</param>
    public void Published(MssException? failure)
    {
        lock (_lock)
        {
            if (failure is null && rendition == 0 && events is { IsHeard: true })
            {
                events.Raise(Event(MssEventKind.ManifestUpdated, $"'{definition.ManifestPath}' is stored.") with { StreamName = "", StreamId = 0, State = null });
            }

            if (_troubles.Published(failure))
            {
                Enter(State, failure is null ? "Manifests are stored again." : $"Manifests cannot be stored: {failure.Message}", failure);
            }
        }
    }

    /// <summary>Notes whether the group's expired fragments could be deleted.</summary>
    /// <param name="failure">Why not, or null.</param>
    /// <param name="count">How many are still there.</param>
    public void Deleted(MssException? failure, long count)
    {
        lock (_lock)
        {
            if (_troubles.Deleted(failure, count))
            {
                Enter(
                    State,
                    failure is null ? "Expired fragments are deleted again." : $"Expired fragments cannot be deleted: {failure.Message}",
                    failure);
            }
        }
    }

    /// <summary>Notes that the stream shares the times of its group again.</summary>
    public void Returned()
    {
        lock (_lock)
        {
            _misaligned.Clear();
        }
    }

    /// <summary>Notes tracks that were found; more may follow.</summary>
    public void Began(IReadOnlyList<RenditionTrack> tracks)
    {
        lock (_lock)
        {
            bool isFirst = _tracks.Count == 0;
            _tracks = [.. _tracks, .. tracks.Select(t => new TrackCounter(t))];
            foreach (string language in isFirst ? definition.AudioLanguages : [])
            {
                string code = SoundChoice.CodeOf(language);
                if (_tracks.TrueForAll(t => t.Content.Language != code))
                {
                    Warn($"'{name}' has no sound in '{language}' so far; it is packaged when it comes.");
                }
            }
        }
    }

    /// <summary>Notes a stored fragment.</summary>
    public void Stored(FragmentNotice fragment)
    {
        lock (_lock)
        {
            _lastStored = fragment.IsLost ? _lastStored : time.GetUtcNow();
            if (!fragment.IsLost && events is { IsHeard: true })
            {
                events.Raise(Event(MssEventKind.FragmentPublished, $"'{fragment.Path}' is stored.") with { Path = fragment.Path });
            }

            if (!fragment.IsLost && _troubles.Stored())
            {
                Enter(State, $"Fragments are stored again; {_dropped} were left out so far.");
            }

            if (!fragment.IsLost && _tracks.Find(t => t.Counts(fragment)) is { } track && track.Add(fragment))
            {
                Warn($"The decoder configuration of '{name}' changed at {TimeSpan.FromTicks(fragment.Time.Time)} to "
                    + $"{fragment.Track.Config.Description}.");
            }
        }
    }

    /// <summary>Notes the tracks of an input that ended without a fragment of theirs.</summary>
    public void InputEnded()
    {
        lock (_lock)
        {
            if (_dropped > 0)
            {
                return; // the disk had no room for them, which is said already
            }

            foreach (TrackCounter track in _tracks.Where(t => t.IsEmpty))
            {
                Warn($"The {track.Content.Name} of '{name}' is left out: "
                    + "the input has no frame of it that decoding can start from.");
            }
        }
    }

    /// <summary>Notes which announced tracks have not come; none: all are there.</summary>
    public void Lacks(IReadOnlyCollection<Content> contents)
    {
        lock (_lock)
        {
            string[] names = [.. contents.Select(c => c.Name)];
            if (names.Except(_missing).Any())
            {
                string list = string.Join(" and ", names);
                Warn($"The {list} of '{name}' was announced, and nothing of it can be decoded so far: the group goes on "
                    + "without and takes it when it comes. Have the encoder send IDR frames more often, or wait longer with "
                    + "-TrackTimeout.");
            }

            if (names.Length > 0 || _missing.Length > 0)
            {
                string reason = names.Length > 0 ? $"Without {string.Join(" and ", names)} so far." : "All announced tracks are there.";
                Enter(State, reason);
            }

            _missing = names;
        }
    }

    /// <summary>Notes that a track of the input is not packaged.</summary>
    public void Ignored(Track track)
    {
        lock (_lock)
        {
            Warn($"{track.Kind} track {track.Id} of '{name}' ({track.Config.Description}) is not packaged: "
                + "one track of each content is.");
        }
    }

    /// <summary>Notes that the stream cannot share the times of its group's first stream.</summary>
    public void Stray(Misalignment stray)
    {
        lock (_lock)
        {
            Warn(Describe(stray));
            if (stray is { Content.Kind: MediaKind.Video, LeaderTime: { } leader, OwnTime: { } own })
            {
                _misaligned.Add(TimeSpan.FromTicks(leader));
                _misaligned.Add(TimeSpan.FromTicks(own));
            }
        }
    }

    /// <summary>Notes that somebody took fragments away.</summary>
    public void Gone(GoneFragments gone) => Warn(
        $"The {gone.Content.Name} folder of '{name}' was taken away and made anew; "
        + $"{gone.Count} fragments that the manifest listed are gone.");

    /// <summary>Notes that the deletion of the group was broken off.</summary>
    /// <param name="count">Files that are left.</param>
    public void Undeleted(int count) => Warn(
        $"Group '{definition.GroupName}' was to be deleted, and {count} files are left: Remove-MSSGroup -DeleteFile goes on with them.");

    /// <summary>What users see.</summary>
    public MssStream ToModel()
    {
        (long lost, IReadOnlyList<string> inputWarnings) = Ask();
        lock (_lock)
        {
            MssTrack[] tracks = [.. _tracks.Select(t => t.ToModel())];
            TimeSpan duration = tracks.Select(t => t.Duration).DefaultIfEmpty().Max();
            MssException? trouble = State == StreamState.Failed ? null : _troubles.Current;
            return new MssStream
            {
                Id = id,
                Name = name,
                GroupName = definition.GroupName,
                TargetFolder = definition.TargetFolder,
                State = State,
                Bandwidth = Bandwidth,
                Source = _source,
                WaitingFor = State == StreamState.Waiting ? _absence?.Message ?? _history.LastOrDefault()?.Reason : null,
                Tracks = tracks,
                MissingTracks = _missing,
                FragmentCount = tracks.Sum(t => t.FragmentCount),
                Bytes = tracks.Sum(t => t.Bytes),
                LastFragmentTime = _lastStored,
                DroppedFragmentCount = _dropped,
                DisconnectCount = _disconnects,
                LossCount = lost,
                Duration = duration,
                SourceDuration = _length,
                PercentComplete = PercentOf(duration),
                IsAligned = _misaligned.Count == 0,
                MisalignedTimes = [.. _misaligned],
                Warnings =
                [
                    .. inputWarnings.Select(warning => $"'{name}': {_secrets.Hide(warning)}"),
                    .. _warnings,
                    .. _troubles.Sentences(HasEnded(State)),
                ],
                LastError = trouble?.Message ?? _error,
                LastErrorCode = trouble?.Code ?? _failure?.Code,
                RecommendedAction = Advice(trouble),
                History = [.. _history],
            };
        }
    }

    // The reader is asked with no lock held: who brings its media may wait for this one.
    private (long Losses, IReadOnlyList<string> Warnings) Ask()
    {
        (long Earlier, Func<long> Losses, Func<IReadOnlyList<string>> Warnings) known;
        lock (_lock)
        {
            known = (_earlierLosses, _losses, _inputWarnings);
        }

        return (known.Earlier + known.Losses(), known.Warnings());
    }

    private string? Advice(MssException? trouble)
    {
        MssException? cause = State == StreamState.Waiting ? _absence ?? _failure : _failure;
        return trouble is not null ? GoesOn : cause?.RecommendedAction;
    }

    private void Await(MssException? failure, TimeSpan? pause)
    {
        string why = failure?.Message ?? "The input ended.";
        lock (_lock) // who looks in between would see a stream that waits for nothing
        {
            _absence = null;
            _failure = failure is null ? _failure : _secrets.Hide(failure);
            _error = failure is null ? _error : _failure!.Message;
            Enter(StreamState.Waiting, pause is { } wait ? $"{why} Connecting again in {wait.TotalSeconds:0} s." : why);
        }
    }

    private void Warn(string text)
    {
        lock (_lock)
        {
            string warning = _secrets.Hide(text);
            if (_warnings.LastOrDefault() == warning)
            {
                return;
            }

            _warnings.Add(warning);
            if (_warnings.Count > MostRemembered)
            {
                _warnings.RemoveAt(0);
            }
        }
    }

    private string Describe(Misalignment stray)
    {
        string leader = definition.LocalStreamNames[stray.Leader];
        string kind = stray.Content.Name;
        string advice = stray.Content.Kind == MediaKind.Video
            ? "Encode all renditions with the same IDR times."
            : "Encode the sound of all renditions with the same sampling rate and from the same moment on.";
        return stray.LeaderTime is { } theirs
            ? $"The {kind} of '{name}' cuts at {TimeSpan.FromTicks(stray.OwnTime ?? 0)} where '{leader}' cuts at "
                + $"{TimeSpan.FromTicks(theirs)}: players cannot switch between them, so '{name}' is listed "
                + $"on its own. {advice}"
            : $"The {kind} of '{name}' ended before that of '{leader}', so it is listed on its own.";
    }

    private double PercentOf(TimeSpan duration)
    {
        if (State == StreamState.Completed)
        {
            return 100;
        }

        return _length is { } length && length > TimeSpan.Zero
            ? Math.Round(Math.Min(100, 100 * (duration / length)), 1)
            : -1;
    }

    // The states that a stream does not leave.
    private static bool HasEnded(StreamState state) =>
        state is StreamState.Stopped or StreamState.Completed or StreamState.Failed;
}

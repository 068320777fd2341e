using System.Globalization;
using MssTools.Core.Manifests;
using MssTools.Core.Media;

namespace MssTools.Core.Outputs.Push;

/// <summary>
/// A publishing point that a group is pushed to: its POSTs, what they have counted, and how it goes. Whoever brings media never
/// waits; a point that is slow or away loses for itself.
/// </summary>
internal sealed class PushOutput : IGroupOutput, IPushWatcher
{
    private readonly StreamDefinition _definition;
    private readonly Uri _point;
    private readonly string _address;
    private readonly PushAccess _access;
    private readonly IOutputFollower? _follower;
    private readonly Action<MssException> _troubled;
    private readonly TimeProvider _time;
    private readonly FragmentWriter _writer;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (PushStream Stream, HashSet<int> Renditions)> _streams = new(StringComparer.Ordinal);
    private readonly Dictionary<(int Rendition, Content Content), (PushStream Stream, PushTrack Track)> _tracks = [];
    private readonly Rendition[] _renditions;
    private readonly List<Task> _runs = [];
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private MssException? _failure;
    private bool _isSuspended;

    /// <summary>Takes charge of a point; it is called when there is something to be sent.</summary>
    /// <param name="definition">The group.</param>
    /// <param name="point">Its URL.</param>
    /// <param name="follower">Who goes by this output, or null.</param>
    /// <param name="time">The clock.</param>
    /// <param name="troubled">Told when something begins to go wrong; it must not wait.</param>
    public PushOutput(StreamDefinition definition, Uri point, IOutputFollower? follower, TimeProvider time, Action<MssException> troubled)
    {
        (_definition, _point, _follower, _time, _troubled) = (definition, point, follower, time, troubled);
        _writer = new FragmentWriter(new GroupLayout(definition.LocalStreamNames, definition.TimeScale));
        _access = new PushAccess(definition.Push, point);
        _address = Address(definition.Push, point, time);
        _renditions = [.. definition.LocalStreamNames.Select(static _ => new Rendition())];
    }

    /// <summary>Nothing: what a point has cannot be asked.</summary>
    public PublishedGroup? Published => null;

    /// <summary>The point's own matter.</summary>
    public ClientManifest? Manifest => null;

    /// <inheritdoc/>
    public Task Completion => CompleteAsync();

    /// <summary>The POSTs begin when their tracks are known.</summary>
    public IDisposable Publish() => System.Reactive.Disposables.Disposable.Empty;

    /// <inheritdoc/>
    public void Begin(IReadOnlyList<RenditionTrack> tracks)
    {
        List<PushStream> added = [];
        lock (_lock)
        {
            foreach (RenditionTrack track in tracks.Where(track => !_tracks.ContainsKey((track.Rendition, track.Track.Content))))
            {
                string id = IdOf(track);
                if (!_streams.TryGetValue(id, out (PushStream Stream, HashSet<int> Renditions) known))
                {
                    known = (new PushStream(id, UrlOf(id), _access, _definition, this, _time), []);
                    _streams.Add(id, known);
                    added.Add(known.Stream);
                    if (_isSuspended)
                    {
                        known.Stream.Suspend();
                    }
                }

                known.Renditions.Add(track.Rendition);
                _tracks.Add((track.Rendition, track.Track.Content), (known.Stream, known.Stream.Add(track)));
            }

            if (_definition.Push.SendStreamManifest)
            {
                string[] presentation = [.. _streams.Keys.Select(id => $"Streams({id})")];
                added.ForEach(stream => stream.Presentation = presentation);
            }

            _runs.AddRange(added.Select(stream => Task.Run(() => stream.RunAsync(_stop.Token))));
        }
    }

    /// <inheritdoc/>
    public Delivery Receive(int rendition, RenditionMedia media, bool canWait) =>
        new(media.Runs.Subscribe(run => Take(rendition, run), error => End(rendition, error), () => End(rendition, null)), _renditions[rendition].Drained);

    /// <inheritdoc/>
    public void Note(GroupEvent groupEvent)
    {
        if (groupEvent is GroupEvent.Ended ended)
        {
            End(ended.Rendition, ended.Failure);
        }
    }

    /// <summary>Each POST has a limit of its own.</summary>
    public Task Outlast(Task end) => end;

    /// <inheritdoc/>
    public void Suspend()
    {
        lock (_lock)
        {
            _isSuspended = true;
            foreach ((PushStream stream, _) in _streams.Values)
            {
                stream.Suspend();
            }
        }
    }

    /// <inheritdoc/>
    public void Close()
    {
        for (int i = 0; i < _renditions.Length; i++)
        {
            End(i, null);
        }

        _closed.TrySetResult();
    }

    /// <inheritdoc/>
    public void Fail(Exception failure)
    {
        lock (_lock)
        {
            _failure ??= MssException.From(failure);
        }

        _stop.Cancel();
        Close();
        _follower?.Failed(failure);
    }

    /// <inheritdoc/>
    public MssOutput ToModel(int? rendition = null)
    {
        lock (_lock)
        {
            List<PushStream> streams =
                [.. _streams.Values.Where(known => rendition is not { } one || known.Renditions.Contains(one)).Select(known => known.Stream)];
            MssPushConnection[] connections = [.. streams.Select(stream => stream.ToModel())];
            Rendition[] counted = rendition is { } number ? [_renditions[number]] : _renditions;
            MssException? error = _failure ?? streams.Select(stream => stream.Error).FirstOrDefault(failure => failure is not null);
            return new MssOutput
            {
                GroupName = _definition.GroupName,
                PublishingPoint = PushDefinition.Shown(_point),
                IsMirror = _follower is null,
                State = StateOf(connections),
                FragmentCount = counted.Sum(r => r.Sent),
                Bytes = counted.Sum(r => r.Bytes),
                DroppedFragmentCount = counted.Sum(r => r.Dropped),
                Connections = connections,
                Warnings = [.. Warnings(connections)],
                LastError = error?.Message,
                LastErrorCode = error?.Code,
                RecommendedAction = error?.RecommendedAction,
            };
        }
    }

    /// <inheritdoc/>
    public void Sent(PushFragment fragment)
    {
        Settle(fragment.Track.Rendition, rendition =>
        {
            rendition.Sent++;
            rendition.Bytes += fragment.Notice.Length;
        });
        Tell(new GroupEvent.Stored(fragment.Track.Rendition, fragment.Notice));
    }

    /// <inheritdoc/>
    public void Dropped(PushFragment fragment, MssException reason)
    {
        Settle(fragment.Track.Rendition, rendition => rendition.Dropped++);
        _follower?.Dropped(fragment.Track.Rendition, fragment.Notice with { IsLost = true }, reason);
    }

    /// <inheritdoc/>
    public void Troubled(MssException trouble) => _troubled(trouble);

    /// <inheritdoc/>
    public void Dispose() => _stop.Cancel();

    private static string Address(PushDefinition push, Uri point, TimeProvider time)
    {
        string stamp = push.Mode == IngestMode.Loop ? time.GetLocalNow().ToString("yyyy-MM-dd-HH:mm:ss", CultureInfo.InvariantCulture) : "";
        string path = point.GetLeftPart(UriPartial.Path);
        return push.EventId.Length + stamp.Length == 0 ? path : $"{path}/Events({Uri.EscapeDataString(push.EventId + stamp)})";
    }

    private Uri UrlOf(string id) => new($"{_address}/Streams({Uri.EscapeDataString(id)}){_point.Query}");

    private string IdOf(RenditionTrack track) => _definition.Push.Layout switch
    {
        IngestLayout.Muxed => _definition.GroupName,
        IngestLayout.PerTrack => $"{_definition.LocalStreamNames[track.Rendition]}-{track.Track.Content.Name}",
        _ => _definition.LocalStreamNames[track.Rendition],
    };

    private void Take(int rendition, SampleRun run)
    {
        (PushStream Stream, PushTrack Track) to;
        lock (_lock)
        {
            to = _tracks[(rendition, run.Track.Content)];
            _renditions[rendition].Pending++;
        }

        var time = new FragmentTime(run.Time, run.Duration);
        var notice = new FragmentNotice(run.Track, to.Track.Bitrate, $"{to.Stream.Id}/{run.Track.Content.Name}={run.Time}", time, Length: 0);
        try
        {
            ReadOnlyMemory<byte> header = _writer.WriteHeader(
                new Fragment(run, to.Track.NextSequence(), []), to.Track.TrackId, _definition.Push.TimestampOffset.Ticks, out long length);
            to.Stream.Spool.Add(PushFragment.Make(to.Track, notice with { Length = length }, header.Span, run.Samples));
        }
        catch (MssException failure)
        {
            Settle(rendition, counters => counters.Dropped++);
            _follower?.Dropped(rendition, notice with { IsLost = true }, failure);
        }
    }

    // A POST whose renditions have all ended comes to its end as well.
    private void End(int rendition, Exception? error)
    {
        List<PushStream> over = [];
        lock (_lock)
        {
            if (_renditions[rendition].IsOver)
            {
                return;
            }

            _renditions[rendition].IsOver = true;
            bool isMuxed = _definition.Push.Layout == IngestLayout.Muxed;
            over.AddRange(_streams.Values
                .Where(known => isMuxed ? Array.TrueForAll(_renditions, r => r.IsOver) : known.Renditions.Contains(rendition))
                .Select(known => known.Stream));
        }

        over.ForEach(stream => stream.Spool.Complete());
        Tell(new GroupEvent.Ended(rendition, error));
        Settle(rendition, static _ => { }, settled: 0);
    }

    private void Tell(GroupEvent cause) =>
        _follower?.Follow(new PublishedUpdate(new ManifestUpdate(cause, null, [], [], [], [], []), Manifest: null, Deletion: null));

    private void Settle(int number, Action<Rendition> count, int settled = 1)
    {
        bool isDrained;
        lock (_lock)
        {
            Rendition rendition = _renditions[number];
            count(rendition);
            rendition.Pending -= settled;
            isDrained = rendition is { IsOver: true, Pending: 0 };
        }

        if (isDrained)
        {
            _renditions[number].SetDrained();
        }
    }

    private async Task CompleteAsync()
    {
        await _closed.Task.ConfigureAwait(false);
        Task[] runs;
        lock (_lock)
        {
            runs = [.. _runs];
        }

        await Task.WhenAll(runs).ConfigureAwait(false);
    }

    private StreamState StateOf(MssPushConnection[] connections) =>
        _failure is not null || (connections.Length > 0 && Array.TrueForAll(connections, c => c.State == MssPushState.Failed)) ? StreamState.Failed
        : _closed.Task.IsCompleted && Array.TrueForAll(connections, c => c.State is MssPushState.Ended or MssPushState.Failed) ? StreamState.Completed
        : Array.Exists(connections, c => c.FragmentCount > 0) ? StreamState.Running
        : StreamState.Waiting;

    private static IEnumerable<string> Warnings(MssPushConnection[] connections)
    {
        foreach (MssPushConnection connection in connections)
        {
            if (connection.LastError is { } error)
            {
                yield return $"Push of '{connection.StreamId}': {error}";
            }

            if (connection.DroppedFragmentCount > 0)
            {
                yield return $"Push of '{connection.StreamId}' to '{connection.Address}': {connection.DroppedFragmentCount} fragments were dropped.";
            }
        }
    }

    /// <summary>What is known of a rendition; under the lock, but for its task.</summary>
    private sealed class Rendition
    {
        private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public long Sent { get; set; }

        public long Bytes { get; set; }

        public long Dropped { get; set; }

        public long Pending { get; set; }

        public bool IsOver { get; set; }

        public Task Drained => _drained.Task;

        public void SetDrained() => _drained.TrySetResult();
    }
}

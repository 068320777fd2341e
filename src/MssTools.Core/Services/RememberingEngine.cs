using System.Runtime.CompilerServices;
using MssTools.Core.Services.Receivers;
using MssTools.Core.Streams;

namespace MssTools.Core.Services;

/// <summary>
/// The engine of a service. It keeps what it is told until it is told otherwise, and does it again after whatever ended its process. What cannot be
/// done now is listed with its error, tried again every few seconds, and forgotten when it is removed.
/// </summary>
internal sealed class RememberingEngine : IServiceEngine, IDisposable
{
    /// <summary>Between two attempts to do what could not be done.</summary>
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(5);

    private readonly MssEngine _engine;
    private readonly StateFolder _state;
    private readonly ServiceLog _log;
    private readonly TimeProvider _time;
    private readonly Action _stop;
    private readonly DateTimeOffset _started;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Kept> _kept = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _end = new();
    private ITimer? _retries;
    private MssServiceState _phase = MssServiceState.Starting;

    /// <param name="engine">Does what it is told; it ends with this one.</param>
    /// <param name="state">Keeps it; stays the caller's.</param>
    /// <param name="log">Is told of it.</param>
    /// <param name="time">The clock.</param>
    /// <param name="stop">Asks the service to end.</param>
    public RememberingEngine(MssEngine engine, StateFolder state, ServiceLog log, TimeProvider time, Action stop)
    {
        (_engine, _state, _log, _time, _stop, _started) = (engine, state, log, time, stop, time.GetUtcNow());
        _engine.GroupEnded += ForgetEnded;
        _ = LogAsync();
    }

    /// <inheritdoc/>
    public string Service => "";

    /// <inheritdoc/>
    public bool IsHere => true;

    /// <summary>Whether the control interface takes commands of EvoStream Media Server, too.</summary>
    public bool TakesEvoStream { get; init; }

    /// <summary>Does again all that was kept.</summary>
    public void Restore()
    {
        foreach (StateEntry entry in _state.Read(NoteDamaged))
        {
            if (Find(entry.Kind, entry.Name) is { IsAdopted: true })
            {
                _state.Forget(entry); // the cluster has taken it over
                continue;
            }

            var kept = new Kept(entry);
            lock (_lock)
            {
                _kept[entry.Key] = kept;
            }

            Do(kept);
        }

        _phase = MssServiceState.Running;
        _retries = _time.CreateTimer(_ => Retry(), null, s_pause, s_pause);
    }

    /// <summary>Ends the streams and closes the ports; what was told stays kept, and broadcasts go on with the next start.</summary>
    public void Suspend()
    {
        _phase = MssServiceState.Stopping;
        _retries?.Dispose();
        _engine.Suspend();
        _end.Cancel();
    }

    /// <summary>
    /// Does what a cluster keeps, as if this machine had been told; it is in no file here. What the machine was told of the same name gives way. What cannot
    /// be done now is listed and tried again, like all else.
    /// </summary>
    public void Adopt(StateEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        Kept? there = Find(entry.Kind, entry.Name);
        if (there is { IsAdopted: false } own)
        {
            _state.Forget(own.Entry);
        }

        Kept kept = there is { IsAdopted: true } ? there : new Kept(entry) { IsAdopted = true };
        lock (kept)
        {
            (kept.Entry, kept.IsDone) = (entry, false);
        }

        lock (_lock)
        {
            _kept[entry.Key] = kept;
        }

        Do(kept);
    }

    /// <summary>Ends what was adopted; what is not there any more, is not.</summary>
    public void Disown(StateEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (Find(entry.Kind, entry.Name) is not { IsAdopted: true } kept)
        {
            return;
        }

        lock (kept)
        {
            Undo(entry); // also where its last change could not be had, and it is what it was before
            kept.IsDone = true; // a retry that is under way finds nothing to do
        }

        lock (_lock)
        {
            _kept.Remove(entry.Key);
        }
    }

    /// <summary>Has the engine be as a cluster is about to be told; nothing is noted.</summary>
    /// <exception cref="MssException">It cannot be had.</exception>
    public void Try(StateEntry entry) => DoAgain(new Kept(entry) { IsAdopted = true });

    /// <summary>What this machine itself was told, in the order in which it was.</summary>
    public IReadOnlyList<StateEntry> OwnEntries
    {
        get
        {
            lock (_lock)
            {
                return [.. _kept.Values.Where(kept => !kept.IsAdopted).Select(kept => kept.Entry)];
            }
        }
    }

    /// <summary>Whether this machine has something of the cluster.</summary>
    public bool IsAdopted(StateKind kind, string name) => Find(kind, name) is { IsAdopted: true };

    /// <summary>Whether this machine itself was told of something.</summary>
    public bool IsOwn(StateKind kind, string name) => Find(kind, name) is { IsAdopted: false };

    /// <inheritdoc/>
    public MssService GetService()
    {
        MssPending[] pending = [.. Pending().Select(kept => kept.ToModel())];
        IReadOnlyList<MssStream> streams = _engine.GetStreams();
        return new MssService
        {
            StatePath = _state.Path,
            State = _phase == MssServiceState.Running && pending.Length > 0 ? MssServiceState.Degraded : _phase,
            Version = ServiceHost.Version,
            HostName = Environment.MachineName,
            ProcessId = Environment.ProcessId,
            StartTime = _started,
            GroupCount = streams.DistinctBy(s => (s.TargetFolder, s.GroupName)).Count(),
            StreamCount = streams.Count(s => s.State is StreamState.Running or StreamState.Waiting),
            TakesEvoStream = TakesEvoStream,
            Pending = pending,
        };
    }

    /// <inheritdoc/>
    public void StopService()
    {
        _log.Write(ServiceEvent.Stopping, "The service was asked to end.");
        _stop();
    }

    /// <inheritdoc/>
    public LocalStream AddLocalStream(LocalStreamDefinition definition)
    {
        LocalStream added = _engine.AddLocalStream(definition);
        LocalStreamDefinition whole = _engine.GetLocalStreamDefinition(definition.Name) ?? definition;
        Keep(StateEntry.Of(whole), undo: () => _engine.RemoveLocalStream(definition.Name));
        return added;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<MssEvent> WatchAsync(Action listens, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(listens);
        using EventHub.Listener listener = _engine.Events.Listen();
        using CancellationTokenRegistration ending = _end.Token.Register(listener.Complete); // who listens must not hold up the end of the service
        listens();
        while (true)
        {
            yield return await listener.NextAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public MssEventReceiver AddReceiver(EventReceiverDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        MssEventReceiver receiver = _engine.AddReceiver(definition);
        Keep(StateEntry.Of(definition), undo: () => _engine.RemoveReceiver(definition.Name));
        return receiver;
    }

    /// <inheritdoc/>
    public IReadOnlyList<MssEventReceiver> GetReceivers() =>
    [
        .. _engine.GetReceivers(),
        .. PendingOf<EventReceiverDefinition>().Select(p =>
            new MssEventReceiver
            {
                Name = p.Definition.Name,
                Target = EventReceiver.TargetOf(p.Definition),
                Filter = p.Definition.Filter,
                State = MssReceiverState.Failing,
                LastError = p.Error,
            }),
    ];

    /// <inheritdoc/>
    public void RemoveReceiver(string name) => End(StateKind.Receiver, name, () => _engine.RemoveReceiver(name));

    /// <inheritdoc/>
    public IReadOnlyList<LocalStream> GetLocalStreams() => _engine.GetLocalStreams();

    /// <inheritdoc/>
    public bool RemoveLocalStream(string name)
    {
        bool isForgotten = Forget(StateKind.LocalStream, name);
        return _engine.RemoveLocalStream(name) || isForgotten;
    }

    /// <inheritdoc/>
    public MssIngest StartIngest(IngestDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        MssIngest ingest = _engine.StartIngest(definition);
        Keep(
            StateEntry.Of(definition with { Port = ingest.Port }),
            undo: () => _engine.StopIngest(ingest.Port));
        return ingest;
    }

    /// <inheritdoc/>
    public IReadOnlyList<MssIngest> GetIngests() =>
    [
        .. _engine.GetIngests(),
        .. PendingOf<IngestDefinition>().Select(p =>
            new MssIngest
            {
                Port = p.Definition.Port,
                Address = p.Definition.Address.Length > 0 ? p.Definition.Address : "::",
                Application = p.Definition.Application,
                IsSecure = p.Definition.Certificate is not null,
                LastError = p.Error,
            }),
    ];

    /// <inheritdoc/>
    public void StopIngest(int port) => End(StateKind.Ingest, StateEntry.NameOf(port), () => _engine.StopIngest(port));

    /// <inheritdoc/>
    public IReadOnlyList<MssStream> Start(StreamDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        definition = Unmasked(definition, StateKind.Group);
        StreamDefinition started = definition with { }; // an object of its own tells this run from the next one of the group
        bool isThere = _engine.GetRunning(definition.Identity) is not null;
        IReadOnlyList<MssStream> streams = _engine.Start(started);
        if (isThere)
        {
            return streams; // it runs as it was told before
        }

        StreamDefinition ran = _engine.StartedAs(definition.Identity) ?? started; // somebody may have been faster
        var entry = new StateEntry(StateKind.Group, NameOf(definition.Identity), definition) { Ids = [.. streams.Select(s => s.Id)] };
        Keep(entry, undo: () => _engine.RemoveGroup(definition.Identity, deleteFile: false, CancellationToken.None), ran);
        ForgetIfEnded(ran);
        return streams;
    }

    /// <inheritdoc/>
    public IReadOnlyList<MssStream> GetStreams() => _engine.GetStreams();

    /// <inheritdoc/>
    public IReadOnlyList<MssGroup> GetGroups() =>
    [
        .. _engine.GetGroups(),
        .. PendingOf<StreamDefinition>().Select(p =>
            new MssGroup
            {
                GroupName = p.Definition.GroupName,
                TargetFolder = p.Definition.TargetFolder,
                Definition = MssEngine.Shown(p.Definition),
                ManifestPath = p.Definition.ManifestPath,
                PlaylistType = p.Definition.PlaylistType,
                State = StreamState.Failed,
                LastError = p.Error,
            }),
    ];

    /// <inheritdoc/>
    public MssChange Ensure(LocalStreamDefinition wanted, bool isPlan)
    {
        wanted = Unmasked(wanted, StateKind.LocalStream);
        return Noted(_engine.Ensure(wanted, isPlan), () => StateEntry.Of(wanted));
    }

    /// <inheritdoc/>
    public MssChange Ensure(IngestDefinition wanted, bool isPlan)
    {
        wanted = Unmasked(wanted, StateKind.Ingest);
        return Noted(_engine.Ensure(wanted, isPlan), () => StateEntry.Of(wanted));
    }

    /// <inheritdoc/>
    public MssChange Ensure(ServerDefinition wanted, bool isPlan)
    {
        wanted = WithOwnPages(Unmasked(wanted, StateKind.Server));
        if (!isPlan && PendingServer(wanted) is not null)
        {
            MssServer server = StartServer(wanted);
            return new MssChange { Kind = "server", Name = $"{server.Address}:{server.Port}", Action = MssChangeAction.Start, IsDone = true };
        }

        return Noted(_engine.Ensure(wanted, isPlan), () => StateEntry.Of(_engine.FindServer(wanted.Address, wanted.Port)!.Value.Id, wanted));
    }

    /// <inheritdoc/>
    public MssChange Ensure(PointDefinition wanted, bool isPlan)
    {
        wanted = Unmasked(wanted, StateKind.Point);
        return Noted(_engine.Ensure(wanted, isPlan), () => StateEntry.Of(wanted));
    }

    /// <inheritdoc/>
    public MssChange Ensure(StreamDefinition wanted, bool isPlan)
    {
        wanted = Unmasked(wanted, StateKind.Group) with { };
        return Noted(
            _engine.Ensure(wanted, isPlan),
            () => new StateEntry(StateKind.Group, NameOf(wanted.Identity), wanted)
            {
                Ids = [.. _engine.GetStreams().Where(s => s.GroupName == wanted.GroupName && s.TargetFolder == wanted.TargetFolder).Select(s => s.Id)],
            });
    }

    /// <inheritdoc/>
    public MssChange Ensure(EventReceiverDefinition wanted, bool isPlan)
    {
        wanted = Unmasked(wanted, StateKind.Receiver);
        return Noted(_engine.Ensure(wanted, isPlan), () => StateEntry.Of(wanted));
    }

    /// <inheritdoc/>
    public MssConfiguration GetConfiguration() => KeptConfiguration.Of(OwnEntries);

    /// <inheritdoc/>
    public StreamDefinition? GetDefinition(GroupIdentity identity) => Find(StateKind.Group, NameOf(identity))?.Entry.Definition as StreamDefinition;

    /// <inheritdoc/>
    public void StopStream(int id)
    {
        NoteStopped(id);
        _engine.StopStream(id);
    }

    /// <inheritdoc/>
    public bool WaitForEnd(int id, TimeSpan timeout, CancellationToken cancellationToken) => _engine.WaitForEnd(id, timeout, cancellationToken);

    /// <inheritdoc/>
    public void Remove(int id)
    {
        NoteStopped(id);
        _engine.Remove(id);
    }

    /// <inheritdoc/>
    public int RemoveGroup(GroupIdentity identity, bool deleteFile, CancellationToken cancellationToken)
    {
        if (Find(StateKind.Group, NameOf(identity)) is { Failure: not null })
        {
            Forget(StateKind.Group, NameOf(identity));
            return 0;
        }

        int left = _engine.RemoveGroup(identity, deleteFile, cancellationToken);
        if (left == 0)
        {
            Forget(StateKind.Group, NameOf(identity));
        }

        return left;
    }

    /// <inheritdoc/>
    public GroupFiles CountFiles(StreamDefinition output) => _engine.CountFiles(output);

    /// <inheritdoc/>
    public int CountRenditions(string path) => _engine.CountRenditions(path);

    /// <inheritdoc/>
    public MssServer StartServer(ServerDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        definition = WithOwnPages(definition);

        // One that could not be had before keeps its number: its publishing points go by it.
        MssServer server = PendingServer(definition) is { } number ? _engine.StartServer(definition, number) : _engine.StartServer(definition);
        Keep(
            StateEntry.Of(server.Id, definition with { Port = server.Port }),
            undo: () => _engine.StopServer(server.Id));
        return server;
    }

    /// <inheritdoc/>
    public IReadOnlyList<MssServer> GetServers() =>
    [
        .. _engine.GetServers(),
        .. PendingOf<ServerDefinition>().Select(p =>
            new MssServer
            {
                Id = p.Entry.Ids[0],
                Address = p.Definition.Address.ToString(),
                Port = p.Definition.Port,
                Root = p.Definition.Root,
                LastError = p.Error,
            }),
    ];

    /// <inheritdoc/>
    public void StopServer(int id)
    {
        foreach (Kept point in All(StateKind.Point).Where(kept => ((PointDefinition)kept.Entry.Definition).ServerId == id))
        {
            Forget(StateKind.Point, point.Entry.Name);
        }

        End(StateKind.Server, StateEntry.NameOf(id), () => _engine.StopServer(id));
    }

    /// <inheritdoc/>
    public MssPublishingPoint AddPoint(PointDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        MssPublishingPoint point = _engine.AddPoint(definition);
        Keep(
            StateEntry.Of(definition),
            undo: () => _engine.RemovePoint(definition.ServerId, definition.Name));
        return point;
    }

    /// <inheritdoc/>
    public IReadOnlyList<MssPublishingPoint> GetPoints() =>
    [
        .. _engine.GetPoints(),
        .. PendingOf<PointDefinition>().Select(p =>
            new MssPublishingPoint
            {
                Name = p.Definition.Name,
                ServerId = p.Definition.ServerId,
                State = MssPointState.Stopped,
                LastError = p.Error,
            }),
    ];

    /// <inheritdoc/>
    public void StopPoint(int serverId, string name)
    {
        _engine.StopPoint(serverId, name);
        Change(StateKind.Point, StateEntry.NameOf(serverId, name), entry => entry with { Stopped = [entry.Name] });
    }

    /// <inheritdoc/>
    public void StartPoint(int serverId, string name)
    {
        _engine.StartPoint(serverId, name);
        Change(StateKind.Point, StateEntry.NameOf(serverId, name), static entry => entry with { Stopped = [] });
    }

    /// <inheritdoc/>
    public void RemovePoint(int serverId, string name) =>
        End(StateKind.Point, StateEntry.NameOf(serverId, name), () => _engine.RemovePoint(serverId, name));

    /// <inheritdoc/>
    public MssClip SaveClip(ClipDefinition definition, Action<int, int> progress, CancellationToken cancellationToken) =>
        _engine.SaveClip(definition, progress, cancellationToken);

    /// <inheritdoc/>
    public MssExport Export(ExportDefinition definition, Action<int, int> progress, CancellationToken cancellationToken) =>
        _engine.Export(definition, progress, cancellationToken);

    /// <inheritdoc/>
    public MssCapacity MeasureCapacity(CapacityDefinition definition, Action<int, int> progress, CancellationToken cancellationToken) =>
        _engine.MeasureCapacity(definition, progress, cancellationToken);

    /// <inheritdoc/>
    public MssRepair Repair(
        RepairDefinition definition, Func<MssRepair, bool> isWanted, Action<int, int> progress, CancellationToken cancellationToken) =>
        _engine.Repair(definition, isWanted, progress, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<MssDifference> CompareAsync(CompareDefinition definition, CancellationToken cancellationToken) =>
        _engine.CompareAsync(definition, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<MssFinding> CheckAsync(CheckDefinition definition, CancellationToken cancellationToken) =>
        _engine.CheckAsync(definition, cancellationToken);

    /// <inheritdoc/>
    public string ExportServerConfig(ServerConfigKind kind, string root, int port, Uri? origin = null) =>
        _engine.ExportServerConfig(kind, root, port, origin);

    /// <inheritdoc/>
    public IReadOnlyList<MssNode> GetNodes() => [_engine.Measure(_state.Path)];

    /// <inheritdoc/>
    public string MoveGroup(GroupIdentity identity, string? node) => _engine.MoveGroup(identity, node);

    /// <inheritdoc/>
    public void SuspendNode(string name) => _engine.SuspendNode(name);

    /// <inheritdoc/>
    public void ResumeNode(string name) => _engine.ResumeNode(name);

    /// <inheritdoc/>
    public void Dispose()
    {
        _retries?.Dispose();
        _end.Dispose();
    }

    /// <summary>A server with the pages of the module that runs the service, not of the one that asked for it.</summary>
    internal static ServerDefinition WithOwnPages(ServerDefinition definition) =>
        definition with { PageFolder = definition.PageFolder is null ? null : ServiceHost.PageFolder };

    private int? PendingServer(ServerDefinition wanted)
    {
        foreach ((StateEntry entry, ServerDefinition pending, _) in PendingOf<ServerDefinition>())
        {
            if (pending.Port == wanted.Port && pending.Address.Equals(wanted.Address))
            {
                return entry.Ids[0];
            }
        }

        return null;
    }

    private static string NameOf(GroupIdentity identity) => identity.ToString();

    private MssChange Noted(MssChange change, Func<StateEntry> entry)
    {
        if (change.IsDone)
        {
            StateEntry kept = entry();
            StreamDefinition? group = kept.Definition as StreamDefinition;
            StreamDefinition? started = group is null ? null : _engine.StartedAs(group.Identity) ?? group;
            Keep(kept, undo: static () => { }, started);
            if (started is not null)
            {
                ForgetIfEnded(started);
            }
        }

        return change;
    }

    // Kept or undone: nothing runs that the next process would not know of.
    private void Keep(StateEntry entry, Action undo, StreamDefinition? started = null)
    {
        try
        {
            _state.Keep(entry);
        }
        catch
        {
            undo();
            throw;
        }

        lock (_lock)
        {
            _kept[entry.Key] = new Kept(entry) { Started = started, IsDone = true };
        }

        _log.Write(ServiceEvent.Told, $"{entry.Kind} '{entry.Name}' is kept.", group: entry.Kind == StateKind.Group ? entry.Name : null);
    }

    // What cannot be done now is only forgotten.
    private void End(StateKind kind, string name, Action end)
    {
        if (Find(kind, name) is not { Failure: not null })
        {
            end();
        }

        Forget(kind, name);
    }

    private bool Forget(StateKind kind, string name)
    {
        Kept? kept;
        lock (_lock)
        {
            _kept.Remove(StateEntry.KeyOf(kind, name), out kept);
        }

        if (kept is null)
        {
            return false;
        }

        if (!kept.IsAdopted)
        {
            _state.Forget(kept.Entry);
        }

        _log.Write(ServiceEvent.Told, $"{kind} '{name}' is forgotten.");
        return true;
    }

    private void Change(StateKind kind, string name, Func<StateEntry, StateEntry> change)
    {
        if (Find(kind, name) is { } kept)
        {
            lock (_lock)
            {
                kept.Entry = change(kept.Entry);
                _state.Keep(kept.Entry);
            }
        }
    }

    // Kept before the stream ends, so that a crash in between brings it back no more.
    private void NoteStopped(int id)
    {
        MssStream? stream = _engine.GetStreams().FirstOrDefault(s => s.Id == id);
        if (stream is not null)
        {
            Change(StateKind.Group, NameOf(new GroupIdentity(stream.GroupName, stream.TargetFolder)), entry =>
                entry with { Stopped = [.. entry.Stopped.Append(stream.Name).Distinct(StringComparer.OrdinalIgnoreCase)] });
        }
    }

    // It may have ended before it was kept: nobody was told then.
    private void ForgetIfEnded(StreamDefinition started)
    {
        if (_engine.StartedAs(started.Identity) is null)
        {
            ForgetEnded(started);
        }
    }

    // A live group that failed is tried again by the next process: nobody said that it should end.
    private void ForgetEnded(StreamDefinition started)
    {
        string name = NameOf(started.Identity);
        if (Find(StateKind.Group, name) is not { } kept || !ReferenceEquals(kept.Started, started))
        {
            return;
        }

        bool hasFailed = _engine.GetGroups().FirstOrDefault(g => g.Definition.Identity == started.Identity) is { State: StreamState.Failed };
        bool wasStopped = started.LocalStreamNames.All(stream => kept.Entry.Stopped.Contains(stream, StringComparer.OrdinalIgnoreCase));
        if (!hasFailed || wasStopped || !started.IsLive)
        {
            Forget(StateKind.Group, name);
        }
    }

    private void Retry()
    {
        if (_phase == MssServiceState.Stopping)
        {
            return;
        }

        foreach (Kept kept in Pending())
        {
            Do(kept);
        }
    }

    private void Do(Kept kept)
    {
        lock (kept)
        {
            if (kept.IsDone)
            {
                return;
            }

            try
            {
                DoAgain(kept);
                (kept.IsDone, kept.Failure) = (true, null);
            }
#pragma warning disable CA1031 // Whatever it is, it keeps nothing else from running, and is shown.
            catch (Exception thrown)
#pragma warning restore CA1031
            {
                MssException failure = MssException.From(thrown);
                if (kept.Failure?.Message != failure.Message)
                {
                    _log.Write(ServiceEvent.Pending, $"{kept.Entry.Kind} '{kept.Entry.Name}' cannot be had now: {failure.Message}", failure);
                }

                kept.Failure = failure;
            }
        }
    }

    private void DoAgain(Kept kept)
    {
        StateEntry entry = kept.Entry;
        switch (entry.Definition)
        {
            case EventReceiverDefinition definition:
                _engine.Ensure(definition, isPlan: false);
                break;
            case LocalStreamDefinition definition:
                _engine.Ensure(definition, isPlan: false);
                break;
            case IngestDefinition definition:
                _engine.Ensure(definition, isPlan: false);
                break;
            case ServerDefinition definition:
                _engine.EnsureServer(entry.Ids[0], WithOwnPages(definition));
                break;
            case PointDefinition definition:
                _engine.Ensure(definition, isPlan: false);
                if (entry.Stopped.Count > 0)
                {
                    _engine.StopPoint(definition.ServerId, definition.Name);
                }
                else if (kept.IsAdopted)
                {
                    _engine.StartPoint(definition.ServerId, definition.Name);
                }

                break;
            case StreamDefinition definition:
                StartAgain(kept, definition);
                break;
        }
    }

    /// <summary>Has the engine end what was tried or adopted; what is not there any more, is not. Groups are never.</summary>
    public void Undo(StateEntry entry)
    {
        try
        {
            switch (entry.Definition)
            {
                case EventReceiverDefinition definition:
                    _engine.RemoveReceiver(definition.Name);
                    break;
                case LocalStreamDefinition definition:
                    _engine.RemoveLocalStream(definition.Name);
                    break;
                case IngestDefinition definition:
                    _engine.StopIngest(definition.Port);
                    break;
                case ServerDefinition:
                    _engine.StopServer(entry.Ids[0]);
                    break;
                case PointDefinition definition:
                    _engine.RemovePoint(definition.ServerId, definition.Name);
                    break;
            }
        }
        catch (MssException gone) when (gone.Code == MssError.NotFound)
        {
            // Its server has taken it along.
        }
    }

    private void StartAgain(Kept kept, StreamDefinition definition)
    {
        if (definition.LocalStreamNames.All(name => kept.Entry.Stopped.Contains(name, StringComparer.OrdinalIgnoreCase)))
        {
            Forget(StateKind.Group, kept.Entry.Name);
            return;
        }

        StreamDefinition again = MssEngine.ToGoOn(definition) with { };
        kept.Started = again;
        foreach (MssStream stream in _engine.Start(again, kept.Entry.Ids, definition))
        {
            if (kept.Entry.Stopped.Contains(stream.Name, StringComparer.OrdinalIgnoreCase))
            {
                _engine.StopStream(stream.Id);
            }
        }
    }

    // What was shown has stars; what they stand for is known of what was told.
    private T Unmasked<T>(T definition, StateKind kind)
        where T : class =>
        Unmasking.Of(definition, All(kind).Select(kept => (T)kept.Entry.Definition));

    private List<Kept> Pending()
    {
        lock (_lock)
        {
            return [.. _kept.Values.Where(kept => kept.Failure is not null).OrderBy(kept => kept.Entry.Kind)];
        }
    }

    private IEnumerable<(StateEntry Entry, T Definition, string Error)> PendingOf<T>()
        where T : class =>
        Pending().Where(kept => kept.Entry.Definition is T).Select(kept => (kept.Entry, (T)kept.Entry.Definition, kept.Failure?.Message ?? ""));

    private List<Kept> All(StateKind kind)
    {
        lock (_lock)
        {
            return [.. _kept.Values.Where(kept => kept.Entry.Kind == kind)];
        }
    }

    private Kept? Find(StateKind kind, string name)
    {
        lock (_lock)
        {
            return _kept.GetValueOrDefault(StateEntry.KeyOf(kind, name));
        }
    }

    private void NoteDamaged(string file, Exception failure) => _log.Write(
        ServiceEvent.Damaged,
        $"'{file}' is no entry that can be read, and is passed over: {failure.Message}",
        new MssException(MssError.MalformedInput, failure.Message, "Tell the service anew what the entry was about; its name says which it is."));

    // Fragments and manifests come too often for a log.
    private async Task LogAsync()
    {
        using EventHub.Listener listener = _engine.Events.Listen();
        try
        {
            while (true)
            {
                MssEvent happened = await listener.NextAsync(_end.Token).ConfigureAwait(false);
                if (happened.Kind is not (MssEventKind.FragmentPublished or MssEventKind.ManifestUpdated))
                {
                    _log.Write(
                        ServiceEvent.Stream,
                        happened.Message,
                        happened.ErrorCode is { } code ? new MssException(code, happened.Message) : null,
                        happened.GroupName,
                        happened.StreamName);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The service ends.
        }
    }

    /// <summary>An entry, and how it is with it.</summary>
    private sealed class Kept(StateEntry entry)
    {
        public StateEntry Entry { get; set; } = entry;

        /// <summary>True where a cluster keeps it, and not the folder of this machine.</summary>
        public bool IsAdopted { get; init; }

        /// <summary>True where the engine has it; it is done once.</summary>
        public bool IsDone { get; set; }

        /// <summary>Why it cannot be done now; null: it is done, or about to be.</summary>
        public MssException? Failure { get; set; }

        /// <summary>What the engine was given of a group: tells a run from the next one.</summary>
        public StreamDefinition? Started { get; set; }

        public MssPending ToModel() => new()
        {
            Kind = Entry.Kind switch
            {
                StateKind.LocalStream => "local stream",
                StateKind.Point => "publishing point",
                StateKind.Receiver => "event receiver",
                StateKind other => other.ToString().ToLowerInvariant(),
            },
            Name = Entry.Name,
            LastError = Failure?.Message ?? "",
            LastErrorCode = Failure?.Code ?? MssError.Internal,
        };
    }
}

using System.Net;
using System.Runtime.CompilerServices;
using MssTools.Core.Checks;
using MssTools.Core.Checks.Reports;
using MssTools.Core.Clips;
using MssTools.Core.Exports;
using MssTools.Core.Origin;
using MssTools.Core.Origin.Exports;
using MssTools.Core.Outputs;
using MssTools.Core.Repairs;
using MssTools.Core.Services;
using MssTools.Core.Services.Capacity;
using MssTools.Core.Services.Cluster;
using MssTools.Core.Services.Receivers;
using MssTools.Core.Stored;
using MssTools.Core.Streams;

namespace MssTools.Core;

/// <summary>
/// The packaging engine: local streams go in, groups come out. All members can be called from any thread; streams
/// run in the background of the process, whoever started them.
/// </summary>
public sealed class MssEngine : IMssEngine
{
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly LocalStreamRegistry _inputs;
    private readonly IngestRegistry _ingests;
    private readonly List<GroupHost> _groups = [];
    private readonly List<Opening> _openings = [];
    private readonly PointRegistry _points;
    private readonly ServerRegistry _servers;
    private readonly EventReceivers _receivers;
    private readonly NodeMeter _meter;
    private int _lastId;
    private int _leastId;
    private volatile bool _isSuspended;

    /// <summary>Makes an engine without streams.</summary>
    /// <param name="time">The clock that live streams keep to.</param>
    public MssEngine(TimeProvider time)
        : this(time, VolumeSpace.Of)
    {
    }

    /// <summary>Makes an engine without streams, for tests of what depends on its disks.</summary>
    /// <param name="time">The clock that live streams keep to.</param>
    /// <param name="spaceOf">The room of a folder's disk; null: nobody knows.</param>
    internal MssEngine(TimeProvider time, Func<string, VolumeSpace?> spaceOf)
    {
        (_time, Events) = (time, new EventHub(time));
        _receivers = new EventReceivers(Events, time);
        _meter = new NodeMeter(time);
        _ = new DiskWatch(Events, RunningOutputs, spaceOf, time);
        _inputs = new LocalStreamRegistry(Events);
        _ingests = new IngestRegistry(_inputs, time);
        _points = new PointRegistry(_inputs, definition => (StartForPoint ?? Start)(definition), ids => (StopForPoint ?? StopAndWait)(ids), time);
        _servers = new ServerRegistry(_points.On, time);
    }

    /// <summary>Raised when a group that was started has ended and everything of it is published: its definition, as it was started.</summary>
    internal event Action<StreamDefinition>? GroupEnded;

    /// <summary>What happens in the engine, for those who listen.</summary>
    internal EventHub Events { get; }

    /// <summary>Starts the groups of publishing points where that is not this engine's: a cluster's; null: it is.</summary>
    internal Func<StreamDefinition, IReadOnlyList<MssStream>>? StartForPoint { get; set; }

    /// <summary>Ends streams of such groups, and waits for it.</summary>
    internal Action<IReadOnlyList<int>>? StopForPoint { get; set; }

    /// <summary>The publishing points of all servers.</summary>
    internal PointRegistry Points => _points;

    /// <summary>The named inputs, and what encoders push to us, or to other machines that are read from here.</summary>
    internal LocalStreamRegistry LocalStreams => _inputs;

    /// <summary>The engine of this process.</summary>
    public static MssEngine Current { get; } = new(TimeProvider.System);

    /// <inheritdoc/>
    public string Service => "";

    /// <inheritdoc/>
    public bool IsHere => true;

    /// <summary>True for the address of an input, false for a path.</summary>
    public static bool IsAddress(string source) => LocalStreamRegistry.IsAddress(source);

    /// <summary>Refuses a recording of what never ends: a file that starts again, or a test card without a duration.</summary>
    /// <param name="definition">The group.</param>
    /// <param name="localStreams">Asked for the named inputs, where the group reads those.</param>
    /// <exception cref="MssException">InvalidSetting.</exception>
    public static void RefuseEndless(StreamDefinition definition, Func<IEnumerable<LocalStream>> localStreams)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(localStreams);
        if (definition.IsLive)
        {
            return;
        }

        bool isEndless = definition.Inputs.Any(input => input.Loop || LocalStreamRegistry.IsEndless(input.Source))
            || (definition.Inputs.Count == 0
                && localStreams().Any(s =>
                    (s.Loop || LocalStreamRegistry.IsEndless(s.Source)) && definition.LocalStreamNames.Contains(s.Name, StringComparer.OrdinalIgnoreCase)));
        if (isEndless)
        {
            throw new MssException(
                MssError.InvalidSetting,
                "A looping input, or a test card without a duration, never ends, and IsLive is off.",
                "Leave out -Loop, give the test card a duration, or package it with -IsLive $true.");
        }
    }

    /// <summary>An input as people may see it: with stars in the place of passwords, tokens and stream keys.</summary>
    public static string Shown(string source) => LocalStreamRegistry.Shown(source);

    /// <summary>A command line, or another text with inputs in it, as people may see it.</summary>
    public static string ShownIn(string text) => LocalStreamRegistry.ShownIn(text);

    /// <summary>A group's definition as people may see it.</summary>
    internal static StreamDefinition Shown(StreamDefinition definition) => GroupSnapshot.Shown(definition);

    /// <summary>What a local stream was named as, secrets included; null: there is none of that name.</summary>
    internal LocalStreamDefinition? GetLocalStreamDefinition(string name) => _inputs.Find(name) is { IsPublished: false } known ? known.Definition : null;

    /// <inheritdoc/>
    public LocalStream AddLocalStream(LocalStreamDefinition definition) => _inputs.Add(definition);

    /// <inheritdoc/>
    public MssChange Ensure(LocalStreamDefinition wanted, bool isPlan) => new DesiredState(this, isPlan).Ensure(wanted);

    /// <inheritdoc/>
    public MssChange Ensure(IngestDefinition wanted, bool isPlan) => new DesiredState(this, isPlan).Ensure(wanted);

    /// <inheritdoc/>
    public MssChange Ensure(ServerDefinition wanted, bool isPlan) => new DesiredState(this, isPlan).Ensure(wanted);

    /// <inheritdoc/>
    public MssChange Ensure(PointDefinition wanted, bool isPlan) => new DesiredState(this, isPlan).Ensure(wanted);

    /// <inheritdoc/>
    public MssChange Ensure(StreamDefinition wanted, bool isPlan) => new DesiredState(this, isPlan).Ensure(wanted);

    /// <inheritdoc/>
    public MssChange Ensure(EventReceiverDefinition wanted, bool isPlan) => new DesiredState(this, isPlan).Ensure(wanted);

    /// <inheritdoc/>
    public MssConfiguration GetConfiguration() => ConfigurationText.Masked(new MssConfiguration
    {
        LocalStreams = _inputs.Definitions(),
        Ingests = _ingests.Definitions(),
        Servers = [.. _servers.Definitions().Select(server => server.Value)],
        PublishingPoints =
        [
            .. _points.Definitions().SelectMany(point => _servers.Definitions()
                .Where(server => server.Key == point.ServerId)
                .Select(server => new MssConfiguredPoint { ServerPort = server.Value.Port, Definition = point })),
        ],
        Groups = [.. Groups().Where(g => !g.IsOver && g.Remembered.Count > 0 && !IsOfPoint(g.Definition)).Select(g => g.Asked)],
        EventReceivers = _receivers.Definitions(),
    });

    /// <summary>Reads a configuration.</summary>
    /// <param name="json">JSON, with the names of the properties in any case.</param>
    /// <param name="name">Where it is from, for errors.</param>
    /// <param name="valueOf">Gives what stands for <c>${kind:name}</c> in a text.</param>
    /// <exception cref="MssException">InvalidSetting, with path and line; or what <paramref name="valueOf"/> throws.</exception>
    public static MssConfiguration ReadConfiguration(string json, string name, Func<string, string, string> valueOf) =>
        ConfigurationText.Read(json, name, valueOf);

    /// <summary>Writes a configuration as JSON, with stars in the place of secrets.</summary>
    public static string WriteConfiguration(MssConfiguration configuration) => ConfigurationText.Write(configuration);

    /// <summary>What a port was opened with; null: it is not open.</summary>
    internal IngestDefinition? GetIngestDefinition(int port) => _ingests.Definitions().FirstOrDefault(d => d.Port == port);

    /// <summary>The server that has an address and port; null: there is none.</summary>
    internal (int Id, ServerDefinition Definition)? FindServer(IPAddress address, int port)
    {
        foreach (KeyValuePair<int, ServerDefinition> server in _servers.Definitions())
        {
            if (server.Value.Port == port && server.Value.Address.Equals(address))
            {
                return (server.Key, server.Value);
            }
        }

        return null;
    }

    /// <summary>What a publishing point was made with; null: there is none.</summary>
    internal PointDefinition? GetPointDefinition(int serverId, string name) => _points.Definitions()
        .FirstOrDefault(point => point.ServerId == serverId && point.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>What a receiver of events was made with, secrets included; null: there is none of that name.</summary>
    internal EventReceiverDefinition? GetReceiverDefinition(string name) =>
        _receivers.Definitions().FirstOrDefault(receiver => receiver.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>What a group that runs was asked to be; null: it does not run.</summary>
    internal StreamDefinition? GetRunning(GroupIdentity identity) => Running(identity)?.Asked;

    /// <summary>What a group that runs was started with, the very object; null: it does not run.</summary>
    internal StreamDefinition? StartedAs(GroupIdentity identity) => Running(identity)?.Started;

    /// <summary>Has a name stand for another input.</summary>
    internal void ReplaceLocalStream(LocalStreamDefinition definition) => _inputs.Replace(definition);

    /// <summary>Has the server of a number be as wanted, wherever it listened before.</summary>
    internal void EnsureServer(int id, ServerDefinition wanted)
    {
        ServerDefinition? there = _servers.Definitions().FirstOrDefault(server => server.Key == id).Value;
        if (there is null)
        {
            StartServer(wanted, id);
        }
        else if (DefinitionDifference.NamesBetween(there with { Port = wanted.Port == 0 ? 0 : there.Port }, wanted).Count > 0)
        {
            RestartServer(id, wanted);
        }
    }

    /// <summary>Starts a server anew under its number; its publishing points stay.</summary>
    internal void RestartServer(int id, ServerDefinition definition)
    {
        _servers.Stop(id);
        _servers.Start(definition, id);
    }

    /// <summary>Has a running group be as asked, in what <see cref="RunningChange"/> allows.</summary>
    internal void Change(StreamDefinition asked) => Running(asked.Identity)?.Change(asked);

    /// <summary>
    /// Ends a group and starts it with other settings, under the same numbers. A live one is suspended: it stays live. Where it cannot start, it is what it
    /// was.
    /// </summary>
    internal void Restart(StreamDefinition wanted)
    {
        GroupHost group = Running(wanted.Identity)
            ?? throw new MssException(MssError.NotFound, $"There is no running group in '{wanted.Identity}'.");
        foreach (LocalStreamDefinition input in wanted.Inputs)
        {
            LocalStreamRegistry.CheckSource(input);
        }

        if (group.Definition.IsLive && wanted.IsLive)
        {
            group.Suspend();
        }
        else
        {
            group.Streams.ToList().ForEach(stream => stream.Stop());
        }

        group.Completion.Wait();
        int[] ids = [.. group.Streams.Select(s => s.Status.Id)];
        try
        {
            Start(ToGoOn(wanted), ids, wanted);
        }
        catch (MssException)
        {
            Start(ToGoOn(group.Asked), ids, group.Asked);
            throw;
        }
    }

    /// <summary>A definition that goes on behind what its earlier run published, whatever was to become of what was there before that.</summary>
    internal static StreamDefinition ToGoOn(StreamDefinition definition) =>
        definition.IsLive ? definition with { CleanupDestination = false, OverwriteDestination = true, Resume = null } : definition with { OverwriteDestination = true };

    // A point makes its group by itself, when encoders come.
    private bool IsOfPoint(StreamDefinition group) => _points.Definitions().Any(point => point.MakesGroup
        && point.Name == group.GroupName
        && _servers.Definitions().Any(server => server.Key == point.ServerId && server.Value.Root == group.TargetFolder));

    private IEnumerable<StreamDefinition> RunningOutputs() => Groups().Where(g => !g.IsOver).SelectMany(g => g.Definition.PerOutput());

    private GroupHost? Running(GroupIdentity identity) => Groups().Find(g => !g.IsOver && !g.IsSuspended && g.Definition.Identity == identity);

    /// <inheritdoc/>
    public async IAsyncEnumerable<MssEvent> WatchAsync(Action listens, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(listens);
        using EventHub.Listener listener = Events.Listen();
        listens();
        while (true)
        {
            yield return await listener.NextAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public MssEventReceiver AddReceiver(EventReceiverDefinition definition) => _receivers.Add(definition);

    /// <inheritdoc/>
    public IReadOnlyList<MssEventReceiver> GetReceivers() => _receivers.List();

    /// <inheritdoc/>
    public void RemoveReceiver(string name) => _receivers.Remove(name);

    /// <inheritdoc/>
    public IReadOnlyList<LocalStream> GetLocalStreams() => _inputs.List();

    /// <inheritdoc/>
    public bool RemoveLocalStream(string name) => _inputs.Remove(name);

    /// <inheritdoc/>
    public MssIngest StartIngest(IngestDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        return _ingests.Start(definition);
    }

    /// <inheritdoc/>
    public IReadOnlyList<MssIngest> GetIngests() => _ingests.List();

    /// <inheritdoc/>
    public void StopIngest(int port) => _ingests.Stop(port);

    /// <inheritdoc/>
    public IReadOnlyList<MssStream> Start(StreamDefinition definition) => Start(definition, [], definition);

    /// <summary>The streams of a recording that is to be left alone (<see cref="StreamDefinition.SkipUnchanged"/>); null: it is to be made.</summary>
    /// <exception cref="MssException">A target cannot be read.</exception>
    internal IReadOnlyList<MssStream>? FindFinished(StreamDefinition definition) =>
        IsFinished(definition, RecordingFingerprint.Of(definition, _inputs.Find)) ? Untouched(definition) : null;

    /// <summary>Starts the streams of a group that ran before under the numbers that they had.</summary>
    /// <param name="definition">What to package, and how, to go on.</param>
    /// <param name="ids">One per stream; none: they get new ones.</param>
    /// <param name="asked">What the user asked for.</param>
    /// <exception cref="MssException">A setting or the target is refused; nothing was started.</exception>
    internal IReadOnlyList<MssStream> Start(StreamDefinition definition, IReadOnlyList<int> ids, StreamDefinition asked)
    {
        ArgumentNullException.ThrowIfNull(definition);
        definition.Validate();
        foreach (LocalStreamDefinition input in definition.Inputs)
        {
            LocalStreamRegistry.CheckSource(input);
        }

        RefuseMissing(definition);
        string? fingerprint = RecordingFingerprint.Of(definition, _inputs.Find);
        if (IsFinished(definition, fingerprint))
        {
            return Untouched(definition);
        }

        // The folder is taken under the lock and read outside it: others must not wait for a slow disk.
        var opening = new Opening(definition);
        StreamHost[] streams;
        lock (_lock)
        {
            RefuseIfSuspended();
            if (RunningAs(definition) is { } same)
            {
                return [.. same.Streams.Select(same.ToModel)];
            }

            RefuseGroupInUse(definition);
            streams =
            [
                .. definition.LocalStreamNames.Select((name, i) => CreateStream(definition, name, i, ids.Count > i ? ids[i] : _lastId + 1)),
            ];
            _openings.Add(opening);
        }

        GroupHost? group = null;
        try
        {
            group = new GroupHost(definition, streams, _time, events: Events) { Asked = asked, Fingerprint = fingerprint };
            group.Start();
        }
        finally
        {
            lock (_lock)
            {
                _openings.Remove(opening);
                if (group is not null)
                {
                    _groups.RemoveAll(g =>
                        g.Definition.Identity == definition.Identity || (g.Remembered.Count == 0 && g.IsOver));
                    _groups.Add(group);
                }
            }

            opening.Over.SetResult();
        }

        _ = TellOfEndAsync(group);
        return [.. streams.Select(group.ToModel)];
    }

    /// <inheritdoc/>
    public GroupFiles CountFiles(StreamDefinition output) => Destinations.Count(output);

    /// <inheritdoc/>
    public IReadOnlyList<MssStream> GetStreams() =>
        [.. Groups().SelectMany(g => g.Remembered.Select(g.ToModel))];

    /// <inheritdoc/>
    public IReadOnlyList<MssGroup> GetGroups()
    {
        IReadOnlyList<MssServer> servers = _servers.List();
        return [.. Groups().Where(g => g.Remembered.Count > 0).Select(g => g.ToModel()).Select(group => group with { Address = AddressOf(group, servers) })];
    }

    // Of the server that is nearest to the group's folder.
    private static string AddressOf(MssGroup group, IReadOnlyList<MssServer> servers)
    {
        MssServer? server = servers
            .Where(s => group.ManifestPath.StartsWith(Path.TrimEndingDirectorySeparator(s.Root) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            .MaxBy(s => s.Root.Length);
        return server is null
            ? ""
            : server.Url + string.Join('/', Path.GetRelativePath(server.Root, group.ManifestPath).Split(Path.DirectorySeparatorChar).Select(Uri.EscapeDataString));
    }

    /// <inheritdoc/>
    public StreamDefinition? GetDefinition(GroupIdentity identity) => Find(identity)?.Definition;

    /// <inheritdoc/>
    public void StopStream(int id) => Find(id).Stream.Stop();

    /// <inheritdoc/>
    public bool WaitForEnd(int id, TimeSpan timeout, CancellationToken cancellationToken) =>
        Find(id).Stream.Settled.Wait(timeout, cancellationToken);

    /// <inheritdoc/>
    public void Remove(int id)
    {
        (GroupHost group, StreamHost stream) = Find(id);
        stream.Stop();
        lock (_lock)
        {
            group.Forget(stream); // the group itself stays until it is closed: Shutdown waits for it
        }
    }

    /// <inheritdoc/>
    public int RemoveGroup(GroupIdentity identity, bool deleteFile, CancellationToken cancellationToken)
    {
        GroupHost group = Find(identity) ?? throw new MssException(MssError.NotFound, $"There is no group in '{identity}'.");
        foreach (StreamHost stream in group.Streams)
        {
            stream.Stop();
        }

        group.Completion.Wait(cancellationToken);
        int left = deleteFile ? Erase(group.Definition, cancellationToken) : 0;
        if (left > 0)
        {
            group.NoteUndeleted(left);
            return left;
        }

        lock (_lock)
        {
            _groups.Remove(group);
        }

        return 0;
    }

    // A new run of the group would write the very names that are deleted.
    private int Erase(StreamDefinition definition, CancellationToken cancellationToken) =>
        Occupying(definition, () => EraseAll(definition, cancellationToken));

    // The folder is taken meanwhile.
    private T Occupying<T>(StreamDefinition definition, Func<T> work)
    {
        var opening = new Opening(definition);
        lock (_lock)
        {
            RefuseGroupInUse(definition);
            _openings.Add(opening);
        }

        try
        {
            return work();
        }
        finally
        {
            lock (_lock)
            {
                _openings.Remove(opening);
            }

            opening.Over.SetResult();
        }
    }

    // One that refuses keeps none of the others.
    private static int EraseAll(StreamDefinition definition, CancellationToken cancellationToken)
    {
        int left = 0;
        MssException? refusal = null;
        foreach (StreamDefinition output in definition.PerOutput())
        {
            try
            {
                left += Destinations.Erase(output, cancellationToken);
            }
            catch (MssException failure)
            {
                refusal ??= failure;
            }
        }

        return refusal is null ? left : throw refusal;
    }

    /// <inheritdoc/>
    public MssClip SaveClip(ClipDefinition definition, Action<int, int> progress, CancellationToken cancellationToken)
    {
        var saver = ClipSaver.Prepare(definition);
        return Occupying(saver.Target, () => saver.Save(progress, cancellationToken));
    }

    /// <inheritdoc/>
    public int CountRenditions(string path) => LocalStreamRegistry.CountRenditions(path);

    /// <inheritdoc/>
    public MssExport Export(ExportDefinition definition, Action<int, int> progress, CancellationToken cancellationToken) =>
        GroupExporter.Prepare(definition).Export(progress, cancellationToken);

    /// <inheritdoc/>
    public MssCapacity MeasureCapacity(CapacityDefinition definition, Action<int, int> progress, CancellationToken cancellationToken) =>
        new CapacityMeasurement(definition, _time, progress, cancellationToken).Run();

    /// <inheritdoc/>
    public MssRepair Repair(
        RepairDefinition definition, Func<MssRepair, bool> isWanted, Action<int, int> progress, CancellationToken cancellationToken)
    {
        var repairer = GroupRepairer.Open(definition, _time, cancellationToken);
        return Occupying(repairer.Target, () => repairer.Repair(isWanted, progress, cancellationToken));
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<MssDifference> CompareAsync(
        CompareDefinition definition, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(definition);
        using StoredGroup reference = Open(definition.ReferencePath, definition.ReferenceAddress, definition.Timeout);
        using StoredGroup other = Open(definition.DifferencePath, definition.DifferenceAddress, definition.Timeout);
        await foreach (MssDifference difference in new GroupComparer(reference, other).CompareAsync(cancellationToken).ConfigureAwait(false))
        {
            yield return difference;
        }
    }

    private StoredGroup Open(string? path, Uri? address, TimeSpan patience) =>
        new(address is null ? GroupPlaces.Of(path ?? "") : new HttpPlace(address, _time, patience));

    /// <inheritdoc/>
    public MssServer StartServer(ServerDefinition definition) => _servers.Start(definition);

    /// <inheritdoc/>
    public IReadOnlyList<MssServer> GetServers() => _servers.List();

    /// <inheritdoc/>
    public void StopServer(int id)
    {
        _points.RemoveAll(id);
        _servers.Stop(id);
    }

    /// <inheritdoc/>
    public MssPublishingPoint AddPoint(PointDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        MssServer server = _servers.List().FirstOrDefault(s => s.Id == definition.ServerId)
            ?? throw new MssException(MssError.NotFound, $"There is no server {definition.ServerId}.", "Get-MSSServer lists what runs; Start-MSSServer starts one.");
        return _points.Add(definition, server);
    }

    /// <inheritdoc/>
    public IReadOnlyList<MssPublishingPoint> GetPoints() => _points.List();

    /// <inheritdoc/>
    public void StopPoint(int serverId, string name) => _points.Close(serverId, name);

    /// <inheritdoc/>
    public void StartPoint(int serverId, string name) => _points.Open(serverId, name);

    /// <inheritdoc/>
    public void RemovePoint(int serverId, string name) => _points.Remove(serverId, name);

    /// <inheritdoc/>
    public string ExportServerConfig(ServerConfigKind kind, string root, int port, Uri? origin = null) =>
        ServerConfig.Write(kind, root, port, origin, _time);

    /// <inheritdoc/>
    public IAsyncEnumerable<MssFinding> CheckAsync(CheckDefinition definition, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(definition);
        definition.Validate();
        return GroupChecker.CheckAsync(definition, _time, cancellationToken);
    }

    /// <summary>Findings as one text.</summary>
    /// <param name="format">Which; not Object.</param>
    /// <param name="presentations">What was checked, and what was found in each.</param>
    public static string WriteFindings(
        FindingFormat format, IReadOnlyList<KeyValuePair<string, IReadOnlyList<MssFinding>>> presentations) => format switch
        {
            FindingFormat.Report => TextReport.Write(presentations),
            FindingFormat.JUnit => JUnitReport.Write(presentations),
            FindingFormat.Sarif => SarifReport.Write(presentations),
            _ => throw new ArgumentOutOfRangeException(nameof(format)),
        };

    /// <summary>
    /// Ends all streams and waits until everything is published; then ends the servers and the receivers of events. Ports are closed, local
    /// streams forgotten.
    /// </summary>
    public void Shutdown()
    {
        foreach (MssIngest ingest in _ingests.List())
        {
            _ingests.Stop(ingest.Port);
        }

        _points.RemoveAll(serverId: null);

        foreach (LocalStream input in _inputs.List())
        {
            _inputs.Remove(input.Name);
        }

        End(OpenedGroups());
        _servers.StopAll();
        _receivers.RemoveAll();
        lock (_lock)
        {
            _groups.Clear();
        }
    }

    /// <summary>
    /// Ends the live streams at the end of the process. Recordings that are not finished are left without a manifest:
    /// one that lists half a film would pass for the whole.
    /// </summary>
    public void ShutdownLive()
    {
        End(OpenedGroups().FindAll(g => g.Definition.IsLive));
        _receivers.RemoveAll();
    }

    /// <summary>
    /// Ends the live streams, and not their broadcasts: what they hold is published, manifests stay live, publishing points are told of no
    /// end, and an engine that starts the same definitions goes on behind what is there. Then ports and servers are closed. For a process that
    /// another one follows: the engine starts nothing any more.
    /// </summary>
    public void Suspend()
    {
        lock (_lock)
        {
            _isSuspended = true;
        }

        List<GroupHost> live = OpenedGroups().FindAll(g => g.Definition.IsLive);
        live.ForEach(group => group.Suspend());
        Task.WaitAll([.. live.Select(g => g.Completion)]);
        _points.Abandon();
        foreach (MssIngest ingest in _ingests.List())
        {
            _ingests.Stop(ingest.Port);
        }

        _servers.StopAll();
        _receivers.RemoveAll();
    }

    /// <summary>
    /// Ends a live group as <see cref="Suspend()"/> does, and forgets it: another engine goes on with it. Returns when all that it holds is published and
    /// its folders are free. Does nothing where it does not run.
    /// </summary>
    internal void Suspend(GroupIdentity identity)
    {
        if (Running(identity) is not { } group)
        {
            return;
        }

        group.Suspend();
        group.Completion.Wait();
        lock (_lock)
        {
            _groups.Remove(group);
        }
    }

    /// <summary>Has streams that are given no number get one above this from now on.</summary>
    internal void NumberFrom(int least)
    {
        lock (_lock)
        {
            (_leastId, _lastId) = (least, Math.Max(_lastId, least));
        }
    }

    /// <summary>This machine as a node.</summary>
    /// <param name="folder">Full path of a folder; the room of its disk is told.</param>
    internal MssNode Measure(string folder) => _meter.Measure(folder, GetStreams());

    /// <inheritdoc/>
    public IReadOnlyList<MssNode> GetNodes() => [Measure(Environment.CurrentDirectory)];

    /// <inheritdoc/>
    public string MoveGroup(GroupIdentity identity, string? node) => throw NoNode();

    /// <inheritdoc/>
    public void SuspendNode(string name) => throw NoNode();

    /// <inheritdoc/>
    public void ResumeNode(string name) => throw NoNode();

    private static MssException NoNode() => new(
        MssError.InvalidSetting, "This engine is no node of a cluster.", "Connect to a service that was started with Start-MSSService -Cluster.");

    /// <summary>Starts a server under the number that it had before.</summary>
    /// <exception cref="MssException">InvalidSetting, NotFound, AddressInUse or AccessDenied; nothing was started.</exception>
    internal MssServer StartServer(ServerDefinition definition, int id) => _servers.Start(definition, id);

    // Streams that somebody removed meanwhile have been stopped.
    private void StopAndWait(IReadOnlyList<int> ids)
    {
        List<StreamHost> streams = [.. Groups().SelectMany(g => g.Streams).Where(s => ids.Contains(s.Status.Id))];
        streams.ForEach(stream => stream.Stop());
        Task.WaitAll([.. streams.Select(stream => stream.Settled)]);
    }

    private static void End(List<GroupHost> groups)
    {
        foreach (StreamHost stream in groups.SelectMany(g => g.Streams))
        {
            stream.Stop();
        }

        Task.WaitAll([.. groups.Select(g => g.Completion)]);
    }

    // Of those that are suspended nobody is told: they have not ended.
    private async Task TellOfEndAsync(GroupHost group)
    {
        await group.Completion.ConfigureAwait(false);
        if (!group.IsSuspended)
        {
            GroupEnded?.Invoke(group.Started);
        }
    }

    private void RefuseIfSuspended()
    {
        if (_isSuspended)
        {
            throw new MssException(MssError.Unavailable, "The service is ending; nothing begins any more.", "Try again when it runs anew.");
        }
    }

    private StreamHost CreateStream(StreamDefinition definition, string name, int rendition, int id)
    {
        _lastId = id > _leastId ? Math.Max(_lastId, id) : _lastId; // lower ones are given by who sees to it that they are free
        NamedInput? input = definition.Inputs.Count > 0 ? new NamedInput(definition.Inputs[rendition]) : null;
        var status = new StreamStatus(id, name, rendition, definition, _time, Events);
        bool keepAlive = definition is { IsLive: true, KeepAlive: true };
        return new StreamHost(
            status,
            rendition,
            definition.InputTimeout is { } seconds and >= 0 ? TimeSpan.FromSeconds(seconds) : Timeout.InfiniteTimeSpan,
            keepAlive,
            () => input ?? _inputs.Find(name),
            (found, stop) => _inputs.TryOpen(found, _time, stop),
            _time);
    }

    private bool IsFinished(StreamDefinition definition, string? fingerprint) =>
        fingerprint is not null && Running(definition.Identity) is null && definition.PerOutput().All(output => Destinations.FinishedAs(output) == fingerprint);

    // Streams that never were: nobody can find them in the engine, and they have no numbers.
    private MssStream[] Untouched(StreamDefinition definition) =>
    [
        .. definition.LocalStreamNames.Select((name, rendition) =>
        {
            var status = new StreamStatus(id: 0, name, rendition, definition, _time);
            status.Enter(StreamState.Completed, "It is finished, and its files and settings are what they were: nothing was done.");
            return status.ToModel() with { PercentComplete = 100 };
        }),
    ];

    // Nobody sits before a script that waits for a mistyped path. A name is given to what may come, and so is a file that is followed.
    private static void RefuseMissing(StreamDefinition definition)
    {
        if (definition.IsLive || definition.InputTimeout is not null)
        {
            return;
        }

        foreach (LocalStreamDefinition input in definition.Inputs.Where(i => !i.Follow && !IsAddress(i.Source) && !Path.Exists(i.Source)))
        {
            MssException absence = AbsentInput.Explain(input.Name, new NamedInput(input));
            throw new MssException(
                absence.Code, absence.Message, "Check the path, or give -Timeout with the seconds to wait for the file.");
        }
    }

    // Under the lock. The group, where it runs with the same definition.
    private GroupHost? RunningAs(StreamDefinition definition)
    {
        if (_groups.Find(g => !g.IsOver && !g.IsSuspended && g.Definition.Identity == definition.Identity) is not { } running)
        {
            return null;
        }

        DefinitionDifference.RefuseOther(running.Asked, definition);
        return running;
    }

    private void RefuseGroupInUse(StreamDefinition definition)
    {
        foreach (Opening opening in _openings)
        {
            RefuseWithin(definition, opening.Definition);
        }

        foreach (GroupHost group in _groups.Where(g => !g.IsOver))
        {
            RefuseWithin(definition, group.Definition);
        }
    }

    private static void RefuseWithin(StreamDefinition definition, StreamDefinition other)
    {
        if (definition.Push.FindShared(other.Push) is { } point)
        {
            throw new MssException(
                MssError.GroupInUse,
                $"The running group '{other.GroupName}' pushes to '{PushDefinition.Shown(point)}' already.",
                "Stop that group first, or give another -PublishingPoint or -EventId.");
        }

        if (definition.FindOverlap(other) is (string folder, string taken))
        {
            throw new MssException(
                MssError.GroupInUse, $"'{folder}' is in use by the running group '{other.GroupName}' in '{taken}'.");
        }
    }

    // Waits for those that are being opened, so that none begins behind the end.
    private List<GroupHost> OpenedGroups()
    {
        Task[] openings;
        lock (_lock)
        {
            openings = [.. _openings.Select(o => o.Over.Task)];
        }

        Task.WaitAll(openings);
        return Groups();
    }

    private List<GroupHost> Groups()
    {
        lock (_lock)
        {
            return [.. _groups];
        }
    }

    private GroupHost? Find(GroupIdentity identity) =>
        Groups().FirstOrDefault(g => g.Definition.Identity == identity && g.Remembered.Count > 0);

    private (GroupHost Group, StreamHost Stream) Find(int id)
    {
        foreach (GroupHost group in Groups())
        {
            if (group.Remembered.FirstOrDefault(s => s.Status.Id == id) is { } stream)
            {
                return (group, stream);
            }
        }

        throw new MssException(MssError.NotFound, $"There is no stream {id}.");
    }

    /// <summary>A group whose folder is taken and being read, erased, or made.</summary>
    private sealed record Opening(StreamDefinition Definition)
    {
        public TaskCompletionSource Over { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

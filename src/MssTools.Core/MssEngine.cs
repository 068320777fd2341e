using System.Runtime.CompilerServices;
using MssTools.Core.Checks;
using MssTools.Core.Checks.Reports;
using MssTools.Core.Clips;
using MssTools.Core.Exports;
using MssTools.Core.Origin;
using MssTools.Core.Origin.Exports;
using MssTools.Core.Outputs.Folder;
using MssTools.Core.Repairs;
using MssTools.Core.Stored;
using MssTools.Core.Streams;

namespace MssTools.Core;

/// <summary>
/// The packaging engine: local streams go in, groups come out. All members can be called from any thread; streams
/// run in the background of the process, whoever started them.
/// </summary>
public sealed class MssEngine
{
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly LocalStreamRegistry _inputs = new();
    private readonly IngestRegistry _ingests;
    private readonly List<GroupHost> _groups = [];
    private readonly List<Opening> _openings = [];
    private readonly PointRegistry _points;
    private readonly ServerRegistry _servers;
    private int _lastId;

    /// <summary>Makes an engine without streams.</summary>
    /// <param name="time">The clock that live streams keep to.</param>
    public MssEngine(TimeProvider time)
    {
        (_time, _ingests) = (time, new IngestRegistry(_inputs, time));
        _points = new PointRegistry(_inputs, Start, StopAndWait, time);
        _servers = new ServerRegistry(_points.On, time);
    }

    /// <summary>The engine of this process.</summary>
    public static MssEngine Current { get; } = new(TimeProvider.System);

    /// <summary>True for the address of an input, false for a path.</summary>
    public static bool IsAddress(string source) => LocalStreamRegistry.IsAddress(source);

    /// <summary>An input as people may see it: with stars in the place of passwords, tokens and stream keys.</summary>
    public static string Shown(string source) => LocalStreamRegistry.Shown(source);

    /// <summary>Names an input, which need not exist yet.</summary>
    /// <param name="definition">The source is a full path or an address; one with stars, as it was shown, is that of the name.</param>
    /// <exception cref="MssException">
    /// AlreadyExists: the name stands for another input; NotImplemented: an address that nothing can read.
    /// </exception>
    /// <returns>What it looks like now.</returns>
    public LocalStream AddLocalStream(LocalStreamDefinition definition) => _inputs.Add(definition);

    /// <summary>The named inputs.</summary>
    public IReadOnlyList<LocalStream> GetLocalStreams() => _inputs.List();

    /// <summary>Forgets a named input; streams that read it go on.</summary>
    /// <returns>False if there is none of that name.</returns>
    public bool RemoveLocalStream(string name) => _inputs.Remove(name);

    /// <summary>Opens a port that encoders push to over RTMP or RTMPS; what they push becomes local streams.</summary>
    /// <param name="definition">Where, and who may.</param>
    /// <exception cref="MssException">A setting is refused, or the port cannot be opened.</exception>
    public MssIngest StartIngest(IngestDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        return _ingests.Start(definition);
    }

    /// <summary>Snapshots of the ports that encoders push to.</summary>
    public IReadOnlyList<MssIngest> GetIngests() => _ingests.List();

    /// <summary>Closes a port; what is published there ends.</summary>
    /// <exception cref="MssException">NotFound.</exception>
    public void StopIngest(int port) => _ingests.Stop(port);

    /// <summary>Starts the streams of a group, which wait for their inputs where these do not exist yet.</summary>
    /// <param name="definition">What to package, and how.</param>
    /// <returns>One snapshot per local stream.</returns>
    /// <exception cref="MssException">A setting or the target is refused; nothing was started.</exception>
    public IReadOnlyList<MssStream> Start(StreamDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        definition.Validate();
        foreach (LocalStreamDefinition input in definition.Inputs)
        {
            LocalStreamRegistry.CheckSource(input);
        }

        RefuseMissing(definition);

        // The folder is taken under the lock and read outside it: others must not wait for a slow disk.
        var opening = new Opening(definition);
        StreamHost[] streams;
        lock (_lock)
        {
            RefuseGroupInUse(definition);
            streams =
            [
                .. definition.LocalStreamNames.Select((name, i) => CreateStream(definition, name, i)),
            ];
            _openings.Add(opening);
        }

        GroupHost? group = null;
        try
        {
            group = new GroupHost(definition, streams, _time);
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

        return [.. streams.Select(group.ToModel)];
    }

    /// <summary>What a group has on disk in one of its folders, and what CleanupDestination deletes there.</summary>
    /// <param name="output">One of <see cref="StreamDefinition.PerOutput"/>.</param>
    /// <exception cref="MssException">SinkFailed: the folder cannot be read.</exception>
    public static (int Manifests, int Fragments) CountFiles(StreamDefinition output) => GroupEraser.Count(output);

    /// <summary>Snapshots of all streams, running or ended, that were not removed.</summary>
    public IReadOnlyList<MssStream> GetStreams() =>
        [.. Groups().SelectMany(g => g.Remembered.Select(g.ToModel))];

    /// <summary>Snapshots of all groups that were not removed.</summary>
    public IReadOnlyList<MssGroup> GetGroups() =>
        [.. Groups().Where(g => g.Remembered.Count > 0).Select(g => g.ToModel())];

    /// <summary>What a group was made with, secrets included, so that it can be started again; null: it was removed, or never was.</summary>
    public StreamDefinition? GetDefinition(GroupIdentity identity) => Find(identity)?.Definition;

    /// <summary>Asks a stream to publish what it holds and to end. Returns at once.</summary>
    /// <exception cref="MssException">NotFound.</exception>
    public void Stop(int id) => Find(id).Stream.Stop();

    /// <summary>Waits until everything that a stream delivers is published, or the time is over.</summary>
    /// <returns>True if the stream has ended.</returns>
    /// <exception cref="MssException">NotFound.</exception>
    /// <exception cref="OperationCanceledException">The caller's token was cancelled; the stream goes on.</exception>
    public bool WaitForEnd(int id, TimeSpan timeout, CancellationToken cancellationToken) =>
        Find(id).Stream.Settled.Wait(timeout, cancellationToken);

    /// <summary>Ends a stream and forgets it. What it published stays.</summary>
    /// <exception cref="MssException">NotFound.</exception>
    public void Remove(int id)
    {
        (GroupHost group, StreamHost stream) = Find(id);
        stream.Stop();
        lock (_lock)
        {
            group.Forget(stream); // the group itself stays until it is closed: Shutdown waits for it
        }
    }

    /// <summary>
    /// Ends the streams of a group and forgets it. It is remembered where files are left that should go: who calls again goes
    /// on with them.
    /// </summary>
    /// <param name="identity">Which group.</param>
    /// <param name="deleteFile">
    /// True to delete the manifest, the fragments, and the folders that are empty then.
    /// </param>
    /// <param name="cancellationToken">Ends the wait for the streams, or the deletion between two files.</param>
    /// <returns>How many files are left because the token was cancelled.</returns>
    /// <exception cref="MssException">NotFound, or SinkFailed where files cannot be deleted.</exception>
    /// <exception cref="OperationCanceledException">The streams have not ended yet; no file was deleted.</exception>
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
                left += GroupEraser.Erase(output, cancellationToken);
            }
            catch (MssException failure)
            {
                refusal ??= failure;
            }
        }

        return refusal is null ? left : throw refusal;
    }

    /// <summary>
    /// Makes a stretch of a group, running or not, a recorded group of its own. The group goes on meanwhile.
    /// </summary>
    /// <param name="definition">What to save, and where.</param>
    /// <param name="progress">Called with the fragments that are stored and with how many there are, on the caller's thread.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="MssException">A setting, the group or the target is refused, or a fragment is gone; nothing of the clip is left.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; nothing of the clip is left.</exception>
    public MssClip SaveClip(ClipDefinition definition, Action<int, int> progress, CancellationToken cancellationToken)
    {
        var saver = ClipSaver.Prepare(definition);
        return Occupying(saver.Target, () => saver.Save(progress, cancellationToken));
    }

    /// <summary>How many renditions a file has: one, unless it is the server manifest of a presentation.</summary>
    /// <param name="path">Full path.</param>
    /// <exception cref="MssException">It is a server manifest that cannot be used.</exception>
    public static int CountRenditions(string path) => LocalStreamRegistry.CountRenditions(path);

    /// <summary>Makes files of a group, running or not: a presentation for servers, or files for players. The group goes on meanwhile.</summary>
    /// <param name="definition">What to export, and where.</param>
    /// <param name="progress">Called with the fragments that are done and with how many there are, on the caller's thread.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="MssException">A setting, the group or the destination is refused, or a fragment is gone; nothing is left.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; nothing is left.</exception>
    public static MssExport Export(ExportDefinition definition, Action<int, int> progress, CancellationToken cancellationToken) =>
        GroupExporter.Prepare(definition).Export(progress, cancellationToken);

    /// <summary>
    /// Rebuilds the manifest of a group in a folder from its fragments, whoever made it. Fragments are never changed or deleted, and the old
    /// manifest is kept beside the new one.
    /// </summary>
    /// <param name="definition">Which group, and what is known of it.</param>
    /// <param name="isWanted">Asked, where a repair is needed, with what it would do; false: nothing is changed.</param>
    /// <param name="progress">Called with the fragments that were looked at and with how many there are, on the caller's thread.</param>
    /// <param name="cancellationToken">Ends the work; nothing is changed then.</param>
    /// <returns>What was found, and whether anything was changed.</returns>
    /// <exception cref="MssException">
    /// NotFound, NoMedia, Unsupported, MalformedInput or InvalidSetting: nothing can be made of what is there; GroupInUse, AccessDenied,
    /// SourceFailed or SinkFailed. Nothing was changed.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public MssRepair Repair(
        RepairDefinition definition, Func<MssRepair, bool> isWanted, Action<int, int> progress, CancellationToken cancellationToken)
    {
        var repairer = GroupRepairer.Open(definition, _time, cancellationToken);
        return Occupying(repairer.Target, () => repairer.Repair(isWanted, progress, cancellationToken));
    }

    /// <summary>Says in what two groups are not alike, whoever made them: settings, times, and each fragment that both list.</summary>
    /// <param name="definition">The groups.</param>
    /// <param name="cancellationToken">Ends the comparison.</param>
    /// <returns>The differences, each as soon as it is found; none where the groups are alike.</returns>
    /// <exception cref="MssException">
    /// InvalidSetting, NotFound, MalformedInput, SourceFailed or TimedOut: a manifest, or a place that cannot be reached.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
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
        new(address is null ? FolderPlace.Of(path ?? "") : new HttpPlace(address, _time, patience));

    /// <summary>Starts to serve the groups below a folder over HTTP.</summary>
    /// <exception cref="MssException">InvalidSetting, NotFound, AddressInUse or AccessDenied; nothing was started.</exception>
    public MssServer StartServer(ServerDefinition definition) => _servers.Start(definition);

    /// <summary>Snapshots of the running servers.</summary>
    public IReadOnlyList<MssServer> GetServers() => _servers.List();

    /// <summary>Stops a server and its publishing points. Answers that are being sent have two seconds to end.</summary>
    /// <exception cref="MssException">NotFound.</exception>
    public void StopServer(int id)
    {
        _points.RemoveAll(id);
        _servers.Stop(id);
    }

    /// <summary>Makes a publishing point on a running server: encoders POST to it, and what they send becomes a live group.</summary>
    /// <exception cref="MssException">InvalidSetting, NotFound: there is no such server, or AlreadyExists: the name is taken.</exception>
    public MssPublishingPoint AddPoint(PointDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        MssServer server = _servers.List().FirstOrDefault(s => s.Id == definition.ServerId)
            ?? throw new MssException(MssError.NotFound, $"There is no server {definition.ServerId}.", "Get-MSSServer lists what runs; Start-MSSServer starts one.");
        return _points.Add(definition, server);
    }

    /// <summary>Snapshots of the publishing points.</summary>
    public IReadOnlyList<MssPublishingPoint> GetPoints() => _points.List();

    /// <summary>Ends the broadcast of a publishing point; encoders are refused until <see cref="StartPoint"/>.</summary>
    /// <exception cref="MssException">NotFound.</exception>
    public void StopPoint(int serverId, string name) => _points.Close(serverId, name);

    /// <summary>Has a publishing point that was stopped take encoders again.</summary>
    /// <exception cref="MssException">NotFound.</exception>
    public void StartPoint(int serverId, string name) => _points.Open(serverId, name);

    /// <summary>Ends the broadcast of a publishing point and forgets it. What it published stays.</summary>
    /// <exception cref="MssException">NotFound.</exception>
    public void RemovePoint(int serverId, string name) => _points.Remove(serverId, name);

    /// <summary>A configuration by which another web server serves a folder as ours does.</summary>
    /// <param name="kind">The web server.</param>
    /// <param name="root">Full path of the folder; its groups are looked at.</param>
    /// <param name="port">The port to listen on.</param>
    /// <param name="origin">Our server, which is asked for what is not there; null: nobody is.</param>
    /// <exception cref="MssException">NotFound or InvalidSetting.</exception>
    public string ExportServerConfig(ServerConfigKind kind, string root, int port, Uri? origin = null) =>
        ServerConfig.Write(kind, root, port, origin, _time);

    /// <summary>Checks a Smooth Streaming presentation in a folder or behind HTTP, whoever made it.</summary>
    /// <param name="definition">Which, and for what.</param>
    /// <param name="cancellationToken">Ends the check.</param>
    /// <returns>What is found, each as soon as it is.</returns>
    /// <exception cref="MssException">
    /// InvalidSetting; NotFound: there is no manifest; SourceFailed or TimedOut: the place cannot be reached.
    /// </exception>
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
    /// Ends all streams and waits until everything is published; then ends the servers. Ports are closed, local streams
    /// forgotten.
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
        lock (_lock)
        {
            _groups.Clear();
        }
    }

    /// <summary>
    /// Ends the live streams at the end of the process. Recordings that are not finished are left without a manifest:
    /// one that lists half a film would pass for the whole.
    /// </summary>
    public void ShutdownLive() => End(OpenedGroups().FindAll(g => g.Definition.IsLive));

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

    private StreamHost CreateStream(StreamDefinition definition, string name, int rendition)
    {
        NamedInput? input = definition.Inputs.Count > 0 ? new NamedInput(definition.Inputs[rendition]) : null;
        var status = new StreamStatus(++_lastId, name, rendition, definition, _time);
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

namespace MssTools;

/// <summary>
/// What a packaging engine can be told: the one list of operations. The engine of the session has them, and a service, which is reached through its
/// control interface; cmdlets see no difference. All members can be called from any thread.
/// </summary>
public interface IMssEngine
{
    /// <summary>The service, as Connect-MSSService names it; empty: the engine of this process.</summary>
    string Service { get; }

    /// <summary>True where its paths are those of this machine.</summary>
    bool IsHere { get; }

    /// <summary>Names an input, which need not exist yet.</summary>
    /// <param name="definition">The source is a full path or an address; one with stars, as it was shown, is that of the name.</param>
    /// <exception cref="MssException">
    /// AlreadyExists: the name stands for another input; NotImplemented: an address that nothing can read.
    /// </exception>
    /// <returns>What it looks like now.</returns>
    LocalStream AddLocalStream(LocalStreamDefinition definition);

    /// <summary>What happens from now on, as it happens. Who reads too slowly misses some, and is told how many.</summary>
    /// <param name="listens">Called once, when what happens is heard: nothing that happens after that is missed for the way to a service.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="MssException">A service cannot be reached, or is heard no more.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    IAsyncEnumerable<MssEvent> WatchAsync(Action listens, CancellationToken cancellationToken);

    /// <summary>Has a webhook or a file get what happens from now on. One that is there with the same definition is left alone.</summary>
    /// <param name="definition">Which, and of what.</param>
    /// <exception cref="MssException">
    /// InvalidSetting; AlreadyExists: the name or the file is taken; NotFound, AccessDenied or SinkFailed: the file cannot be written.
    /// </exception>
    MssEventReceiver AddReceiver(EventReceiverDefinition definition);

    /// <summary>Snapshots of the receivers of events, by name.</summary>
    IReadOnlyList<MssEventReceiver> GetReceivers();

    /// <summary>Ends a receiver and forgets it. What waits for it has two seconds.</summary>
    /// <exception cref="MssException">NotFound.</exception>
    void RemoveReceiver(string name);

    /// <summary>Has a receiver be as defined: makes it, or makes it anew, which loses what waits for it.</summary>
    /// <param name="wanted">What is to be.</param>
    /// <param name="isPlan">True to say only what would be done.</param>
    /// <exception cref="MssException">As of <see cref="AddReceiver"/>.</exception>
    MssChange Ensure(EventReceiverDefinition wanted, bool isPlan);

    /// <summary>The named inputs.</summary>
    IReadOnlyList<LocalStream> GetLocalStreams();

    /// <summary>Forgets a named input; streams that read it go on.</summary>
    /// <returns>False if there is none of that name.</returns>
    bool RemoveLocalStream(string name);

    /// <summary>Opens a port that encoders push to over RTMP or RTMPS; what they push becomes local streams.</summary>
    /// <param name="definition">Where, and who may.</param>
    /// <exception cref="MssException">A setting is refused, or the port cannot be opened.</exception>
    MssIngest StartIngest(IngestDefinition definition);

    /// <summary>Snapshots of the ports that encoders push to.</summary>
    IReadOnlyList<MssIngest> GetIngests();

    /// <summary>Closes a port; what is published there ends.</summary>
    /// <exception cref="MssException">NotFound.</exception>
    void StopIngest(int port);

    /// <summary>
    /// Starts the streams of a group, which wait for their inputs where these do not exist yet. A group that runs with the same definition is left
    /// alone.
    /// </summary>
    /// <param name="definition">What to package, and how.</param>
    /// <returns>One snapshot per local stream.</returns>
    /// <exception cref="MssException">
    /// A setting or the target is refused, or GroupInUse: the group runs with another definition; nothing was started.
    /// </exception>
    IReadOnlyList<MssStream> Start(StreamDefinition definition);

    /// <summary>Has a named input be as defined: names it, or has the name stand for the new one. Streams that read it go on.</summary>
    /// <param name="wanted">What is to be.</param>
    /// <param name="isPlan">True to say only what would be done.</param>
    /// <exception cref="MssException">As of <see cref="AddLocalStream"/>.</exception>
    MssChange Ensure(LocalStreamDefinition wanted, bool isPlan);

    /// <summary>Has a port be as defined: opens it, or opens it anew, and encoders have to connect again.</summary>
    /// <param name="wanted">What is to be.</param>
    /// <param name="isPlan">True to say only what would be done.</param>
    /// <exception cref="MssException">As of <see cref="StartIngest"/>.</exception>
    MssChange Ensure(IngestDefinition wanted, bool isPlan);

    /// <summary>Has a server be as defined, by its address and port: starts it, or starts it anew under the same number.</summary>
    /// <param name="wanted">What is to be.</param>
    /// <param name="isPlan">True to say only what would be done.</param>
    /// <exception cref="MssException">As of <see cref="StartServer"/>.</exception>
    MssChange Ensure(ServerDefinition wanted, bool isPlan);

    /// <summary>Has a publishing point be as defined: makes it, or makes it anew, which ends its broadcast.</summary>
    /// <param name="wanted">What is to be.</param>
    /// <param name="isPlan">True to say only what would be done.</param>
    /// <exception cref="MssException">As of <see cref="AddPoint"/>.</exception>
    MssChange Ensure(PointDefinition wanted, bool isPlan);

    /// <summary>
    /// Has a group be as defined: starts it, or changes it. Window and retention of a rolling group change while it runs, and so do the bit rates of a
    /// live one that has them all given and is not pushed: from one time on they name what is written. With other settings a live group stays live and goes
    /// on with its next fragment.
    /// </summary>
    /// <param name="wanted">What is to be.</param>
    /// <param name="isPlan">True to say only what would be done.</param>
    /// <exception cref="MssException">As of <see cref="Start"/>; what ran goes on.</exception>
    MssChange Ensure(StreamDefinition wanted, bool isPlan);

    /// <summary>What the engine was told, with stars in the place of secrets. Recordings that are done are no part of it.</summary>
    MssConfiguration GetConfiguration();

    /// <summary>Snapshots of all streams, running or ended, that were not removed.</summary>
    IReadOnlyList<MssStream> GetStreams();

    /// <summary>Snapshots of all groups that were not removed.</summary>
    IReadOnlyList<MssGroup> GetGroups();

    /// <summary>
    /// What a group was made with, so that it can be started again; null: it was removed, or never was. A service gives it with stars in the
    /// place of secrets, and knows what they stand for.
    /// </summary>
    StreamDefinition? GetDefinition(GroupIdentity identity);

    /// <summary>Asks a stream to publish what it holds and to end. Returns at once.</summary>
    /// <exception cref="MssException">NotFound.</exception>
    void StopStream(int id);

    /// <summary>Waits until everything that a stream delivers is published, or the time is over.</summary>
    /// <returns>True if the stream has ended.</returns>
    /// <exception cref="MssException">NotFound.</exception>
    /// <exception cref="OperationCanceledException">The caller's token was cancelled; the stream goes on.</exception>
    bool WaitForEnd(int id, TimeSpan timeout, CancellationToken cancellationToken);

    /// <summary>Ends a stream and forgets it. What it published stays.</summary>
    /// <exception cref="MssException">NotFound.</exception>
    void Remove(int id);

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
    int RemoveGroup(GroupIdentity identity, bool deleteFile, CancellationToken cancellationToken);

    /// <summary>What a group has on disk in one of its folders, and what CleanupDestination deletes there.</summary>
    /// <param name="output">One of <see cref="StreamDefinition.PerOutput"/>.</param>
    /// <exception cref="MssException">SinkFailed: the folder cannot be read.</exception>
    GroupFiles CountFiles(StreamDefinition output);

    /// <summary>How many renditions a file has: one, unless it is the server manifest of a presentation.</summary>
    /// <param name="path">Full path.</param>
    /// <exception cref="MssException">It is a server manifest that cannot be used.</exception>
    int CountRenditions(string path);

    /// <summary>Starts to serve the groups below a folder over HTTP.</summary>
    /// <exception cref="MssException">InvalidSetting, NotFound, AddressInUse or AccessDenied; nothing was started.</exception>
    MssServer StartServer(ServerDefinition definition);

    /// <summary>Snapshots of the running servers.</summary>
    IReadOnlyList<MssServer> GetServers();

    /// <summary>Stops a server and its publishing points. Answers that are being sent have two seconds to end.</summary>
    /// <exception cref="MssException">NotFound.</exception>
    void StopServer(int id);

    /// <summary>Makes a publishing point on a running server: encoders POST to it, and what they send becomes a live group.</summary>
    /// <exception cref="MssException">InvalidSetting, NotFound: there is no such server, or AlreadyExists: the name is taken.</exception>
    MssPublishingPoint AddPoint(PointDefinition definition);

    /// <summary>Snapshots of the publishing points.</summary>
    IReadOnlyList<MssPublishingPoint> GetPoints();

    /// <summary>Ends the broadcast of a publishing point; encoders are refused until <see cref="StartPoint"/>.</summary>
    /// <exception cref="MssException">NotFound.</exception>
    void StopPoint(int serverId, string name);

    /// <summary>Has a publishing point that was stopped take encoders again.</summary>
    /// <exception cref="MssException">NotFound.</exception>
    void StartPoint(int serverId, string name);

    /// <summary>Ends the broadcast of a publishing point and forgets it. What it published stays.</summary>
    /// <exception cref="MssException">NotFound.</exception>
    void RemovePoint(int serverId, string name);

    /// <summary>
    /// Makes a stretch of a group, running or not, a recorded group of its own. The group goes on meanwhile.
    /// </summary>
    /// <param name="definition">What to save, and where.</param>
    /// <param name="progress">Called with the fragments that are stored and with how many there are, on the caller's thread.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="MssException">A setting, the group or the target is refused, or a fragment is gone; nothing of the clip is left.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; nothing of the clip is left.</exception>
    MssClip SaveClip(ClipDefinition definition, Action<int, int> progress, CancellationToken cancellationToken);

    /// <summary>Makes files of a group, running or not: a presentation for servers, or files for players. The group goes on meanwhile.</summary>
    /// <param name="definition">What to export, and where.</param>
    /// <param name="progress">Called with the fragments that are done and with how many there are, on the caller's thread.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="MssException">A setting, the group or the destination is refused, or a fragment is gone; nothing is left.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; nothing is left.</exception>
    MssExport Export(ExportDefinition definition, Action<int, int> progress, CancellationToken cancellationToken);

    /// <summary>Measures how many live channels the machine takes, and how fast it packages recordings, by doing both. It loads the machine meanwhile.</summary>
    /// <param name="definition">What is tried, where, and for how long.</param>
    /// <param name="progress">Called with the seconds that passed and with how many there are, on the caller's thread.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="MssException">A setting or the folder is refused, or not one channel could be stored; nothing is left.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; nothing is left.</exception>
    MssCapacity MeasureCapacity(CapacityDefinition definition, Action<int, int> progress, CancellationToken cancellationToken);

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
    MssRepair Repair(
        RepairDefinition definition, Func<MssRepair, bool> isWanted, Action<int, int> progress, CancellationToken cancellationToken);

    /// <summary>Says in what two groups are not alike, whoever made them: settings, times, and each fragment that both list.</summary>
    /// <param name="definition">The groups.</param>
    /// <param name="cancellationToken">Ends the comparison.</param>
    /// <returns>The differences, each as soon as it is found; none where the groups are alike.</returns>
    /// <exception cref="MssException">
    /// InvalidSetting, NotFound, MalformedInput, SourceFailed or TimedOut: a manifest, or a place that cannot be reached.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    IAsyncEnumerable<MssDifference> CompareAsync(CompareDefinition definition, CancellationToken cancellationToken);

    /// <summary>Checks a Smooth Streaming presentation in a folder or behind HTTP, whoever made it.</summary>
    /// <param name="definition">Which, and for what.</param>
    /// <param name="cancellationToken">Ends the check.</param>
    /// <returns>What is found, each as soon as it is.</returns>
    /// <exception cref="MssException">
    /// InvalidSetting; NotFound: there is no manifest; SourceFailed or TimedOut: the place cannot be reached.
    /// </exception>
    IAsyncEnumerable<MssFinding> CheckAsync(CheckDefinition definition, CancellationToken cancellationToken);

    /// <summary>Snapshots of the nodes of the cluster, by name; an engine without one is a node by itself.</summary>
    IReadOnlyList<MssNode> GetNodes();

    /// <summary>Has a group go on at another node, with its next fragment.</summary>
    /// <param name="identity">Which group.</param>
    /// <param name="node">Name of the node; null: the one that suits best.</param>
    /// <returns>Name of the node that has it now.</returns>
    /// <exception cref="MssException">
    /// NotFound: no such group or node; InvalidSetting: the engine is no node, the group is a recording, or the node takes it not; Unavailable: the
    /// cluster's store or the node does not answer.
    /// </exception>
    string MoveGroup(GroupIdentity identity, string? node);

    /// <summary>Has a node take no groups any more, also after its next start. What it has goes on elsewhere, and recordings end where they are.</summary>
    /// <exception cref="MssException">NotFound: no such node; InvalidSetting: the engine is no node; Unavailable.</exception>
    void SuspendNode(string name);

    /// <summary>Has a node take groups again.</summary>
    /// <exception cref="MssException">As of <see cref="SuspendNode"/>.</exception>
    void ResumeNode(string name);

    /// <summary>A configuration by which another web server serves a folder as ours does.</summary>
    /// <param name="kind">The web server.</param>
    /// <param name="root">Full path of the folder; its groups are looked at.</param>
    /// <param name="port">The port to listen on.</param>
    /// <param name="origin">Our server, which is asked for what is not there; null: nobody is.</param>
    /// <exception cref="MssException">NotFound or InvalidSetting.</exception>
    string ExportServerConfig(ServerConfigKind kind, string root, int port, Uri? origin = null);
}

/// <summary>What a group has in one of its folders.</summary>
/// <param name="Manifests">How many manifests.</param>
/// <param name="Fragments">How many fragments.</param>
public readonly record struct GroupFiles(int Manifests, int Fragments);

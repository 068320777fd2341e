using MssTools.Core.Services;
using static MssTools.Cluster.ClusterCalls;
using static MssTools.Core.Services.Operations;

namespace MssTools.Cluster;

/// <summary>
/// The cluster as an engine: what the control interface of a node tells. What runs, what nodes share and what happens is that of all nodes; work on files is
/// done by the node that is asked.
/// </summary>
internal sealed class ClusterEngine : IServiceEngine
{
    private static readonly TimeSpan s_moving = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(0.25);

    private readonly Node _node;
    private readonly Cluster _cluster;
    private readonly ClusterCalls _calls;
    private readonly SharedEngine _shared;
    private readonly AbsentGroups _absent;

    /// <param name="node">This node.</param>
    /// <param name="cluster">Reaches the others.</param>
    public ClusterEngine(Node node, Cluster cluster)
    {
        (_node, _cluster, _calls) = (node, cluster, new ClusterCalls(node, cluster));
        (_shared, _absent) = (new SharedEngine(node, cluster, _calls), new AbsentGroups(node, cluster, _calls));
    }

    /// <inheritdoc/>
    public string Service => "";

    /// <inheritdoc/>
    public bool IsHere => true;

    /// <summary>True when the node is one of the cluster.</summary>
    public bool HasJoined { get; set; }

    private RememberingEngine Own => _node.Own;

    // What is told must reach all.
    private SharedEngine Shared
    {
        get
        {
            Demand();
            return _shared;
        }
    }

    /// <inheritdoc/>
    public MssService GetService()
    {
        MssService own = Own.GetService() with { NodeName = _node.Name };
        if (!HasJoined)
        {
            return own;
        }

        MssPending[] pending = [.. PendingOfNodes(), .. _absent.Pending(), .. SilentNodes()];
        return own with { Pending = pending, State = own.State == MssServiceState.Running && pending.Length > 0 ? MssServiceState.Degraded : own.State };
    }

    /// <inheritdoc/>
    public void StopService() => Own.StopService();

    /// <inheritdoc/>
    public LocalStream AddLocalStream(LocalStreamDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        return Shared.AddLocalStream(definition);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<MssEvent> WatchAsync(Action listens, CancellationToken cancellationToken) =>
        HasJoined ? new EventsEverywhere(_node, _cluster, _calls).WatchAsync(listens, cancellationToken) : Own.WatchAsync(listens, cancellationToken);

    /// <inheritdoc/>
    public MssEventReceiver AddReceiver(EventReceiverDefinition definition) => Shared.AddReceiver(definition);

    /// <inheritdoc/>
    public IReadOnlyList<MssEventReceiver> GetReceivers() => HasJoined ? _shared.GetReceivers() : Own.GetReceivers();

    /// <inheritdoc/>
    public void RemoveReceiver(string name) => Shared.RemoveReceiver(name);

    /// <inheritdoc/>
    public MssChange Ensure(EventReceiverDefinition wanted, bool isPlan) => Shared.Ensure(wanted, isPlan);

    /// <inheritdoc/>
    public IReadOnlyList<LocalStream> GetLocalStreams() => Own.GetLocalStreams();

    /// <inheritdoc/>
    public bool RemoveLocalStream(string name) => Shared.RemoveLocalStream(name);

    /// <inheritdoc/>
    public MssIngest StartIngest(IngestDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        return Shared.StartIngest(definition);
    }

    /// <inheritdoc/>
    public IReadOnlyList<MssIngest> GetIngests() => HasJoined ? _shared.GetIngests() : Own.GetIngests();

    /// <inheritdoc/>
    public void StopIngest(int port) => Shared.StopIngest(port);

    /// <inheritdoc/>
    public IReadOnlyList<MssStream> Start(StreamDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        Demand();
        definition = Unmasking.Of(definition, Known(definition.Identity));
        definition.Validate();
        string key = Cluster.KeyOf(definition.Identity);
        Catalog catalog = _calls.Read();
        if (catalog.Groups.TryGetValue(key, out GroupEntry? there) && EntryOf(key) is { } running)
        {
            DefinitionDifference.RefuseOther((StreamDefinition)running.Definition, definition);
            return StreamsOf(key, there);
        }

        if (_node.Engine.FindFinished(definition) is { } finished)
        {
            return finished;
        }

        RefuseUnsuited(definition.NodeLabels);
        byte[] entry = new StateEntry(StateKind.Group, key, definition).Write(_node.Seal);
        MssStream[] streams = Ask(async () =>
        {
            RequestContext.Set(GroupPlacementDirector.LabelKey, definition.NodeLabels.ToArray());
            MssStream[] begun = await StartAsync() ?? await StartAsync() ?? throw Placement.Unsuited(definition.NodeLabels, MssError.Unavailable);
            string at = (await _cluster.Group(key).ReportAsync()).Node;
            return begun.Select(stream => stream with { Node = at }).ToArray();
        });
        _calls.Refresh();
        return streams.Length == 0 && _node.View.Catalog.Groups.TryGetValue(key, out GroupEntry? told) ? StreamsOf(key, told) : streams;

        async Task<MssStream[]?> StartAsync() => (await _cluster.Group(key).StartAsync(entry)).Read<MssStream[]?>();
    }

    // What has no node now is told of, too.
    private MssStream[] StreamsOf(string key, GroupEntry group)
    {
        MssStream[] listed = [.. GetStreams().Where(stream => group.Ids.Contains(stream.Id))];
        return listed.Length > 0 ? listed : [.. _absent.StreamsOf(key, group)];
    }

    /// <inheritdoc/>
    public MssChange Ensure(LocalStreamDefinition wanted, bool isPlan) => Shared.Ensure(wanted, isPlan);

    /// <inheritdoc/>
    public MssChange Ensure(IngestDefinition wanted, bool isPlan) => Shared.Ensure(wanted, isPlan);

    /// <inheritdoc/>
    public MssChange Ensure(ServerDefinition wanted, bool isPlan) => Shared.Ensure(wanted, isPlan);

    /// <inheritdoc/>
    public MssChange Ensure(PointDefinition wanted, bool isPlan) => Shared.Ensure(wanted, isPlan);

    /// <inheritdoc/>
    public MssChange Ensure(StreamDefinition wanted, bool isPlan)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        Demand();
        wanted = Unmasking.Of(wanted, Known(wanted.Identity));
        wanted.Validate();
        string key = Cluster.KeyOf(wanted.Identity);
        if (!_calls.Read().Groups.TryGetValue(key, out GroupEntry? there))
        {
            bool isDone = !isPlan && Start(wanted).Count > 0;
            return new MssChange { Kind = "group", Name = key, Action = MssChangeAction.Start, IsDone = isDone };
        }

        RefuseUnsuited(wanted.NodeLabels);
        byte[] entry = new StateEntry(StateKind.Group, key, wanted) { Ids = there.Ids }.Write(_node.Seal);
        return Ask(async () => (await _cluster.Group(key).EnsureAsync(entry, isPlan)).Read<MssChange>());
    }

    /// <inheritdoc/>
    public MssConfiguration GetConfiguration()
    {
        if (!HasJoined)
        {
            return Own.GetConfiguration();
        }

        IEnumerable<StateEntry> groups = _calls.Read().Groups.Keys.Order(StringComparer.Ordinal).Select(EntryOf).OfType<StateEntry>();
        return KeptConfiguration.Of([.. Own.OwnEntries, .. _shared.Entries(), .. groups]);
    }

    /// <inheritdoc/>
    public IReadOnlyList<MssStream> GetStreams()
    {
        if (!HasJoined)
        {
            return Own.GetStreams();
        }

        MssStream[] running = [.. _calls.Gather(Operations.GetStreams).Select(found => found.Item with { Node = found.Node }).DistinctBy(stream => stream.Id)];
        return [.. running.Concat(_absent.StreamsBeside(running)).OrderBy(stream => stream.Id)];
    }

    /// <inheritdoc/>
    public IReadOnlyList<MssGroup> GetGroups()
    {
        if (!HasJoined)
        {
            return Own.GetGroups();
        }

        // What ended on one node, and was started again on another, is that of the other.
        IReadOnlyDictionary<string, GroupEntry> wanted = _node.View.Catalog.Groups;
        MssGroup[] running =
        [
            .. _calls.Gather(Operations.GetGroups)
                .Select(found => found.Item with { Node = found.Node, Streams = [.. found.Item.Streams.Select(stream => stream with { Node = found.Node })] })
                .GroupBy(group => Cluster.KeyOf(new GroupIdentity(group.GroupName, group.TargetFolder)))
                .Select(same => same.MaxBy(group =>
                    wanted.TryGetValue(same.Key, out GroupEntry? entry) && group.Streams.Any(stream => entry.Ids.Contains(stream.Id)) ? 1 : 0)!)
                .OrderBy(group => group.Streams.Select(stream => stream.Id).DefaultIfEmpty().Min()),
        ];
        return [.. running, .. _absent.GroupsBeside(running)];
    }

    /// <inheritdoc/>
    public StreamDefinition? GetDefinition(GroupIdentity identity) =>
        (HasJoined ? EntryOf(Cluster.KeyOf(identity))?.Definition as StreamDefinition : null) ?? Own.GetDefinition(identity);

    /// <inheritdoc/>
    public void StopStream(int id) => End(id, Operations.StopStream);

    /// <summary>Ends streams, and waits until all of them is published.</summary>
    /// <param name="ids">Their numbers; those that are not known have ended.</param>
    public void StopAndWait(IReadOnlyList<int> ids)
    {
        foreach (int id in ids)
        {
            IgnoreUnknown(() => StopStream(id));
        }

        foreach (int id in ids)
        {
            IgnoreUnknown(() => WaitForEnd(id, s_moving, CancellationToken.None));
        }

        static void IgnoreUnknown(Action act)
        {
            try
            {
                act();
            }
            catch (MssException gone) when (gone.Code == MssError.NotFound)
            {
                // It has ended, and is forgotten.
            }
        }
    }

    /// <inheritdoc/>
    public bool WaitForEnd(int id, TimeSpan timeout, CancellationToken cancellationToken)
    {
        long began = _node.Time.GetTimestamp();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            bool isIn = false;
            foreach (string at in NodesOf(id))
            {
                isIn = true;
                try
                {
                    if (_calls.Run(at, WaitForStream, new WaitArguments { Id = id, Seconds = Math.Min(LongestWait, Math.Max(0, Left())) }, cancellationToken).Value)
                    {
                        return true;
                    }
                }
                catch (MssException gone) when (gone.Code is MssError.NotFound or MssError.Unavailable)
                {
                    // It is on its way to another node.
                }
            }

            if (!isIn && !_calls.Read().Groups.Values.Any(group => group.Ids.Contains(id)))
            {
                throw NoStream(id);
            }

            if (Left() <= 0)
            {
                return false;
            }

            cancellationToken.WaitHandle.WaitOne(s_look);
        }

        double Left() => timeout == Timeout.InfiniteTimeSpan ? double.MaxValue : (timeout - _node.Time.GetElapsedTime(began)).TotalSeconds;
    }

    /// <inheritdoc/>
    public void Remove(int id) => End(id, RemoveStream);

    /// <inheritdoc/>
    public int RemoveGroup(GroupIdentity identity, bool deleteFile, CancellationToken cancellationToken)
    {
        Demand();
        string key = Cluster.KeyOf(identity);
        bool wasTold = _calls.Read().Groups.ContainsKey(key);
        if (wasTold)
        {
            Ask(() => _cluster.Group(key).ForgetAsync());
        }

        int left = 0;
        string[] holders = [.. _calls.Gather(Operations.GetGroups).Where(found => found.Item.GroupName == identity.GroupName && found.Item.TargetFolder == identity.TargetFolder).Select(found => found.Node).Distinct()];
        foreach (string holder in holders)
        {
            var request = new RemoveGroupArguments { GroupName = identity.GroupName, TargetFolder = identity.TargetFolder, DeleteFile = deleteFile };
            left += _calls.Run(holder, Operations.RemoveGroup, request, cancellationToken).Files;
        }

        return holders.Length > 0 || wasTold ? left : throw new MssException(MssError.NotFound, $"There is no group in '{identity}'.");
    }

    /// <inheritdoc/>
    public GroupFiles CountFiles(StreamDefinition output) => Own.CountFiles(output);

    /// <inheritdoc/>
    public int CountRenditions(string path) => Own.CountRenditions(path);

    /// <inheritdoc/>
    public MssServer StartServer(ServerDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        return Shared.StartServer(definition);
    }

    /// <inheritdoc/>
    public IReadOnlyList<MssServer> GetServers() => HasJoined ? _shared.GetServers() : Own.GetServers();

    /// <inheritdoc/>
    public void StopServer(int id) => Shared.StopServer(id);

    /// <inheritdoc/>
    public MssPublishingPoint AddPoint(PointDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        return Shared.AddPoint(definition);
    }

    /// <inheritdoc/>
    public IReadOnlyList<MssPublishingPoint> GetPoints() => HasJoined ? _shared.GetPoints() : Own.GetPoints();

    /// <inheritdoc/>
    public void StopPoint(int serverId, string name) => Shared.StopPoint(serverId, name);

    /// <inheritdoc/>
    public void StartPoint(int serverId, string name) => Shared.StartPoint(serverId, name);

    /// <inheritdoc/>
    public void RemovePoint(int serverId, string name) => Shared.RemovePoint(serverId, name);

    /// <inheritdoc/>
    public MssClip SaveClip(ClipDefinition definition, Action<int, int> progress, CancellationToken cancellationToken) =>
        Own.SaveClip(definition, progress, cancellationToken);

    /// <inheritdoc/>
    public MssExport Export(ExportDefinition definition, Action<int, int> progress, CancellationToken cancellationToken) =>
        Own.Export(definition, progress, cancellationToken);

    /// <inheritdoc/>
    public MssCapacity MeasureCapacity(CapacityDefinition definition, Action<int, int> progress, CancellationToken cancellationToken) =>
        Own.MeasureCapacity(definition, progress, cancellationToken);

    /// <inheritdoc/>
    public MssRepair Repair(
        RepairDefinition definition, Func<MssRepair, bool> isWanted, Action<int, int> progress, CancellationToken cancellationToken) =>
        Own.Repair(definition, isWanted, progress, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<MssDifference> CompareAsync(CompareDefinition definition, CancellationToken cancellationToken) =>
        Own.CompareAsync(definition, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<MssFinding> CheckAsync(CheckDefinition definition, CancellationToken cancellationToken) => Own.CheckAsync(definition, cancellationToken);

    /// <inheritdoc/>
    public string ExportServerConfig(ServerConfigKind kind, string root, int port, Uri? origin = null) => Own.ExportServerConfig(kind, root, port, origin);

    /// <inheritdoc/>
    public IReadOnlyList<MssNode> GetNodes()
    {
        Demand();
        Catalog catalog = _node.View.Catalog;
        MssNode[] nodes = Ask(() => Task.WhenAll(_cluster.Living().Select(async member =>
        {
            string address = $"{member.SiloAddress.Endpoint}";
            if (await _calls.TryAskAsync(member, static at => at.MeasureAsync()) is not { } answer)
            {
                return new MssNode { Name = member.Name, Address = address, State = MssNodeState.Away };
            }

            MssNode told = answer.Read<MssNode>();
            MssNodeState state = !catalog.Suspended.Contains(told.Name) ? MssNodeState.Running
                : told.GroupCount > 0 ? MssNodeState.Draining
                : MssNodeState.Suspended;
            return told with { Address = address, State = state };
        })));
        return [.. nodes.OrderBy(told => told.Name, StringComparer.Ordinal)];
    }

    /// <inheritdoc/>
    public string MoveGroup(GroupIdentity identity, string? node) => GroupMove(Cluster.KeyOf(identity), node);

    /// <inheritdoc/>
    public void SuspendNode(string name) => Suspend(name, isSuspended: true);

    /// <inheritdoc/>
    public void ResumeNode(string name) => Suspend(name, isSuspended: false);

    private static MssException NoStream(int id) => new(MssError.NotFound, $"There is no stream {id}.");

    private void Demand()
    {
        if (!HasJoined)
        {
            throw new MssException(MssError.Unavailable, $"Node '{_node.Name}' is still joining its cluster.", "Try again in a few seconds.");
        }
    }

    private StateEntry? EntryOf(string key) => _calls.Read().Groups.ContainsKey(key) && Ask(() => _cluster.Group(key).ReportAsync()).Entry is { } entry
        ? StateEntry.Read(entry, _node.Seal)
        : null;

    private IEnumerable<StreamDefinition> Known(GroupIdentity identity) => GetDefinition(identity) is { } known ? [known] : [];

    private void RefuseUnsuited(IReadOnlyList<string> labels)
    {
        if (labels.Count > 0 && Placement.Choose(_node.View.Loads, labels) is null)
        {
            throw Placement.Unsuited(labels, MssError.InvalidSetting);
        }
    }

    private IEnumerable<string> NodesOf(int id) => _calls.Gather(Operations.GetStreams).Where(found => found.Item.Id == id).Select(found => found.Node).Distinct();

    // Kept before the stream ends, so that no other node brings it back.
    private void End(int id, Operation<IdArgument, Done> operation)
    {
        Demand();
        Catalog catalog = _calls.Read();
        bool wasTold = false;
        foreach ((string key, GroupEntry group) in catalog.Groups.Where(group => group.Value.Ids.Contains(id)))
        {
            wasTold = true;
            Ask(() => _cluster.Group(key).NoteStoppedAsync([group.Streams[Array.IndexOf(group.Ids, id)]]));
        }

        string[] holders = [.. NodesOf(id)];
        foreach (string holder in holders)
        {
            _calls.Run(holder, operation, new IdArgument { Id = id });
        }

        if (holders.Length == 0 && !wasTold)
        {
            throw NoStream(id);
        }
    }

    private string GroupMove(string key, string? to)
    {
        Demand();
        if (!_calls.Read().Groups.TryGetValue(key, out GroupEntry? group))
        {
            throw new MssException(MssError.NotFound, $"There is no group in '{key}' that the cluster runs.", "Get-MSSGroup lists what there is.");
        }

        if (!group.IsLive)
        {
            throw new MssException(
                MssError.InvalidSetting, $"The group '{key}' is a recording, which is not moved: it would begin anew.", "Let it end where it is.");
        }

        string from = Ask(() => _cluster.Group(key).ReportAsync()).Node;
        string target = to is null ? Placement.Choose(_node.View.Loads, group.Labels, except: from) ?? from : Suited(to, group);
        if (target == from)
        {
            return from;
        }

        SiloAddress address = _cluster.Find(target)?.SiloAddress ?? throw new MssException(MssError.Unavailable, $"Node '{target}' is away.");
        Ask(() => _cluster.Group(key).MoveAsync(address));
        return Ask(async () =>
        {
            long began = _node.Time.GetTimestamp();
            GroupReport now;
            do
            {
                await Task.Delay(s_look, _node.Time);
                now = await _cluster.Group(key).ReportAsync();
            }
            while (!(now.Node != from && now.IsRunning) && _node.Time.GetElapsedTime(began) < s_moving);
            return now.Node != from
                ? now.Node
                : throw new MssException(
                    MssError.TimedOut, $"The group '{key}' is still at node '{from}'.", "It goes when what it holds is published; see Get-MSSGroup.");
        });
    }

    private string Suited(string to, GroupEntry group)
    {
        NodeLoad? load = _node.View.Loads.FirstOrDefault(load => load.Name.Equals(to, StringComparison.OrdinalIgnoreCase));
        return load is null ? throw NoNode(to)
            : Placement.Suits(load, group.Labels) ? load.Name
            : throw new MssException(
                MssError.InvalidSetting,
                load.IsSuspended ? $"Node '{to}' takes no groups." : $"Node '{to}' has not all of the labels {string.Join(", ", group.Labels)}.",
                "Choose another node, or Resume-MSSNode.");
    }

    private static MssException NoNode(string name) => new(MssError.NotFound, $"There is no node '{name}'.", "Get-MSSNode lists them.");

    private void Suspend(string name, bool isSuspended)
    {
        Demand();
        Catalog catalog = _calls.Read();
        string known = catalog.Nodes.Keys.FirstOrDefault(other => other.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? throw NoNode(name);
        Ask(() => _cluster.Index.SuspendAsync(known, isSuspended));
        _calls.RefreshAll();
    }

    private IEnumerable<MssPending> PendingOfNodes() =>
        _calls.AskAll(Operations.GetService).SelectMany(told => told.Answer.Pending.Select(pending => pending with { Node = told.Node }));

    private IEnumerable<MssPending> SilentNodes()
    {
        string[] heard = [.. _node.View.Loads.Select(load => load.Name)];
        return _cluster.Living().Where(member => !heard.Contains(member.Name)).Select(static member => new MssPending
        {
            Kind = "node",
            Name = member.Name,
            LastError = $"Node '{member.Name}' does not answer: what it has is not listed.",
            LastErrorCode = MssError.Unavailable,
        });
    }
}

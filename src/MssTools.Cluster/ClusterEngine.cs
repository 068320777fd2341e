using System.Text.Json;
using MssTools.Core.Services;
using static MssTools.Core.Services.Operations;

namespace MssTools.Cluster;

/// <summary>
/// The cluster as an engine: what the control interface of a node tells. Groups and local streams are those of all nodes; ingests, servers, publishing
/// points, receivers of events, and work on files are the asked node's own.
/// </summary>
internal sealed class ClusterEngine(Node node, Cluster cluster) : IServiceEngine
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_moving = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(0.25);

    /// <inheritdoc/>
    public string Service => "";

    /// <inheritdoc/>
    public bool IsHere => true;

    /// <summary>True when the node is one of the cluster.</summary>
    public bool HasJoined { get; set; }

    private RememberingEngine Own => node.Own;

    /// <inheritdoc/>
    public MssService GetService()
    {
        MssService own = Own.GetService() with { NodeName = node.Name };
        if (!HasJoined)
        {
            return own;
        }

        MssPending[] pending = [.. own.Pending, .. PendingGroups(), .. SilentNodes()];
        return own with { Pending = pending, State = own.State == MssServiceState.Running && pending.Length > 0 ? MssServiceState.Degraded : own.State };
    }

    /// <inheritdoc/>
    public void StopService() => Own.StopService();

    /// <inheritdoc/>
    public LocalStream AddLocalStream(LocalStreamDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        Demand();
        bool isThere = node.Engine.GetLocalStreamDefinition(definition.Name) is not null;
        LocalStream added = node.Engine.AddLocalStream(definition);
        LocalStreamDefinition whole = node.Engine.GetLocalStreamDefinition(definition.Name) ?? definition;
        try
        {
            Keep(whole);
        }
        catch (MssException) when (!isThere)
        {
            node.Engine.RemoveLocalStream(definition.Name);
            throw;
        }

        return added;
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<MssEvent> WatchAsync(Action listens, CancellationToken cancellationToken) => Own.WatchAsync(listens, cancellationToken);

    /// <inheritdoc/>
    public MssEventReceiver AddReceiver(EventReceiverDefinition definition) => Own.AddReceiver(definition);

    /// <inheritdoc/>
    public IReadOnlyList<MssEventReceiver> GetReceivers() => Own.GetReceivers();

    /// <inheritdoc/>
    public void RemoveReceiver(string name) => Own.RemoveReceiver(name);

    /// <inheritdoc/>
    public MssChange Ensure(EventReceiverDefinition wanted, bool isPlan) => Own.Ensure(wanted, isPlan);

    /// <inheritdoc/>
    public IReadOnlyList<LocalStream> GetLocalStreams() => Own.GetLocalStreams();

    /// <inheritdoc/>
    public bool RemoveLocalStream(string name)
    {
        Demand();
        bool wasThere = Ask(() => cluster.RemoveLocalStreamAsync(name));
        RefreshAll();
        return Own.RemoveLocalStream(name) || wasThere; // it may be one that only this node was told
    }

    /// <inheritdoc/>
    public MssIngest StartIngest(IngestDefinition definition) => Own.StartIngest(definition);

    /// <inheritdoc/>
    public IReadOnlyList<MssIngest> GetIngests() => Own.GetIngests();

    /// <inheritdoc/>
    public void StopIngest(int port) => Own.StopIngest(port);

    /// <inheritdoc/>
    public IReadOnlyList<MssStream> Start(StreamDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        Demand();
        definition = Unmasking.Of(definition, Known(definition.Identity));
        definition.Validate();
        string key = Cluster.KeyOf(definition.Identity);
        Catalog catalog = Read();
        if (catalog.Groups.TryGetValue(key, out GroupEntry? there) && EntryOf(key) is { } running)
        {
            IReadOnlyList<string> differences = DefinitionDifference.Sentences((StreamDefinition)running.Definition, definition);
            return differences.Count == 0
                ? [.. GetStreams().Where(stream => there.Ids.Contains(stream.Id))]
                : throw new MssException(
                    MssError.GroupInUse,
                    $"The group '{definition.Identity}' runs with other settings: {string.Join(" ", differences)}",
                    "Give -Force to change it, which a live group survives, or another -GroupName, or stop it first.");
        }

        if (node.Engine.FindFinished(definition) is { } finished)
        {
            return finished;
        }

        RefuseUnsuited(definition.NodeLabels);
        GroupEntry entry = Ask(() => cluster.PartOfGroup(key).AddGroupAsync(key, new GroupEntry
        {
            GroupName = definition.GroupName,
            TargetFolder = definition.TargetFolder,
            Streams = [.. definition.LocalStreamNames],
            Labels = [.. definition.NodeLabels],
            IsLive = definition.IsLive,
        }));
        try
        {
            byte[] sealedEntry = new StateEntry(StateKind.Group, key, definition) { Ids = entry.Ids }.Write(node.Seal);
            return Ask(async () =>
            {
                RequestContext.Set(GroupPlacementDirector.LabelKey, entry.Labels);
                Answer answer = await cluster.Group(key).StartAsync(sealedEntry);
                string at = (await cluster.Group(key).ReportAsync()).Node;
                return answer.Read<MssStream[]>().Select(stream => stream with { Node = at }).ToArray();
            });
        }
        catch
        {
            Ask(() => cluster.PartOfGroup(key).RemoveGroupAsync(key));
            throw;
        }
    }

    /// <inheritdoc/>
    public MssChange Ensure(LocalStreamDefinition wanted, bool isPlan)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        Demand();
        wanted = Unmasking.Of(wanted, node.Engine.GetLocalStreamDefinition(wanted.Name) is { } there ? [there] : []);
        MssChange change = node.Engine.Ensure(wanted, isPlan);
        if (change.IsDone)
        {
            Keep(wanted);
        }

        return change;
    }

    /// <inheritdoc/>
    public MssChange Ensure(IngestDefinition wanted, bool isPlan) => Own.Ensure(wanted, isPlan);

    /// <inheritdoc/>
    public MssChange Ensure(ServerDefinition wanted, bool isPlan) => Own.Ensure(wanted, isPlan);

    /// <inheritdoc/>
    public MssChange Ensure(PointDefinition wanted, bool isPlan) => Own.Ensure(wanted, isPlan);

    /// <inheritdoc/>
    public MssChange Ensure(StreamDefinition wanted, bool isPlan)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        Demand();
        wanted = Unmasking.Of(wanted, Known(wanted.Identity));
        wanted.Validate();
        string key = Cluster.KeyOf(wanted.Identity);
        if (!Read().Groups.TryGetValue(key, out GroupEntry? there))
        {
            bool isDone = !isPlan && Start(wanted).Count > 0;
            return new MssChange { Kind = "group", Name = key, Action = MssChangeAction.Start, IsDone = isDone };
        }

        RefuseUnsuited(wanted.NodeLabels);
        byte[] entry = new StateEntry(StateKind.Group, key, wanted) { Ids = there.Ids }.Write(node.Seal);
        MssChange change = Ask(async () => (await cluster.Group(key).EnsureAsync(entry, isPlan)).Read<MssChange>());
        if (change.IsDone)
        {
            Ask(() => cluster.PartOfGroup(key).LabelGroupAsync(key, [.. wanted.NodeLabels]));
        }

        return change;
    }

    /// <inheritdoc/>
    public MssConfiguration GetConfiguration()
    {
        MssConfiguration own = Own.GetConfiguration();
        if (!HasJoined)
        {
            return own;
        }

        Catalog catalog = Read();
        return own with
        {
            LocalStreams = [.. own.LocalStreams, .. catalog.LocalStreams.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => Definition<LocalStreamDefinition>(entry.Value))],
            Groups = [.. own.Groups, .. catalog.Groups.Keys.Order(StringComparer.Ordinal).Select(EntryOf).OfType<StateEntry>().Select(entry => (StreamDefinition)entry.Definition)],
        };
    }

    /// <inheritdoc/>
    public IReadOnlyList<MssStream> GetStreams()
    {
        if (!HasJoined)
        {
            return Own.GetStreams();
        }

        MssStream[] running = [.. Gather(Operations.GetStreams).Select(found => found.Item with { Node = found.Node }).DistinctBy(stream => stream.Id)];
        return [.. running.Concat(AbsentStreams(running)).OrderBy(stream => stream.Id)];
    }

    /// <inheritdoc/>
    public IReadOnlyList<MssGroup> GetGroups()
    {
        if (!HasJoined)
        {
            return Own.GetGroups();
        }

        // What ended on one node, and was started again on another, is that of the other.
        IReadOnlyDictionary<string, GroupEntry> wanted = node.View.Catalog.Groups;
        MssGroup[] running =
        [
            .. Gather(Operations.GetGroups)
                .Select(found => found.Item with { Node = found.Node, Streams = [.. found.Item.Streams.Select(stream => stream with { Node = found.Node })] })
                .GroupBy(group => Cluster.KeyOf(new GroupIdentity(group.GroupName, group.TargetFolder)))
                .Select(same => same.MaxBy(group =>
                    wanted.TryGetValue(same.Key, out GroupEntry? entry) && group.Streams.Any(stream => entry.Ids.Contains(stream.Id)) ? 1 : 0)!)
                .OrderBy(group => group.Streams.Select(stream => stream.Id).DefaultIfEmpty().Min()),
        ];
        return [.. running, .. Absent(running).Select(absent => absent.Group)];
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
        long began = node.Time.GetTimestamp();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            bool isIn = false;
            foreach (string at in NodesOf(id))
            {
                isIn = true;
                try
                {
                    if (Run(at, WaitForStream, new WaitArguments { Id = id, Seconds = Math.Min(LongestWait, Math.Max(0, Left())) }, cancellationToken).Value)
                    {
                        return true;
                    }
                }
                catch (MssException gone) when (gone.Code is MssError.NotFound or MssError.Unavailable)
                {
                    // It is on its way to another node.
                }
            }

            if (!isIn && !Read().Groups.Values.Any(group => group.Ids.Contains(id)))
            {
                throw NoStream(id);
            }

            if (Left() <= 0)
            {
                return false;
            }

            cancellationToken.WaitHandle.WaitOne(s_look);
        }

        double Left() => timeout == Timeout.InfiniteTimeSpan ? double.MaxValue : (timeout - node.Time.GetElapsedTime(began)).TotalSeconds;
    }

    /// <inheritdoc/>
    public void Remove(int id) => End(id, RemoveStream);

    /// <inheritdoc/>
    public int RemoveGroup(GroupIdentity identity, bool deleteFile, CancellationToken cancellationToken)
    {
        Demand();
        string key = Cluster.KeyOf(identity);
        bool wasTold = Read().Groups.ContainsKey(key);
        if (wasTold)
        {
            Ask(() => cluster.Group(key).ForgetAsync());
        }

        int left = 0;
        string[] holders = [.. Gather(Operations.GetGroups).Where(found => found.Item.GroupName == identity.GroupName && found.Item.TargetFolder == identity.TargetFolder).Select(found => found.Node).Distinct()];
        foreach (string holder in holders)
        {
            var request = new RemoveGroupArguments { GroupName = identity.GroupName, TargetFolder = identity.TargetFolder, DeleteFile = deleteFile };
            left += Run(holder, Operations.RemoveGroup, request, cancellationToken).Files;
        }

        return holders.Length > 0 || wasTold ? left : throw new MssException(MssError.NotFound, $"There is no group in '{identity}'.");
    }

    /// <inheritdoc/>
    public GroupFiles CountFiles(StreamDefinition output) => Own.CountFiles(output);

    /// <inheritdoc/>
    public int CountRenditions(string path) => Own.CountRenditions(path);

    /// <inheritdoc/>
    public MssServer StartServer(ServerDefinition definition) => Own.StartServer(definition);

    /// <inheritdoc/>
    public IReadOnlyList<MssServer> GetServers() => Own.GetServers();

    /// <inheritdoc/>
    public void StopServer(int id) => Own.StopServer(id);

    /// <inheritdoc/>
    public MssPublishingPoint AddPoint(PointDefinition definition) => Own.AddPoint(definition);

    /// <inheritdoc/>
    public IReadOnlyList<MssPublishingPoint> GetPoints() => Own.GetPoints();

    /// <inheritdoc/>
    public void StopPoint(int serverId, string name) => Own.StopPoint(serverId, name);

    /// <inheritdoc/>
    public void StartPoint(int serverId, string name) => Own.StartPoint(serverId, name);

    /// <inheritdoc/>
    public void RemovePoint(int serverId, string name) => Own.RemovePoint(serverId, name);

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
        Catalog catalog = node.View.Catalog;
        MssNode[] nodes = Ask(() => Task.WhenAll(cluster.Living().Select(async member =>
        {
            try
            {
                MssNode told = (await cluster.At(member.SiloAddress).MeasureAsync().WaitAsync(s_patience)).Read<MssNode>();
                MssNodeState state = !catalog.Suspended.Contains(told.Name) ? MssNodeState.Running
                    : told.GroupCount > 0 ? MssNodeState.Draining
                    : MssNodeState.Suspended;
                return told with { Address = $"{member.SiloAddress.Endpoint}", State = state };
            }
            catch (Exception failure) when (failure is TimeoutException or OrleansException)
            {
                return new MssNode { Name = member.Name, Address = $"{member.SiloAddress.Endpoint}", State = MssNodeState.Away };
            }
        })));
        return [.. nodes.OrderBy(told => told.Name, StringComparer.Ordinal)];
    }

    /// <inheritdoc/>
    public string MoveGroup(GroupIdentity identity, string? node) => GroupMove(Cluster.KeyOf(identity), node);

    /// <inheritdoc/>
    public void SuspendNode(string name) => Suspend(name, isSuspended: true);

    /// <inheritdoc/>
    public void ResumeNode(string name) => Suspend(name, isSuspended: false);

    // What the store and other nodes do not do now is one error.
    private static T Ask<T>(Func<Task<T>> ask)
    {
        try
        {
            return Task.Run(ask).GetAwaiter().GetResult();
        }
        catch (Exception failure) when (failure is not MssException)
        {
            throw Outage.Of(failure);
        }
    }

    private static void Ask(Func<Task> ask) => Ask(async () =>
    {
        await ask();
        return true;
    });

    private static MssException NoStream(int id) => new(MssError.NotFound, $"There is no stream {id}.");

    private void Demand()
    {
        if (!HasJoined)
        {
            throw new MssException(MssError.Unavailable, $"Node '{node.Name}' is still joining its cluster.", "Try again in a few seconds.");
        }
    }

    // Always as it is now: what is told here was perhaps told at another node a moment ago.
    private Catalog Read() => Ask(() => cluster.ReadAsync(node.View.Catalog));

    private T Definition<T>(byte[] entry)
        where T : class => (T)StateEntry.Read(entry, node.Seal).Definition;

    private StateEntry? EntryOf(string key) => Read().Groups.ContainsKey(key) && Ask(() => cluster.Group(key).ReportAsync()).Entry is { } entry
        ? StateEntry.Read(entry, node.Seal)
        : null;

    private IEnumerable<StreamDefinition> Known(GroupIdentity identity) => GetDefinition(identity) is { } known ? [known] : [];

    private void Keep(LocalStreamDefinition definition)
    {
        byte[] entry = new StateEntry(StateKind.LocalStream, definition.Name, definition).Write(node.Seal);
        Ask(() => cluster.PutLocalStreamAsync(definition.Name, entry));
        RefreshAll();
    }

    // Who does not hear it reads it two seconds later.
    private void RefreshAll() => Ask(() => Task.WhenAll(cluster.Living().Select(async member =>
    {
        try
        {
            await cluster.At(member.SiloAddress).RefreshAsync().WaitAsync(s_patience);
        }
        catch (Exception failure) when (failure is TimeoutException or OrleansException)
        {
            node.Log.Write(ServiceEvent.Cluster, $"Node '{member.Name}' does not answer; it will read what is new by itself.");
        }
    })));

    private void RefuseUnsuited(IReadOnlyList<string> labels)
    {
        if (labels.Count > 0 && Placement.Choose(node.View.Loads, labels) is null)
        {
            throw new MssException(
                MssError.InvalidSetting,
                $"No node that takes groups has the labels {string.Join(", ", labels)}.",
                "Get-MSSNode shows what nodes have; -Label of Start-MSSService gives it, and Resume-MSSNode has one take groups again.");
        }
    }

    private TResponse Run<TRequest, TResponse>(
        string at, Operation<TRequest, TResponse> operation, TRequest request, CancellationToken cancellationToken = default)
        where TRequest : new() => Ask(async () =>
        {
            ClusterMember member = cluster.Find(at) ?? throw new MssException(MssError.Unavailable, $"Node '{at}' is away.");
            byte[] body = operation.Request is null ? [] : JsonSerializer.SerializeToUtf8Bytes(request, WireJson.Clear);
            Answer answer = await cluster.At(member.SiloAddress).RunAsync(operation.Path, body).WaitAsync(cancellationToken);
            return answer.Read<TResponse>();
        });

    // Of all nodes that answer in time.
    private List<(string Node, T Item)> Gather<T>(Operation<Operation.Nothing, IReadOnlyList<T>> operation) => Ask(async () =>
    {
        var all = new List<(string, T)>();
        IReadOnlyList<ClusterMember> living = cluster.Living();
        Answer?[] answers = await Task.WhenAll(living.Select(async member =>
        {
            try
            {
                return await cluster.At(member.SiloAddress).RunAsync(operation.Path, []).WaitAsync(s_patience);
            }
            catch (Exception failure) when (failure is TimeoutException or OrleansException)
            {
                return null; // GetService says so
            }
        }));
        for (int i = 0; i < answers.Length; i++)
        {
            foreach (T item in answers[i]?.Read<T[]>() ?? [])
            {
                all.Add((living[i].Name, item));
            }
        }

        return all;
    });

    private IEnumerable<string> NodesOf(int id) => Gather(Operations.GetStreams).Where(found => found.Item.Id == id).Select(found => found.Node).Distinct();

    // Kept before the stream ends, so that no other node brings it back.
    private void End(int id, Operation<IdArgument, Done> operation)
    {
        Demand();
        Catalog catalog = Read();
        bool wasTold = false;
        foreach ((string key, GroupEntry group) in catalog.Groups.Where(group => group.Value.Ids.Contains(id)))
        {
            wasTold = true;
            Ask(() => cluster.Group(key).NoteStoppedAsync([group.Streams[Array.IndexOf(group.Ids, id)]]));
        }

        string[] holders = [.. NodesOf(id)];
        foreach (string holder in holders)
        {
            Run(holder, operation, new IdArgument { Id = id });
        }

        if (holders.Length == 0 && !wasTold)
        {
            throw NoStream(id);
        }
    }

    private string GroupMove(string key, string? to)
    {
        Demand();
        if (!Read().Groups.TryGetValue(key, out GroupEntry? group))
        {
            throw new MssException(MssError.NotFound, $"There is no group in '{key}' that the cluster runs.", "Get-MSSGroup lists what there is.");
        }

        if (!group.IsLive)
        {
            throw new MssException(
                MssError.InvalidSetting, $"The group '{key}' is a recording, which is not moved: it would begin anew.", "Let it end where it is.");
        }

        string from = Ask(() => cluster.Group(key).ReportAsync()).Node;
        string target = to is null ? Placement.Choose(node.View.Loads, group.Labels, except: from) ?? from : Suited(to, group);
        if (target == from)
        {
            return from;
        }

        SiloAddress address = cluster.Find(target)?.SiloAddress ?? throw new MssException(MssError.Unavailable, $"Node '{target}' is away.");
        Ask(() => cluster.Group(key).MoveAsync(address));
        return Ask(async () =>
        {
            long began = node.Time.GetTimestamp();
            GroupReport now;
            do
            {
                await Task.Delay(s_look, node.Time);
                now = await cluster.Group(key).ReportAsync();
            }
            while (!(now.Node != from && now.IsRunning) && node.Time.GetElapsedTime(began) < s_moving);
            return now.Node != from
                ? now.Node
                : throw new MssException(
                    MssError.TimedOut, $"The group '{key}' is still at node '{from}'.", "It goes when what it holds is published; see Get-MSSGroup.");
        });
    }

    private string Suited(string to, GroupEntry group)
    {
        NodeLoad? load = node.View.Loads.FirstOrDefault(load => load.Name.Equals(to, StringComparison.OrdinalIgnoreCase));
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
        Catalog catalog = Read();
        string known = catalog.Nodes.Keys.FirstOrDefault(other => other.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? throw NoNode(name);
        Ask(() => cluster.Index.SuspendAsync(known, isSuspended));
        RefreshAll();
    }

    // What is to run and is nowhere to be seen.
    private IEnumerable<(MssGroup Group, string Error)> Absent(IReadOnlyCollection<MssGroup> running)
    {
        HashSet<string> seen = [.. running.Select(group => Cluster.KeyOf(new GroupIdentity(group.GroupName, group.TargetFolder)))];
        if (node.View.Catalog.Groups.Keys.All(seen.Contains))
        {
            yield break;
        }

        foreach ((string key, GroupEntry group) in Latest().Groups.Where(group => !seen.Contains(group.Key)))
        {
            (string at, string error) = WhyAbsent(key);
            yield return (
                new MssGroup
                {
                    GroupName = group.GroupName,
                    TargetFolder = group.TargetFolder,
                    Definition = new StreamDefinition { GroupName = group.GroupName, TargetFolder = group.TargetFolder, LocalStreamNames = group.Streams, IsLive = group.IsLive },
                    Node = at,
                    State = StreamState.Failed,
                    LastError = error,
                },
                error);
        }
    }

    // Of groups none of whose streams is anywhere: they are on their way to a node.
    private IEnumerable<MssStream> AbsentStreams(IReadOnlyCollection<MssStream> running)
    {
        HashSet<int> seen = [.. running.Select(stream => stream.Id)];
        if (node.View.Catalog.Groups.Values.All(IsSeen))
        {
            yield break;
        }

        foreach ((string key, GroupEntry group) in Latest().Groups.Where(group => !IsSeen(group.Value)))
        {
            (string at, string error) = WhyAbsent(key);
            foreach ((string name, int id) in group.Streams.Zip(group.Ids))
            {
                yield return new MssStream
                {
                    Id = id,
                    Name = name,
                    GroupName = group.GroupName,
                    TargetFolder = group.TargetFolder,
                    Node = at,
                    State = StreamState.Waiting,
                    WaitingFor = error,
                };
            }
        }

        bool IsSeen(GroupEntry group) => group.Ids.Any(seen.Contains);
    }

    private Catalog Latest()
    {
        try
        {
            return Read();
        }
        catch (MssException)
        {
            return node.View.Catalog;
        }
    }

    private (string Node, string Error) WhyAbsent(string key)
    {
        try
        {
            GroupReport report = Ask(() => cluster.Group(key).ReportAsync().WaitAsync(s_patience));
            return (report.Node, report.Failure ?? "It is on its way to a node.");
        }
        catch (MssException failure)
        {
            return ("", failure.Message);
        }
    }

    private IEnumerable<MssPending> PendingGroups()
    {
        MssGroup[] running;
        try
        {
            running = [.. Gather(Operations.GetGroups).Select(found => found.Item)];
        }
        catch (MssException)
        {
            return [];
        }

        return Absent(running).Select(absent => new MssPending
        {
            Kind = "group",
            Name = absent.Group.Definition.Identity.ToString(),
            LastError = absent.Error,
            LastErrorCode = MssError.Unavailable,
        });
    }

    private IEnumerable<MssPending> SilentNodes()
    {
        string[] heard = [.. node.View.Loads.Select(load => load.Name)];
        return cluster.Living().Where(member => !heard.Contains(member.Name)).Select(static member => new MssPending
        {
            Kind = "node",
            Name = member.Name,
            LastError = $"Node '{member.Name}' does not answer: what it has is not listed.",
            LastErrorCode = MssError.Unavailable,
        });
    }
}

using System.Net;
using MssTools.Core.Services;
using static MssTools.Cluster.ClusterCalls;

namespace MssTools.Cluster;

/// <summary>
/// What is told to one node and had by all, or by those with its labels: local streams, ingests, servers, publishing points and receivers of events. The node
/// that is told tries it first, where it is one of them, so that who tells it hears what is wrong; then the catalog keeps it, and the others have it, each
/// as <see cref="SharedHere"/> does. What a machine was told before it became a node is its own.
/// </summary>
/// <param name="node">This node.</param>
/// <param name="cluster">Keeps it.</param>
/// <param name="calls">Asks the others.</param>
internal sealed class SharedEngine(Node node, Cluster cluster, ClusterCalls calls)
{
    private RememberingEngine Own => node.Own;

    /// <inheritdoc cref="IMssEngine.AddLocalStream"/>
    public LocalStream AddLocalStream(LocalStreamDefinition definition)
    {
        bool isThere = node.Engine.GetLocalStreamDefinition(definition.Name) is not null;
        LocalStream added = node.Engine.AddLocalStream(definition);
        Tell(StateEntry.Of(node.Engine.GetLocalStreamDefinition(definition.Name) ?? definition), isNewHere: !isThere);
        return added;
    }

    /// <inheritdoc cref="IMssEngine.RemoveLocalStream"/>
    public bool RemoveLocalStream(string name) => Forget(StateKind.LocalStream, name) || Own.RemoveLocalStream(name);

    /// <inheritdoc cref="IMssEngine.StartIngest"/>
    public MssIngest StartIngest(IngestDefinition definition)
    {
        definition.Validate();
        if (Find(StateKind.Ingest, StateEntry.NameOf(definition.Port)) is not null)
        {
            throw new MssException(
                MssError.AddressInUse, $"The cluster has an ingest on port {definition.Port} already.", "Choose another port, or run Stop-MSSIngest first.");
        }

        MssIngest? here = node.Suits(definition.NodeLabels) ? node.Engine.StartIngest(definition) : null;
        int port = here?.Port ?? Known(definition.Port);
        Tell(StateEntry.Of(definition with { Port = port }), isNewHere: here is not null);
        return Listed(GetIngests(), ingest => ingest.Port == port, ingest => ingest.Node)
            ?? new MssIngest { Port = port, Address = definition.Address is { Length: > 0 } address ? address : "::", Application = definition.Application, LastError = NoNode(definition.NodeLabels) };
    }

    /// <inheritdoc cref="IMssEngine.GetIngests"/>
    public IReadOnlyList<MssIngest> GetIngests() =>
    [
        .. Rows(Operations.GetIngests, StateKind.Ingest, ingest => StateEntry.NameOf(ingest.Port)).Select(found => found.Item with { Node = found.Node })
            .OrderBy(ingest => ingest.Port).ThenBy(ingest => ingest.Node, StringComparer.Ordinal),
    ];

    /// <inheritdoc cref="IMssEngine.StopIngest"/>
    public void StopIngest(int port)
    {
        if (!Forget(StateKind.Ingest, StateEntry.NameOf(port)))
        {
            Own.StopIngest(port);
        }
    }

    /// <inheritdoc cref="IMssEngine.StartServer"/>
    public MssServer StartServer(ServerDefinition definition)
    {
        definition = RememberingEngine.WithOwnPages(definition);
        definition.ValidateSettings(); // elsewhere there may be other folders
        if (FindServer(definition) is { } taken)
        {
            throw new MssException(
                MssError.AddressInUse,
                $"Server {taken.Ids[0]} of the cluster has port {definition.Port} of {definition.Address} already.",
                "Choose another port, or run Stop-MSSServer first.");
        }

        int id = Ask(() => cluster.Index.NumberServerAsync());
        MssServer? here = node.Suits(definition.NodeLabels) ? node.Engine.StartServer(definition, id) : null;
        Tell(StateEntry.Of(id, definition), isNewHere: here is not null);
        return Listed(GetServers(), server => server.Id == id, server => server.Node)
            ?? new MssServer { Id = id, Port = definition.Port, Address = $"{definition.Address}", Root = definition.Root, LastError = NoNode(definition.NodeLabels) };
    }

    /// <inheritdoc cref="IMssEngine.GetServers"/>
    public IReadOnlyList<MssServer> GetServers() =>
    [
        .. Rows(Operations.GetServers, StateKind.Server, server => StateEntry.NameOf(server.Id)).Select(found => found.Item with { Node = found.Node })
            .OrderBy(server => server.Id).ThenBy(server => server.Node, StringComparer.Ordinal),
    ];

    /// <inheritdoc cref="IMssEngine.StopServer"/>
    public void StopServer(int id)
    {
        string key = StateEntry.KeyOf(StateKind.Server, StateEntry.NameOf(id));
        if (!calls.Read().Shared.ContainsKey(key))
        {
            Own.StopServer(id);
            return;
        }

        foreach (StateEntry point in All(StateKind.Point).Where(point => ((PointDefinition)point.Definition).ServerId == id))
        {
            Ask(() => cluster.RemoveSharedAsync(point.Key));
        }

        Forget(StateKind.Server, StateEntry.NameOf(id));
    }

    /// <inheritdoc cref="IMssEngine.AddPoint"/>
    public MssPublishingPoint AddPoint(PointDefinition definition)
    {
        definition.Validate();
        if (Find(StateKind.Server, StateEntry.NameOf(definition.ServerId)) is null)
        {
            return Own.AddPoint(definition);
        }

        if (Find(StateKind.Point, StateEntry.NameOf(definition.ServerId, definition.Name)) is not null)
        {
            throw new MssException(
                MssError.AlreadyExists,
                $"Server {definition.ServerId} has the publishing point '{definition.Name}' already.",
                "Choose another name, or run Remove-MSSPublishingPoint first.");
        }

        MssPublishingPoint? here = HasServer(definition.ServerId) ? node.Engine.AddPoint(definition) : null;
        Tell(StateEntry.Of(definition), isNewHere: here is not null);
        return Listed(GetPoints(), point => point.ServerId == definition.ServerId && IsSame(point.Name, definition.Name), point => point.Node)
            ?? new MssPublishingPoint { Name = definition.Name, ServerId = definition.ServerId, State = MssPointState.Stopped, LastError = "No node has it yet." };
    }

    /// <inheritdoc cref="IMssEngine.GetPoints"/>
    public IReadOnlyList<MssPublishingPoint> GetPoints() =>
    [
        .. Rows(Operations.GetPoints, StateKind.Point, point => StateEntry.NameOf(point.ServerId, point.Name)).Select(found => found.Item with { Node = found.Node })
            .OrderBy(point => point.ServerId).ThenBy(point => point.Name, StringComparer.OrdinalIgnoreCase).ThenBy(point => point.Node, StringComparer.Ordinal),
    ];

    /// <inheritdoc cref="IMssEngine.StopPoint"/>
    public void StopPoint(int serverId, string name)
    {
        if (!Change(StateKind.Point, StateEntry.NameOf(serverId, name), static point => point with { Stopped = [point.Name] }))
        {
            Own.StopPoint(serverId, name);
        }
    }

    /// <inheritdoc cref="IMssEngine.StartPoint"/>
    public void StartPoint(int serverId, string name)
    {
        if (!Change(StateKind.Point, StateEntry.NameOf(serverId, name), static point => point with { Stopped = [] }))
        {
            Own.StartPoint(serverId, name);
        }
    }

    /// <inheritdoc cref="IMssEngine.RemovePoint"/>
    public void RemovePoint(int serverId, string name)
    {
        if (!Forget(StateKind.Point, StateEntry.NameOf(serverId, name)))
        {
            Own.RemovePoint(serverId, name);
        }
    }

    /// <inheritdoc cref="IMssEngine.AddReceiver"/>
    public MssEventReceiver AddReceiver(EventReceiverDefinition definition)
    {
        bool isThere = node.Engine.GetReceiverDefinition(definition.Name) is not null;
        MssEventReceiver here = node.Engine.AddReceiver(definition); // which refuses another one of the name
        Tell(StateEntry.Of(definition), isNewHere: !isThere);
        return here with { Node = node.Name };
    }

    /// <inheritdoc cref="IMssEngine.GetReceivers"/>
    public IReadOnlyList<MssEventReceiver> GetReceivers() =>
    [
        .. Rows(Operations.GetReceivers, StateKind.Receiver, receiver => receiver.Name).Select(found => found.Item with { Node = found.Node })
            .OrderBy(receiver => receiver.Name, StringComparer.OrdinalIgnoreCase).ThenBy(receiver => receiver.Node, StringComparer.Ordinal),
    ];

    /// <inheritdoc cref="IMssEngine.RemoveReceiver"/>
    public void RemoveReceiver(string name)
    {
        if (!Forget(StateKind.Receiver, name))
        {
            Own.RemoveReceiver(name);
        }
    }

    /// <summary>Has a local stream be as wanted.</summary>
    public MssChange Ensure(LocalStreamDefinition wanted, bool isPlan) =>
        Ensure(StateEntry.Of(wanted), "local stream", wanted.Name, wanted, MssChangeAction.Change, isPlan, Own.Ensure, isHere: true);

    /// <summary>Has an ingest be as wanted.</summary>
    public MssChange Ensure(IngestDefinition wanted, bool isPlan)
    {
        wanted.Validate();
        return Ensure(StateEntry.Of(wanted), "ingest", $"{wanted.Port}", wanted, MssChangeAction.Restart, isPlan, Own.Ensure, node.Suits(wanted.NodeLabels));
    }

    /// <summary>Has a server be as wanted.</summary>
    public MssChange Ensure(ServerDefinition wanted, bool isPlan)
    {
        wanted.ValidateSettings();
        StateEntry? told = FindServer(wanted);
        if (told is null && node.Engine.FindServer(wanted.Address, wanted.Port) is { } own && Own.IsOwn(StateKind.Server, StateEntry.NameOf(own.Id)))
        {
            return Own.Ensure(wanted, isPlan);
        }

        string name = $"{new IPEndPoint(wanted.Address, wanted.Port)}";
        wanted = RememberingEngine.WithOwnPages(wanted);
        if (told is not null)
        {
            return Ensure(
                StateEntry.Of(told.Ids[0], wanted), "server", name, wanted, MssChangeAction.Restart, isPlan, Own.Ensure, node.Suits(wanted.NodeLabels));
        }

        wanted = Unmasking.Of(wanted, []);
        if (!isPlan)
        {
            StartServer(wanted); // which numbers it
        }

        return new MssChange { Kind = "server", Name = name, Action = MssChangeAction.Start, IsDone = !isPlan };
    }

    /// <summary>Has a publishing point be as wanted.</summary>
    public MssChange Ensure(PointDefinition wanted, bool isPlan)
    {
        wanted.Validate();
        return Find(StateKind.Server, StateEntry.NameOf(wanted.ServerId)) is null
            ? Own.Ensure(wanted, isPlan)
            : Ensure(
                StateEntry.Of(wanted), "publishing point", wanted.Name, wanted, MssChangeAction.Restart, isPlan, Own.Ensure, HasServer(wanted.ServerId));
    }

    /// <summary>Has a receiver of events be as wanted.</summary>
    public MssChange Ensure(EventReceiverDefinition wanted, bool isPlan) =>
        Ensure(StateEntry.Of(wanted), "event receiver", wanted.Name, wanted, MssChangeAction.Restart, isPlan, Own.Ensure, isHere: true);

    /// <summary>What nodes share, by key.</summary>
    public IEnumerable<StateEntry> Entries() => node.Shared.Of(calls.Read()).Values.OrderBy(entry => entry.Key, StringComparer.Ordinal);

    private static bool IsSame(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);

    private static string NoNode(IReadOnlyList<string> labels) => $"No node has it yet of those with the labels {string.Join(", ", labels)}.";

    private static int Known(int port) => port != 0 ? port : throw new MssException(
        MssError.InvalidSetting,
        "Port is 0, a free one, and the node that is asked is none of those that are to have it.",
        "Give the port, or ask a node that has the labels.");

    // That of the node that was asked, if it has one.
    private T? Listed<T>(IReadOnlyList<T> all, Func<T, bool> isIt, Func<T, string> nodeOf)
        where T : class =>
        all.Where(isIt).OrderByDescending(one => nodeOf(one) == node.Name).FirstOrDefault();

    private bool HasServer(int id) => node.Engine.GetServers().Any(server => server.Id == id);

    // What other machines were told before they were nodes is theirs.
    private IEnumerable<(string Node, T Item)> Rows<T>(Operation<Operation.Nothing, IReadOnlyList<T>> operation, StateKind kind, Func<T, string> nameOf)
    {
        IReadOnlyDictionary<string, byte[]> shared = node.View.Catalog.Shared;
        return calls.Gather(operation).Where(found => found.Node == node.Name || shared.ContainsKey(StateEntry.KeyOf(kind, nameOf(found.Item))));
    }

    private IEnumerable<StateEntry> All(StateKind kind) => Entries().Where(entry => entry.Kind == kind);

    private StateEntry? Find(StateKind kind, string name) => node.Shared.Of(calls.Read()).GetValueOrDefault(StateEntry.KeyOf(kind, name));

    private StateEntry? FindServer(ServerDefinition wanted) => All(StateKind.Server)
        .FirstOrDefault(entry => entry.Definition is ServerDefinition there && there.Port == wanted.Port && wanted.Port != 0 && there.Address.Equals(wanted.Address));

    // What was begun here for it is ended where it cannot be kept.
    private void Tell(StateEntry entry, bool isNewHere) => Tell(entry, undo: () =>
    {
        if (isNewHere)
        {
            Own.Undo(entry);
        }
    });

    private void Tell(StateEntry entry, Action undo)
    {
        try
        {
            Ask(() => cluster.PutSharedAsync(entry.Key, entry.Write(node.Seal)));
        }
        catch
        {
            undo();
            throw;
        }

        calls.RefreshAll();
    }

    private bool Forget(StateKind kind, string name)
    {
        bool wasThere = Ask(() => cluster.RemoveSharedAsync(StateEntry.KeyOf(kind, name)));
        if (wasThere)
        {
            calls.RefreshAll();
        }

        return wasThere;
    }

    private bool Change(StateKind kind, string name, Func<StateEntry, StateEntry> change)
    {
        if (Find(kind, name) is not { } entry)
        {
            return false;
        }

        Tell(change(entry), isNewHere: false);
        return true;
    }

    private MssChange Ensure<T>(
        StateEntry entry, string kind, string name, T wanted, MssChangeAction how, bool isPlan, Func<T, bool, MssChange> own, bool isHere)
        where T : class
    {
        StateEntry? told = Find(entry.Kind, entry.Name);
        if (told is null && Own.IsOwn(entry.Kind, entry.Name))
        {
            return own(wanted, isPlan);
        }

        var there = told?.Definition as T;
        wanted = Unmasking.Of(wanted, there is null ? [] : [there]);
        MssChange change = DesiredState.Compare(kind, name, there, wanted, _ => how);
        if (isPlan || change.Action == MssChangeAction.None)
        {
            return change;
        }

        entry = entry with { Definition = wanted, Stopped = told?.Stopped ?? [] };
        if (isHere)
        {
            Try(entry, told);
        }

        Tell(entry, undo: () =>
        {
            if (isHere)
            {
                BeAsBefore(entry, told);
            }
        });
        return change with { IsDone = true };
    }

    private void Try(StateEntry entry, StateEntry? told)
    {
        try
        {
            Own.Try(entry);
        }
        catch
        {
            BeAsBefore(entry, told);
            throw;
        }
    }

    private void BeAsBefore(StateEntry entry, StateEntry? told)
    {
        if (told is not null && Own.IsAdopted(told.Kind, told.Name))
        {
            Own.Adopt(told);
        }
        else
        {
            Own.Undo(entry);
        }
    }
}

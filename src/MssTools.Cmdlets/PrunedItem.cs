namespace MssTools.Cmdlets;

/// <summary>Something that an engine was told and a configuration does not name.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">Which.</param>
/// <param name="Stop">Ends it.</param>
internal sealed record PrunedItem(string Kind, string Name, Action<CancellationToken> Stop)
{
    /// <summary>All of them, in the order in which they can be ended.</summary>
    public static IEnumerable<PrunedItem> Of(IMssEngine engine, MssConfiguration wanted)
    {
        MssConfiguration there = engine.GetConfiguration();
        IReadOnlyList<MssServer> servers = [.. engine.GetServers().DistinctBy(server => server.Id)]; // a cluster lists one for each node
        IReadOnlyList<MssPublishingPoint> points = engine.GetPoints();
        foreach (StreamDefinition group in there.Groups.Where(g => wanted.Groups.All(w => w.Identity != g.Identity)))
        {
            yield return new("group", $"{group.Identity}", stop => engine.RemoveGroup(group.Identity, deleteFile: false, stop));
        }

        foreach (MssConfiguredPoint point in there.PublishingPoints.Where(p =>
            !wanted.PublishingPoints.Any(w => w.ServerPort == p.ServerPort && Same(w.Definition.Name, p.Definition.Name))))
        {
            // A configuration knows the port of the server, not its number; 0 is another one at each node.
            MssPublishingPoint? listed = points.FirstOrDefault(p => Same(p.Name, point.Definition.Name)
                && (point.ServerPort == 0 || servers.Any(server => server.Id == p.ServerId && server.Port == point.ServerPort)));
            if (listed is not null)
            {
                yield return new("publishing point", listed.Name, _ => engine.RemovePoint(listed.ServerId, listed.Name));
            }
        }

        foreach (MssServer server in servers.Where(s => wanted.Servers.All(w => w.Port != s.Port || $"{w.Address}" != s.Address)))
        {
            yield return new("server", $"{server.Address}:{server.Port}", _ => engine.StopServer(server.Id));
        }

        foreach (IngestDefinition ingest in there.Ingests.Where(i => wanted.Ingests.All(w => w.Port != i.Port)))
        {
            yield return new("ingest", $"{ingest.Port}", _ => engine.StopIngest(ingest.Port));
        }

        foreach (LocalStreamDefinition input in there.LocalStreams.Where(i => wanted.LocalStreams.All(w => !Same(w.Name, i.Name))))
        {
            yield return new("local stream", input.Name, _ => engine.RemoveLocalStream(input.Name));
        }

        // Last, so that they hear of the others.
        foreach (EventReceiverDefinition receiver in there.EventReceivers.Where(r => wanted.EventReceivers.All(w => !Same(w.Name, r.Name))))
        {
            yield return new("event receiver", receiver.Name, _ => engine.RemoveReceiver(receiver.Name));
        }
    }

    /// <summary>What cmdlets write of it.</summary>
    public MssChange ToChange(bool isDone, string service) => new() { Kind = Kind, Name = Name, Action = MssChangeAction.Stop, IsDone = isDone, Service = service };

    private static bool Same(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);
}

namespace MssTools.Cluster;

/// <summary>What the cluster is to run and what no node has now: on its way to a node, or such as no node can start.</summary>
/// <param name="node">This node.</param>
/// <param name="cluster">Knows why.</param>
/// <param name="calls">Asks the others.</param>
internal sealed class AbsentGroups(Node node, Cluster cluster, ClusterCalls calls)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(3);

    /// <summary>Groups that are not among those that run.</summary>
    public IEnumerable<MssGroup> GroupsBeside(IReadOnlyCollection<MssGroup> running) => Beside(running).Select(absent => absent.Group);

    /// <summary>Streams of groups none of whose streams is anywhere.</summary>
    public IEnumerable<MssStream> StreamsBeside(IReadOnlyCollection<MssStream> running)
    {
        HashSet<int> seen = [.. running.Select(stream => stream.Id)];
        return node.View.Catalog.Groups.Values.All(IsSeen)
            ? []
            : Explain(Latest().Groups.Where(group => !IsSeen(group.Value))).SelectMany(StreamsOf);

        bool IsSeen(GroupEntry group) => group.Ids.Any(seen.Contains);
    }

    /// <summary>The streams of a group that is nowhere: they wait for a node.</summary>
    public IEnumerable<MssStream> StreamsOf(string key, GroupEntry group) => Explain([new(key, group)]).SelectMany(StreamsOf);

    /// <summary>What waits: these groups.</summary>
    public IEnumerable<MssPending> Pending()
    {
        MssGroup[] running;
        try
        {
            running = [.. calls.Gather(Core.Services.Operations.GetGroups).Select(found => found.Item)];
        }
        catch (MssException)
        {
            return [];
        }

        return Beside(running).Select(absent => new MssPending
        {
            Kind = "group",
            Name = absent.Group.Definition.Identity.ToString(),
            LastError = absent.Error,
            LastErrorCode = MssError.Unavailable,
        });
    }

    // What is to run and is nowhere to be seen.
    private IEnumerable<(MssGroup Group, string Error)> Beside(IReadOnlyCollection<MssGroup> running)
    {
        HashSet<string> seen = [.. running.Select(group => Cluster.KeyOf(new GroupIdentity(group.GroupName, group.TargetFolder)))];
        if (node.View.Catalog.Groups.Keys.All(seen.Contains))
        {
            yield break;
        }

        foreach ((GroupEntry group, string at, string error) in Explain(Latest().Groups.Where(group => !seen.Contains(group.Key))))
        {
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

    private static IEnumerable<MssStream> StreamsOf(Absence absent) => absent.Group.Streams.Zip(absent.Group.Ids).Select(stream => new MssStream
    {
        Id = stream.Second,
        Name = stream.First,
        GroupName = absent.Group.GroupName,
        TargetFolder = absent.Group.TargetFolder,
        Node = absent.Node,
        State = StreamState.Waiting,
        WaitingFor = absent.Why,
    });

    private Catalog Latest()
    {
        try
        {
            return ClusterCalls.Ask(() => cluster.ReadAsync(node.View.Catalog).WaitAsync(s_patience));
        }
        catch (MssException)
        {
            return node.View.Catalog;
        }
    }

    // A node that is cut off waits once, and not once for each.
    private Absence[] Explain(IEnumerable<KeyValuePair<string, GroupEntry>> groups) => ClusterCalls.Ask(async () =>
    {
        using var limit = new CancellationTokenSource(s_patience);
        using var turns = new SemaphoreSlim(ClusterCalls.MostAtATime);
        return await Task.WhenAll(groups.Select(group => ExplainAsync(group.Key, group.Value, turns, limit.Token)));
    });

    private async Task<Absence> ExplainAsync(string key, GroupEntry group, SemaphoreSlim turns, CancellationToken limit)
    {
        try
        {
            await turns.WaitAsync(limit);
            try
            {
                GroupReport report = await cluster.Group(key).ReportAsync().WaitAsync(limit);
                return new Absence(group, report.Node, report.Failure ?? "It is on its way to a node.");
            }
            finally
            {
                turns.Release();
            }
        }
#pragma warning disable CA1031 // Whatever keeps it from answering is why.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            return new Absence(group, "", Outage.Of(failure).Message);
        }
    }

    /// <summary>A group that is nowhere.</summary>
    /// <param name="Group">The group.</param>
    /// <param name="Node">Name of the node that is to have it; empty: none.</param>
    /// <param name="Why">Why it does not run.</param>
    private sealed record Absence(GroupEntry Group, string Node, string Why);
}

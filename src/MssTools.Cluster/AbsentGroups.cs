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
        if (node.View.Catalog.Groups.Values.All(IsSeen))
        {
            yield break;
        }

        foreach (MssStream stream in Latest().Groups.Where(group => !IsSeen(group.Value)).SelectMany(group => StreamsOf(group.Key, group.Value)))
        {
            yield return stream;
        }

        bool IsSeen(GroupEntry group) => group.Ids.Any(seen.Contains);
    }

    /// <summary>The streams of a group that is nowhere: they wait for a node.</summary>
    public IEnumerable<MssStream> StreamsOf(string key, GroupEntry group)
    {
        (string at, string error) = WhyAbsent(key);
        return group.Streams.Zip(group.Ids).Select(stream => new MssStream
        {
            Id = stream.Second,
            Name = stream.First,
            GroupName = group.GroupName,
            TargetFolder = group.TargetFolder,
            Node = at,
            State = StreamState.Waiting,
            WaitingFor = error,
        });
    }

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

    private Catalog Latest()
    {
        try
        {
            return calls.Read();
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
            GroupReport report = ClusterCalls.Ask(() => cluster.Group(key).ReportAsync().WaitAsync(s_patience));
            return (report.Node, report.Failure ?? "It is on its way to a node.");
        }
        catch (MssException failure)
        {
            return ("", failure.Message);
        }
    }
}

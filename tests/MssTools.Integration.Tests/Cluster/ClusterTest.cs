using System.Globalization;
using System.Security.Cryptography;
using MssTools.Integration.Tests.Reading;
using Xunit;
using Xunit.Abstractions;

namespace MssTools.Integration.Tests.Cluster;

/// <summary>Nodes as processes, and groups of test cards, which have a clock of their own, in one folder that all nodes see.</summary>
/// <param name="output">Gets the nodes' logs.</param>
/// <param name="store">The store's server; ends with the test.</param>
public abstract class ClusterTest(ITestOutputHelper output, IDisposable store) : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<NodeProcess> _nodes = [];

    private protected string Key { get; } = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    /// <summary>Address of the store.</summary>
    private protected abstract Uri Store { get; }

    public void Dispose()
    {
        foreach (NodeProcess node in _nodes)
        {
            output.WriteLine($"-- {node.Id}\n{string.Join('\n', node.Log.Split('\n').Where(line => !line.Contains("\"stream\"", StringComparison.Ordinal)))}");
            node.Dispose();
        }

        store.Dispose();
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected static LocalStreamDefinition Card(string name) => new() { Name = name, Source = "test:?width=128&height=96&bitrate=100000&gop=1" };

    // No time twice, none back, and every fragment that is listed is there: GroupLaws reads them all. Where nodes end one after the other, the next one may
    // have had the group for a moment.
    private protected static void Check(StreamDefinition group, int runs)
    {
        ClientGroup read = GroupLaws.Check(group.GroupFolder, lookAhead: 2, runs: runs + 1);
        Assert.True(read.IsLive);
        Assert.True(read.Video.Rows.Zip(read.Video.Rows.Skip(1)).All(pair => pair.First.Time < pair.Second.Time));
    }

    private protected static async Task EndAsync(params NodeProcess[] nodes)
    {
        foreach (NodeProcess node in nodes)
        {
            Assert.Equal(0, await node.TerminateAsync());
        }
    }

    private protected async Task<NodeProcess> StartAsync(string name, params string[] arguments)
    {
        var node = new NodeProcess(PathOf(name), Key, ["--cluster", Store.AbsoluteUri, "--node", name, .. arguments]);
        _nodes.Add(node);
        await NodeProcess.UntilAsync(() => node.Client.GetService() is { State: MssServiceState.Running } now && now.NodeName == name, $"{name} is a node");
        return node;
    }

    // Groups run on, and what would change something is refused.
    private protected async Task StoreIsAwayForAMinuteAsync(Action stop, Action start)
    {
        NodeProcess first = await StartAsync("a");
        NodeProcess second = await StartAsync("b");
        StreamDefinition[] groups = [.. Enumerable.Range(1, 2).Select(Group)];
        Array.ForEach(groups, group => first.Client.Start(group));
        await NodeProcess.UntilAsync(() => first.Client.GetGroups().All(g => g.FragmentCount > 2), "both run");
        long before = first.Client.GetGroups().Min(g => g.FragmentCount);

        stop();
        var refused = Assert.Throws<MssException>(() => first.Client.Start(Group(3)));
        await Task.Delay(TimeSpan.FromSeconds(60));
        Assert.All(first.Client.GetGroups(), g => Assert.Equal(StreamState.Running, g.State));
        Assert.True(first.Client.GetGroups().Min(g => g.FragmentCount) > before + 50);
        start();
        await NodeProcess.UntilAsync(() => first.Client.Start(Group(3)).Count == 1, "the cluster takes groups again");
        await NodeProcess.UntilAsync(() => second.Client.GetGroups().Single(g => g.GroupName == "group3").FragmentCount > 2, "it runs");

        Assert.Equal(MssError.Unavailable, refused.Code);
        await EndAsync(first, second);
        Array.ForEach(groups, group => Check(group, runs: 1));
    }

    private protected string PathOf(string name) => _folder.PathOf(name);

    private protected StreamDefinition Group(int number) => new()
    {
        LocalStreamNames = ["card"],
        Inputs = [Card("card")],
        TargetFolder = _folder.PathOf("web"),
        GroupName = string.Create(CultureInfo.InvariantCulture, $"group{number}"),
        ChunkLength = 1,
    };
}

using Xunit;
using Xunit.Abstractions;

namespace MssTools.Integration.Tests.Cluster;

/// <summary>Nodes with a real PostgreSQL do what they do with Redis.</summary>
[Collection(nameof(ClusterTests))]
public sealed class PostgresTests : ClusterTest
{
    private readonly ITestOutputHelper _output;
    private readonly PostgresServer _postgres;

    public PostgresTests(ITestOutputHelper output)
        : this(output, new PostgresServer())
    {
    }

    private PostgresTests(ITestOutputHelper output, PostgresServer postgres)
        : base(output, postgres) => (_output, _postgres) = (output, postgres);

    private protected override Uri Store => _postgres.Address;

    [PostgresFact]
    public async Task Kill_GroupsGoOnElsewhere_AndTheNodeFindsThemAgain()
    {
        // All at once: they make the tables one after the other.
        NodeProcess[] nodes = await Task.WhenAll(StartAsync("a"), StartAsync("b"), StartAsync("c"));
        StreamDefinition[] groups = [.. Enumerable.Range(1, 6).Select(Group)];
        Array.ForEach(groups, group => nodes[0].Client.Start(group));
        await NodeProcess.UntilAsync(() => nodes.All(node => node.Client.GetGroups().Count(g => g is { State: StreamState.Running, FragmentCount: > 4 }) == 6), "all run, and are listed by all");
        Assert.Equal(["a", "b", "c"], nodes[1].Client.GetNodes().Select(node => node.Name));
        Assert.Equal(3, nodes[1].Client.GetGroups().Select(g => g.Node).Distinct().Count());
        string[] lost = [.. nodes[1].Client.GetGroups().Where(g => g.Node == "c").Select(g => g.GroupName)];

        nodes[2].Kill();
        TimeSpan outage = await NodeProcess.UntilAsync(
            () => nodes[0].Client.GetGroups() is var now && now.Count == 6 && now.All(g => g.Node != "c" && g is { State: StreamState.Running, FragmentCount: > 0 }),
            "those of the dead node run elsewhere");
        _output.WriteLine($"{lost.Length} groups of the killed node were published again after {outage.TotalSeconds:f1} s.");
        Assert.InRange(outage.TotalSeconds, 0, Patience.Factor * 20);

        NodeProcess again = await StartAsync("c");
        Assert.Equal(6, again.Client.GetConfiguration().Groups.Count);
        Assert.Equal(["a", "b", "c"], again.Client.GetNodes().Select(node => node.Name));
        again.Client.StopStream(again.Client.GetStreams().Single(s => s.GroupName == "group6").Id);
        await NodeProcess.UntilAsync(() => nodes[1].Client.GetConfiguration().Groups.Count == 5, "what has ended is forgotten");
        await EndAsync(nodes[0], nodes[1], again);
        Assert.All([.. nodes, again], node => Assert.DoesNotContain("geheim", node.Log, StringComparison.Ordinal));
        foreach (StreamDefinition group in groups[..5])
        {
            Check(group, runs: 4); // the others ended before the last one, and it may have had its share
        }
    }

    [PostgresFact]
    public async Task AllEnd_AndTheNextNodeGoesOnWithEverything()
    {
        NodeProcess node = await StartAsync("a");
        node.Client.AddLocalStream(Card("card"));
        node.Client.Start(Group(1) with { Inputs = [] });
        await NodeProcess.UntilAsync(() => node.Client.GetGroups().Single() is { FragmentCount: > 2 }, "it runs");
        await EndAsync(node);

        _postgres.Stop(); // as a power cut: what it had said was kept is kept
        _postgres.Start();
        NodeProcess other = await StartAsync("b");
        await NodeProcess.UntilAsync(() => other.Client.GetGroups().Single() is { Node: "b", FragmentCount: > 2 }, "it goes on");
        Assert.Equal("card", Assert.Single(other.Client.GetLocalStreams()).Name);
        await EndAsync(other);
        Check(Group(1), runs: 2);
    }

    [PostgresFact]
    public Task StoreAwayForAMinute_GroupsRun_AndChangesAreRefused() => StoreIsAwayForAMinuteAsync(_postgres.Stop, _postgres.Start);

    [PostgresFact]
    public async Task Join_WithAWrongPassword_NoServer_OrAnAddressThatIsNone_IsOneClearError()
    {
        string wrong = await RefusalAsync(_postgres.AddressWith("falsch!").AbsoluteUri);
        string nobody = await RefusalAsync("postgres://msstools:falsch!@127.0.0.1:1/postgres");
        string nowhere = await RefusalAsync($"postgres://msstools:falsch!@127.0.0.1:{_postgres.Port}");
        string setting = await RefusalAsync($"{_postgres.AddressWith("falsch!")}?pooling=false");

        Assert.Contains("\"Unavailable\"", wrong, StringComparison.Ordinal);
        Assert.Contains("password authentication failed", wrong, StringComparison.Ordinal);
        Assert.Contains("\"Unavailable\"", nobody, StringComparison.Ordinal);
        Assert.Contains("\"InvalidSetting\"", nowhere, StringComparison.Ordinal);
        Assert.Contains("names no database", nowhere, StringComparison.Ordinal);
        Assert.Contains("sslmode alone", setting, StringComparison.Ordinal);
        Assert.All([wrong, nobody, nowhere, setting], line => Assert.DoesNotContain("falsch", line, StringComparison.Ordinal));
    }

    // All that the node wrote, of which one line is an error.
    private async Task<string> RefusalAsync(string store)
    {
        using var node = new NodeProcess(PathOf("x"), Key, "--cluster", store, "--node", "x");
        Assert.Equal(1, await node.EndAsync());
        Assert.Single(node.Log.Split('\n'), line => line.Contains("\"level\":\"error\"", StringComparison.Ordinal));
        return node.Log;
    }
}

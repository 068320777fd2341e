using System.Collections.Concurrent;
using System.Net;
using MssTools.Core;
using MssTools.Integration.Tests.Network;
using Xunit;
using Xunit.Abstractions;

namespace MssTools.Integration.Tests.Cluster;

/// <summary>Ingests, servers, publishing points, receivers and events: told to any node, had by all of them, and listed with their nodes.</summary>
[Collection(nameof(ClusterTests))]
public sealed class SharedTests : ClusterTest
{
    private const string Secret = "s3cret-of-the-tests";

    private readonly RedisServer _redis;

    public SharedTests(ITestOutputHelper output)
        : this(output, new RedisServer())
    {
    }

    private SharedTests(ITestOutputHelper output, RedisServer redis)
        : base(output, redis) => _redis = redis;

    private protected override Uri Store => _redis.Address;

    [PlayerFact("redis-server")]
    public async Task ServersAndPoints_AreHadByAllNodes_AlsoByThoseThatComeLater_AndAreEndedAtAll()
    {
        Directory.CreateDirectory(PathOf("web"));
        NodeProcess first = await StartAsync("a");
        NodeProcess second = await StartAsync("b");
        MssServer told = first.Client.StartServer(new ServerDefinition { Root = PathOf("web"), Port = 0, Token = Secret });
        Assert.Equal("a", told.Node);
        Assert.Equal("b", second.Client.AddPoint(new PointDefinition { Name = "live", ServerId = told.Id, Credential = new NetworkCredential("encoder", Secret) }).Node);

        Assert.Equal(["a", "b"], NodesOf(second.Client.GetServers(), server => server.Id == told.Id, server => server.Node));
        Assert.Equal(["a", "b"], NodesOf(first.Client.GetPoints(), point => point is { Name: "live", State: MssPointState.Idle }, point => point.Node));
        Assert.Equal(2, first.Client.GetServers().Select(server => server.Port).Distinct().Count()); // "any free one" is another one at each

        second.Client.StopPoint(told.Id, "live");
        Assert.All(first.Client.GetPoints(), point => Assert.Equal(MssPointState.Stopped, point.State));
        second.Kill();
        NodeProcess third = await StartAsync("c");
        await NodeProcess.UntilAsync(() => NodesOf(third.Client.GetServers(), _ => true, server => server.Node) is ["a", "c"], "who comes later has them");
        Assert.All(third.Client.GetPoints(), point => Assert.Equal(MssPointState.Stopped, point.State));
        third.Client.StartPoint(told.Id, "live");
        Assert.All(first.Client.GetPoints(), point => Assert.Equal(MssPointState.Idle, point.State));

        NodeProcess again = await StartAsync("b");
        await NodeProcess.UntilAsync(() => NodesOf(third.Client.GetServers(), _ => true, server => server.Node) is ["a", "b", "c"], "who was killed has them again");
        MssConfiguration configuration = again.Client.GetConfiguration();
        Assert.Single(configuration.Servers);
        Assert.Equal("live", Assert.Single(configuration.PublishingPoints).Definition.Name);

        third.Client.StopServer(told.Id);
        Assert.Empty(first.Client.GetServers());
        Assert.Empty(again.Client.GetPoints());
        Assert.Equal(MssError.NotFound, Assert.Throws<MssException>(() => first.Client.StopServer(told.Id)).Code);
        Assert.DoesNotContain(Secret, first.Log + second.Log + third.Log, StringComparison.Ordinal);
        await EndAsync(first, again, third);
    }

    [PlayerFact("redis-server")]
    public async Task Ingest_WithLabels_IsAtTheirNode_AndAPortThatIsTakenIsListed_UntilItIsFree()
    {
        NodeProcess first = await StartAsync("a");
        NodeProcess second = await StartAsync("b", "--label", "edge=yes");
        int free = FreePort.Tcp();
        MssIngest labelled = first.Client.StartIngest(new IngestDefinition { Port = free, Address = "127.0.0.1", NodeLabels = ["edge=yes"] });
        Assert.Equal(("b", null), (labelled.Node, labelled.LastError));
        Assert.Single(first.Client.GetIngests());
        Assert.Equal(MssError.AddressInUse, Assert.Throws<MssException>(() => second.Client.StartIngest(new IngestDefinition { Port = free, Address = "127.0.0.1" })).Code);
        Assert.Equal(MssChangeAction.None, second.Client.Ensure(new IngestDefinition { Port = free, Address = "127.0.0.1", NodeLabels = ["edge=yes"] }, isPlan: false).Action);

        // All nodes of a machine cannot have one port; the first has it, the other waits for it, and says so.
        MssIngest shared = first.Client.StartIngest(new IngestDefinition { Port = 0, Address = "127.0.0.1" });
        Assert.Equal("a", shared.Node);
        MssIngest waiting = second.Client.GetIngests().Single(ingest => ingest.Port == shared.Port && ingest.Node == "b");
        Assert.NotNull(waiting.LastError);
        MssPending pending = Assert.Single(first.Client.GetService().Pending);
        Assert.Equal(("ingest", "b", MssError.AddressInUse), (pending.Kind, pending.Node, pending.LastErrorCode));

        first.Kill();
        await NodeProcess.UntilAsync(() => second.Client.GetIngests() is [_, _] all && all.All(ingest => ingest is { Node: "b", LastError: null }), "b has the port that a had");
        await NodeProcess.UntilAsync(() => second.Client.GetNodes() is [{ Name: "b" }], "what a had of the cluster is elsewhere");
        second.Client.StopIngest(shared.Port);
        second.Client.StopIngest(free);
        Assert.Empty(second.Client.GetIngests());
        await EndAsync(second);
    }

    [PlayerFact("redis-server")]
    public async Task Events_OfAllNodesAreHeardAtAny_AndReceiversAreAtAll()
    {
        NodeProcess first = await StartAsync("a", "--label", "zone=north");
        NodeProcess second = await StartAsync("b", "--label", "zone=south");
        first.Client.AddReceiver(new EventReceiverDefinition { Name = "hook", Uri = new Uri("http://127.0.0.1:9/"), RetryCount = 0 });
        Assert.Equal(["a", "b"], NodesOf(second.Client.GetReceivers(), receiver => receiver.Name == "hook", receiver => receiver.Node));

        var heard = new ConcurrentQueue<MssEvent>();
        using var end = new CancellationTokenSource();
        var listens = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task watching = WatchAsync(first.Client, heard, listens.SetResult, end.Token);
        await listens.Task.WaitAsync(Patience.Of(10));
        first.Client.Start(Group(1) with { NodeLabels = ["zone=north"] });
        first.Client.Start(Group(2) with { NodeLabels = ["zone=south"] });
        await UntilHeardAsync("a", "group1");
        await UntilHeardAsync("b", "group2");
        Assert.All(["group1", "group2"], group => Assert.Contains(heard, e => e.GroupName == group && e.State == StreamState.Waiting)); // from the first one on

        NodeProcess third = await StartAsync("c", "--label", "zone=east");
        first.Client.Start(Group(3) with { NodeLabels = ["zone=east"] });
        await UntilHeardAsync("c", "group3");
        Assert.Equal(heard.Count, heard.Distinct().Count());
        await NodeProcess.UntilAsync(() => first.Client.GetReceivers().All(receiver => receiver.FailedCount > 0), "each node tells the receiver what happens there");

        third.Client.RemoveReceiver("hook");
        Assert.Empty(second.Client.GetReceivers());
        await end.CancelAsync();
        await watching;
        await EndAsync(first, second, third);

        Task<TimeSpan> UntilHeardAsync(string node, string group) => NodeProcess.UntilAsync(
            () => heard.Any(e => e.Node == node && e.GroupName == group && e.Kind == MssEventKind.FragmentPublished), $"a fragment of {group} at {node} is heard at a");
    }

    [PlayerFact("redis-server")]
    public async Task Ensure_ChangesWhatAllHave_AndNothingWhileTheStoreIsAway()
    {
        Directory.CreateDirectory(PathOf("web"));
        NodeProcess first = await StartAsync("a");
        NodeProcess second = await StartAsync("b");
        var wanted = new ServerDefinition { Root = PathOf("web"), Port = FreePort.Tcp(), NodeLabels = ["node=b"] };
        Assert.Equal(MssChangeAction.Start, first.Client.Ensure(wanted, isPlan: false).Action);
        MssServer there = Assert.Single(first.Client.GetServers());
        Assert.Equal("b", there.Node);
        Assert.Equal(MssError.InvalidSetting, Assert.Throws<MssException>(() => first.Client.Ensure(wanted with { NodeLabels = ["b"] }, isPlan: false)).Code);

        // Who is asked tries it first: here b has the port of the machine. Then nothing is changed.
        Assert.Equal(MssError.AddressInUse, Assert.Throws<MssException>(() => first.Client.Ensure(wanted with { NodeLabels = ["node=a"] }, isPlan: false)).Code);
        Assert.Equal("b", Assert.Single(first.Client.GetServers()).Node);
        Assert.Empty(first.Client.GetService().Pending);
        second.Kill();
        await NodeProcess.UntilAsync(() => first.Client.Ensure(wanted with { NodeLabels = ["node=a"] }, isPlan: false).Action == MssChangeAction.Restart, "it goes to a");
        second = await StartAsync("b");
        await NodeProcess.UntilAsync(() => second.Client.GetServers() is [{ Node: "a", LastError: null } gone] && gone.Id == there.Id, "it has gone to a under its number");
        Assert.Equal(MssChangeAction.None, second.Client.Ensure(wanted with { NodeLabels = ["node=a"] }, isPlan: false).Action);
        var hook = new EventReceiverDefinition { Name = "hook", Uri = new Uri("http://127.0.0.1:9/") };
        first.Client.AddReceiver(hook);
        Assert.Equal("hook", second.Client.AddReceiver(hook).Name); // the same is left alone

        _redis.Stop();
        Assert.Equal(MssError.Unavailable, Assert.Throws<MssException>(() => first.Client.Ensure(wanted with { NodeLabels = ["node=a"], Token = Secret }, isPlan: false)).Code);
        Assert.Equal(MssError.Unavailable, Assert.Throws<MssException>(() => first.Client.StartIngest(new IngestDefinition { Port = 0, Address = "127.0.0.1" })).Code);
        _redis.Start();
        await NodeProcess.UntilAsync(() => first.Client.Ensure(wanted with { NodeLabels = ["node=a"] }, isPlan: false).Action == MssChangeAction.None, "the store is back");
        Assert.Empty(first.Client.GetIngests());
        using (var http = new HttpClient())
        {
            Assert.NotEqual(HttpStatusCode.Unauthorized, (await http.GetAsync(first.Client.GetServers()[0].Url)).StatusCode);
        }

        await EndAsync(first, second);
    }

    [PlayerFact("redis-server")]
    public async Task WhatAServiceWasToldBefore_IsItsOwn()
    {
        Directory.CreateDirectory(PathOf("web"));
        using (var alone = new NodeProcess(PathOf("a"), Key))
        {
            await NodeProcess.UntilAsync(() => alone.Client.GetService().State == MssServiceState.Running, "it runs alone");
            Assert.Equal(1, alone.Client.StartServer(new ServerDefinition { Root = PathOf("web"), Port = 0 }).Id);
            Assert.Equal(0, await alone.TerminateAsync());
        }

        NodeProcess first = await StartAsync("a");
        NodeProcess second = await StartAsync("b");
        await NodeProcess.UntilAsync(() => first.Client.GetServers() is [{ Id: 1, Node: "a", LastError: null }], "it has what it had");
        Assert.Empty(second.Client.GetServers());
        Assert.Equal(MssError.NotFound, Assert.Throws<MssException>(() => second.Client.StopServer(1)).Code);
        first.Client.AddPoint(new PointDefinition { Name = "live", ServerId = 1 });
        Assert.Empty(second.Client.GetPoints());
        first.Client.StopServer(1);
        Assert.Empty(first.Client.GetServers());
        await EndAsync(first, second);
    }

    // Every error would end the script.
    [PlayerFact("redis-server")]
    public async Task Cmdlets_DealWithEachOnce_ThoughThereIsARowForEachNode()
    {
        Directory.CreateDirectory(PathOf("web"));
        NodeProcess first = await StartAsync("a");
        NodeProcess second = await StartAsync("b");
        using var folder = new TemporaryFolder();

        string output = await HostProcess.RunScriptAsync(
            folder,
            $"""
            Connect-MSSService -StatePath '{PathOf("a")}' | Out-Null
            Start-MSSServer -Root '{PathOf("web")}' -Port 0 | Out-Null
            New-MSSPublishingPoint live1, live2 | Out-Null
            Start-MSSIngest -Port 0 -Address 127.0.0.1 -WarningAction SilentlyContinue | Out-Null
            Register-MSSEvent -Name hook -Uri http://127.0.0.1:9/ | Out-Null
            "rows: $(@(Get-MSSServer).Count) $(@(Get-MSSPublishingPoint).Count) $(@(Get-MSSIngest).Count) $(@(Get-MSSEventReceiver).Count)"
            "plan: $(@(Get-MSSServer | Stop-MSSServer -WhatIf -PassThru).Count)"
            Get-MSSPublishingPoint | Stop-MSSPublishingPoint
            "stopped: $(@(Get-MSSPublishingPoint | Where-Object State -eq Stopped).Count)"
            Get-MSSPublishingPoint live1 | Remove-MSSPublishingPoint
            Get-MSSPublishingPoint | Remove-MSSPublishingPoint
            Get-MSSIngest | Stop-MSSIngest
            "left: $(@(Get-MSSServer | Stop-MSSServer -PassThru).Count)"
            Get-MSSEventReceiver | Unregister-MSSEvent
            "rows: $(@(Get-MSSServer).Count) $(@(Get-MSSPublishingPoint).Count) $(@(Get-MSSIngest).Count) $(@(Get-MSSEventReceiver).Count)"
            """);

        Assert.Equal(["rows: 2 4 2 2", "plan: 0", "stopped: 4", "left: 1", "rows: 0 0 0 0"], output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Where(line => !line.StartsWith("What if", StringComparison.Ordinal)));
        await EndAsync(first, second);
    }

    private static string[] NodesOf<T>(IReadOnlyList<T> all, Func<T, bool> condition, Func<T, string> nodeOf) => [.. all.Where(condition).Select(nodeOf)];

    private static async Task WatchAsync(ServiceClient client, ConcurrentQueue<MssEvent> heard, Action listens, CancellationToken end)
    {
        try
        {
            await foreach (MssEvent happened in client.WatchAsync(listens, end))
            {
                heard.Enqueue(happened);
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }
}

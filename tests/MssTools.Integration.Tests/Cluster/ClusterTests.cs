using System.Security.Cryptography;
using MssTools.Integration.Tests.Reading;
using Xunit;
using Xunit.Abstractions;

namespace MssTools.Integration.Tests.Cluster;

/// <summary>Nodes with a real Redis.</summary>
[Collection(nameof(ClusterTests))]
public sealed class ClusterTests : ClusterTest
{
    private readonly ITestOutputHelper _output;
    private readonly RedisServer _redis;

    public ClusterTests(ITestOutputHelper output)
        : this(output, new RedisServer())
    {
    }

    private ClusterTests(ITestOutputHelper output, RedisServer redis)
        : base(output, redis) => (_output, _redis) = (output, redis);

    private protected override Uri Store => _redis.Address;

    [PlayerFact("redis-server")]
    public async Task Kill_GroupsGoOnElsewhere_AndNoTimeIsRepeated()
    {
        NodeProcess[] nodes = [await StartAsync("a"), await StartAsync("b"), await StartAsync("c")];
        StreamDefinition[] groups = [.. Enumerable.Range(1, 6).Select(Group)];
        foreach (StreamDefinition group in groups)
        {
            nodes[0].Client.Start(group);
        }

        await NodeProcess.UntilAsync(() => nodes.All(node => node.Client.GetGroups().Count(g => g is { State: StreamState.Running, FragmentCount: > 4 }) == 6), "all run, and are listed by all");
        Assert.Equal(3, nodes[1].Client.GetGroups().Select(g => g.Node).Distinct().Count());
        Assert.Equal(6, nodes[2].Client.GetStreams().Select(s => s.Id).Distinct().Count());
        string[] lost = [.. nodes[1].Client.GetGroups().Where(g => g.Node == "c").Select(g => g.GroupName)];

        nodes[2].Kill();
        TimeSpan outage = await NodeProcess.UntilAsync(
            () => nodes[0].Client.GetGroups() is var now && now.Count == 6 && now.All(g => g.Node != "c" && g is { State: StreamState.Running, FragmentCount: > 0 }),
            "those of the dead node run elsewhere");
        _output.WriteLine($"{lost.Length} groups of the killed node were published again after {outage.TotalSeconds:f1} s.");
        await NodeProcess.UntilAsync(() => nodes[1].Client.GetGroups().All(g => g.FragmentCount > 4), "all go on");

        await EndAsync(nodes[0], nodes[1]);
        Assert.InRange(outage.TotalSeconds, 0, Patience.Factor * 20);
        foreach (StreamDefinition group in groups)
        {
            Check(group, runs: lost.Contains(group.GroupName) ? 2 : 1);
        }
    }

    // A job that asks again must not take them for lost.
    [PlayerFact("redis-server")]
    public async Task Start_OfWhatItsNodeDiedWithAMomentAgo_IsListedAtOnce_AndTellsTheSameStreams()
    {
        NodeProcess[] nodes = [await StartAsync("a"), await StartAsync("b"), await StartAsync("c")];
        StreamDefinition[] groups = [.. Enumerable.Range(1, 4).Select(i => Group(i) with { NodeLabels = ["node=c"] })];
        int[] ids = [.. groups.SelectMany(group => nodes[0].Client.Start(group)).Select(stream => stream.Id)];

        nodes[2].Kill();
        Assert.Equal(ids, nodes[0].Client.GetStreams().Select(stream => stream.Id));
        List<int> again = [];
        foreach (StreamDefinition group in groups)
        {
            IReadOnlyList<MssStream> told = [];
            await NodeProcess.UntilAsync(() => (told = nodes[0].Client.Start(group)) is not null, "the cluster answers");
            again.AddRange(told.Select(stream => stream.Id));
        }

        Assert.Equal(ids, again);
        Assert.All(nodes[1].Client.GetStreams(), stream => Assert.Equal(StreamState.Waiting, stream.State));
        await NodeProcess.UntilAsync(() => nodes[0].Client.GetStreams().All(stream => stream.WaitingFor!.Contains("labels node=c", StringComparison.Ordinal)), "they say what they wait for");
        Assert.Equal(4, nodes[0].Client.GetConfiguration().Groups.Count);

        // One of them is told to go on without it.
        MssChange change = nodes[1].Client.Ensure(groups[0] with { NodeLabels = [] }, isPlan: false);
        Assert.True(change.IsDone);
        Assert.Equal(["NodeLabels"], change.ChangedSettings);
        await NodeProcess.UntilAsync(() => nodes[0].Client.GetGroups().Single(g => g.GroupName == "group1") is { State: StreamState.Running, FragmentCount: > 2 }, "it goes on elsewhere");
        Assert.Equal(ids, nodes[0].Client.GetStreams().Select(stream => stream.Id));

        groups = groups[1..];
        nodes[2] = await StartAsync("c");
        await NodeProcess.UntilAsync(() => nodes[0].Client.GetGroups().Where(g => g.GroupName != "group1").ToArray() is { Length: 3 } now && now.All(g => g is { Node: "c", FragmentCount: > 2 }), "they go on there", 60);
        await EndAsync(nodes[0], nodes[1]);
    }

    [PlayerFact("redis-server")]
    public async Task Start_AtTwoNodesAtOnce_IsOneGroup_AndAnotherOneOfItsNameIsRefused()
    {
        NodeProcess[] nodes = [await StartAsync("a"), await StartAsync("b")];
        for (int i = 1; i <= 3; i++)
        {
            StreamDefinition group = Group(i);
            IReadOnlyList<MssStream>[] told = await Task.WhenAll(nodes.Select(node => Task.Run(() => node.Client.Start(group))));
            Assert.Equal(told[0].Select(stream => stream.Id), told[1].Select(stream => stream.Id));

            StreamDefinition next = Group(10 + i);
            Exception?[] failures = await Task.WhenAll(
                Task.Run(() => Record.Exception(() => nodes[0].Client.Start(next))),
                Task.Run(() => Record.Exception(() => nodes[1].Client.Start(next with { LookAheadFragmentCount = 1 }))));
            Assert.Equal(MssError.GroupInUse, Assert.IsType<MssException>(Assert.Single(failures, failure => failure is not null)).Code);
        }

        Assert.Equal(6, nodes[1].Client.GetConfiguration().Groups.Count);
        Assert.Equal(6, nodes[0].Client.GetStreams().Count);
        await EndAsync(nodes);
    }

    // As a machine that is suspended, or starved by its host: when it wakes, its groups are others'.
    [PlayerFact("redis-server")]
    public async Task Freeze_GroupsGoOnElsewhere_AndWhoWakesEndsAtOnce()
    {
        NodeProcess first = await StartAsync("a");
        NodeProcess second = await StartAsync("b");
        StreamDefinition[] groups = [.. Enumerable.Range(1, 4).Select(Group)];
        Array.ForEach(groups, group => first.Client.Start(group));
        await NodeProcess.UntilAsync(() => first.Client.GetGroups().All(g => g is { State: StreamState.Running, FragmentCount: > 4 }), "all run");
        string[] lost = [.. first.Client.GetGroups().Where(g => g.Node == "b").Select(g => g.GroupName)];
        Assert.NotEmpty(lost);

        second.Signal("STOP");
        TimeSpan outage = await NodeProcess.UntilAsync(
            () => first.Client.GetGroups() is var now && now.Count == 4 && now.All(g => g is { Node: "a", State: StreamState.Running, FragmentCount: > 0 }),
            "those of the frozen node run elsewhere");
        _output.WriteLine($"{lost.Length} groups of the frozen node were published again after {outage.TotalSeconds:f1} s.");
        await Task.Delay(TimeSpan.FromSeconds(Math.Max(0, 20 - outage.TotalSeconds)));
        second.Signal("CONT");

        Assert.Equal(70, await second.EndAsync());
        Assert.Contains("is out of its cluster", second.Log, StringComparison.Ordinal);
        await Task.Delay(TimeSpan.FromSeconds(3));
        Assert.All(first.Client.GetGroups(), g => Assert.Equal(StreamState.Running, g.State));
        await EndAsync(first);
        Assert.InRange(outage.TotalSeconds, 0, Patience.Factor * 25);
        Array.ForEach(groups, group => Check(group, runs: lost.Contains(group.GroupName) ? 2 : 1));
    }

    [PlayerFact("redis-server")]
    public async Task Terminate_GroupsGoOnElsewhere_AndTheNodeComesBack()
    {
        NodeProcess first = await StartAsync("a");
        NodeProcess second = await StartAsync("b");
        first.Client.AddLocalStream(Card("card"));
        StreamDefinition[] groups = [.. Enumerable.Range(1, 4).Select(i => Group(i) with { Inputs = [] })];
        Array.ForEach(groups, group => second.Client.Start(group));
        await NodeProcess.UntilAsync(() => first.Client.GetGroups().All(g => g.FragmentCount > 2), "all run");

        Assert.Equal(0, await first.TerminateAsync());
        await NodeProcess.UntilAsync(() => second.Client.GetGroups() is { Count: 4 } now && now.All(g => g is { Node: "b", FragmentCount: > 2 }), "all are at the other node");
        NodeProcess again = await StartAsync("a");

        Assert.Equal(["a", "b"], again.Client.GetNodes().Select(n => n.Name));
        Assert.Equal("card", Assert.Single(again.Client.GetLocalStreams()).Name);
        Assert.Equal(4, again.Client.GetGroups().Count);
        Assert.Equal(4, again.Client.GetConfiguration().Groups.Count);
        await EndAsync(again, second);
        Array.ForEach(groups, group => Check(group, runs: 2));
    }

    [PlayerFact("redis-server")]
    public async Task Suspend_Move_AndLabels_GroupsAreWhereTheyShould()
    {
        NodeProcess first = await StartAsync("a", "--label", "zone=north");
        NodeProcess second = await StartAsync("b", "--label", "zone=south", "--label", "disk=fast");
        MssStream here = first.Client.Start(Group(1) with { NodeLabels = ["zone=south", "disk=fast"] })[0];
        StreamDefinition free = Group(2);
        first.Client.Start(free);
        Assert.Equal("b", here.Node);
        var refused = Assert.Throws<MssException>(() => first.Client.Start(Group(3) with { NodeLabels = ["zone=east"] }));
        Assert.Equal(MssError.InvalidSetting, refused.Code);
        await NodeProcess.UntilAsync(() => first.Client.GetGroups().All(g => g.FragmentCount > 2), "both run");

        string other = second.Client.GetGroups().Single(g => g.GroupName == "group2").Node == "a" ? "b" : "a";
        Assert.Equal(other, first.Client.MoveGroup(free.Identity, null));
        Assert.Equal(other, second.Client.GetGroups().Single(g => g.GroupName == "group2").Node);
        Assert.Equal(MssError.InvalidSetting, Assert.Throws<MssException>(() => first.Client.MoveGroup(Group(1).Identity, "a")).Code);
        Assert.Equal(MssError.NotFound, Assert.Throws<MssException>(() => first.Client.MoveGroup(free.Identity, "x")).Code);

        first.Client.SuspendNode("b");
        await NodeProcess.UntilAsync(() => first.Client.GetGroups().Single(g => g.GroupName == "group2") is { Node: "a", FragmentCount: > 2 }, "what may go goes");
        Assert.Equal(MssNodeState.Draining, first.Client.GetNodes().Single(n => n.Name == "b").State);
        Assert.Equal("b", first.Client.GetGroups().Single(g => g.GroupName == "group1").Node);
        first.Client.ResumeNode("b");
        Assert.Equal(MssNodeState.Running, second.Client.GetNodes().Single(n => n.Name == "b").State);

        Assert.Equal(0, first.Client.RemoveGroup(Group(1).Identity, deleteFile: true, CancellationToken.None));
        Assert.Equal("group2", Assert.Single(second.Client.GetGroups()).GroupName);
        Assert.False(Directory.Exists(Group(1).GroupFolder));
        int id = second.Client.GetStreams().Single().Id;
        second.Client.StopStream(id);
        Assert.True(first.Client.WaitForEnd(id, TimeSpan.FromSeconds(30), CancellationToken.None));
        await NodeProcess.UntilAsync(() => first.Client.GetConfiguration().Groups.Count == 0, "what has ended is forgotten");
        await EndAsync(first, second);
        Assert.False(ClientGroup.Load(free.GroupFolder).IsLive);
    }

    [PlayerFact("redis-server")]
    public async Task Ensure_ChangesAGroupOnAnotherNode_AndARunningOneIsLeftAlone()
    {
        NodeProcess first = await StartAsync("a", "--label", "zone=north");
        NodeProcess second = await StartAsync("b");
        StreamDefinition group = Group(1) with { NodeLabels = ["zone=north"], PlaylistType = PlaylistType.Rolling };
        MssChange plan = second.Client.Ensure(group, isPlan: true);
        Assert.Equal((MssChangeAction.Start, false), (plan.Action, plan.IsDone));
        Assert.True(second.Client.Ensure(group, isPlan: false).IsDone);
        Assert.Equal("a", second.Client.Start(group)[0].Node);
        Assert.Equal(MssChangeAction.None, second.Client.Ensure(group, isPlan: false).Action);
        Assert.Equal(MssError.GroupInUse, Assert.Throws<MssException>(() => second.Client.Start(group with { PlaylistLength = 20 })).Code);

        Assert.Equal(MssChangeAction.Change, second.Client.Ensure(group with { PlaylistLength = 20 }, isPlan: false).Action);
        Assert.Equal(20, first.Client.GetConfiguration().Groups.Single().PlaylistLength);
        Assert.Equal(MssChangeAction.Restart, second.Client.Ensure(group with { PlaylistLength = 20, NodeLabels = [] }, isPlan: false).Action);
        await NodeProcess.UntilAsync(() => first.Client.GetGroups().Single() is { State: StreamState.Running, FragmentCount: > 2 }, "it goes on");
    }

    [PlayerFact("redis-server")]
    public async Task Join_WithAnotherKeyOrATakenName_IsRefused()
    {
        await StartAsync("a");
        using var other = new NodeProcess(PathOf("x"), Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)), "--cluster", $"{_redis.Address}", "--node", "x");
        using var same = new NodeProcess(PathOf("y"), Key, "--cluster", $"{_redis.Address}", "--node", "a");

        Assert.Equal(1, await other.EndAsync());
        Assert.Equal(1, await same.EndAsync());
        Assert.Contains("another key than the cluster", other.Log, StringComparison.Ordinal);
        Assert.Contains("AlreadyExists", same.Log, StringComparison.Ordinal);
    }

    [PlayerFact("redis-server")]
    public Task StoreAwayForAMinute_GroupsRun_AndChangesAreRefused() => StoreIsAwayForAMinuteAsync(_redis.Stop, _redis.Start);

    [PlayerFact("redis-server")]
    public async Task JoiningNode_GetsItsShare_AndNoGroupMovesTwice()
    {
        NodeProcess first = await StartAsync("a");
        StreamDefinition[] groups = [.. Enumerable.Range(1, 6).Select(Group)];
        Array.ForEach(groups, group => first.Client.Start(group));
        await NodeProcess.UntilAsync(() => first.Client.GetGroups().All(g => g.FragmentCount > 2), "all run");

        NodeProcess second = await StartAsync("b");
        TimeSpan balanced = await NodeProcess.UntilAsync(() => second.Client.GetGroups().Count(g => g.Node == "b") >= 2, "the new node has a share", seconds: 60);
        _output.WriteLine($"The new node had a share after {balanced.TotalSeconds:f0} s.");
        await Task.Delay(TimeSpan.FromSeconds(30));

        string[] moves = [.. first.Log.Split('\n').Concat(second.Log.Split('\n')).Where(line => line.Contains("for balance", StringComparison.Ordinal))];
        _output.WriteLine(string.Join('\n', moves));
        Assert.All(groups, group => Assert.InRange(moves.Count(line => line.Contains($"/{group.GroupName}\"", StringComparison.Ordinal)), 0, 1));
        await EndAsync(first, second);
        Array.ForEach(groups, group => Check(group, runs: 2));
    }

    // What is written with each change must not grow with all that there is.
    [PlayerFact("redis-server")]
    public async Task Catalog_IsWrittenInParts_AndNoNumberIsUsedTwice()
    {
        NodeProcess first = await StartAsync("a");
        NodeProcess second = await StartAsync("b");
        string[] names = [.. Enumerable.Range(1, 300).Select(static i => $"camera{i}")];
        Array.ForEach(names, name => first.Client.AddLocalStream(Card(name)));
        await NodeProcess.UntilAsync(() => second.Client.GetLocalStreams().Count == names.Length, "the other node has all");
        IReadOnlyDictionary<string, int> sizes = await _redis.SizesAsync();
        _output.WriteLine(string.Join('\n', sizes.OrderByDescending(size => size.Value).Take(5)));
        int all = sizes.Where(size => size.Key.Contains("part", StringComparison.Ordinal)).Sum(size => size.Value);
        Assert.True(all > 30_000, $"{all}");
        Assert.True(sizes.Values.Max() < all / 10, $"{sizes.Values.Max()} of {all}");

        List<int> numbers = [.. Enumerable.Range(1, 4).SelectMany(i => second.Client.Start(Group(i))).Select(stream => stream.Id)];
        first.Client.RemoveGroup(Group(4).Identity, deleteFile: true, CancellationToken.None);
        numbers.AddRange(first.Client.Start(Group(4)).Select(stream => stream.Id));
        first.Client.RemoveLocalStream("camera7");
        await NodeProcess.UntilAsync(() => second.Client.GetLocalStreams().Count == names.Length - 1, "the other node has one less");

        await EndAsync(first);
        await NodeProcess.UntilAsync(() => second.Client.GetGroups() is { Count: 4 } now && now.All(g => g is { Node: "b", FragmentCount: > 2 }), "all are at the other node");
        numbers.AddRange(second.Client.Start(Group(5)).Select(stream => stream.Id));
        Assert.Equal(numbers.Order().Distinct(), numbers);
        Assert.All(numbers, number => Assert.InRange(number, 1, 6));
    }
}

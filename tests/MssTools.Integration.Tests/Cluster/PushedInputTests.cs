using System.Diagnostics;
using System.Net;
using MssTools.Core;
using MssTools.Integration.Tests.Exactness;
using MssTools.Integration.Tests.Network;
using MssTools.Integration.Tests.Reading;
using Xunit;
using Xunit.Abstractions;

namespace MssTools.Integration.Tests.Cluster;

/// <summary>Encoders that push to any node: a group reads the stream from the node that has it, and goes on when the encoder comes to another one.</summary>
[Collection(nameof(ClusterTests))]
public sealed class PushedInputTests : ClusterTest
{
    private readonly List<Process> _encoders = [];
    private readonly RedisServer _redis;

    public PushedInputTests(ITestOutputHelper output)
        : this(output, new RedisServer())
    {
    }

    private PushedInputTests(ITestOutputHelper output, RedisServer redis)
        : base(output, redis) => _redis = redis;

    private protected override Uri Store => _redis.Address;

    private StreamDefinition Camera => Group(1) with { LocalStreamNames = ["cam"], Inputs = [], NodeLabels = ["job=package"] };

    [PlayerFact("redis-server", "ffmpeg")]
    public async Task Rtmp_ToAnyNode_IsReadByTheNodeOfTheGroup_AndTheChannelGoesOn()
    {
        try
        {
            NodeProcess first = await StartAsync("a");
            NodeProcess second = await StartAsync("b");
            NodeProcess third = await StartAsync("c", "--label", "job=package");
            int toFirst = first.Client.StartIngest(new IngestDefinition { Port = 0, Address = "127.0.0.1", NodeLabels = ["node=a"] }).Port;
            int toSecond = second.Client.StartIngest(new IngestDefinition { Port = 0, Address = "127.0.0.1", NodeLabels = ["node=b"] }).Port;
            Assert.Equal("c", first.Client.Start(Camera)[0].Node);

            Process encoder = Push(toFirst);
            await GrowsAsync(third, "what comes to a is packaged at c");
            Assert.Contains("node 'a'", third.Client.GetLocalStreams().Single(s => s.Name == "cam").Source, StringComparison.Ordinal);

            encoder.Kill();
            Process other = Push(toSecond);
            await GrowsAsync(third, "the encoder went to b, and the channel goes on");

            Process rival = Push(toFirst);
            await rival.WaitForExitAsync().WaitAsync(Patience.Of(30)); // the name is taken, in the whole cluster
            Assert.NotEqual(0, rival.ExitCode);
            Assert.False(other.HasExited);

            second.Kill();
            await NodeProcess.UntilAsync(() => other.HasExited, "the encoder sees that its node has gone");
            Push(toFirst);
            await GrowsAsync(third, "the encoder went back to a, and the channel goes on");
            await EndAsync(third, first);
            Check(Camera, runs: 4);
        }
        finally
        {
            EndEncoders();
        }
    }

    [PlayerFact("redis-server", "ffmpeg")]
    public async Task Smooth_ToAPointOfAnyNode_IsOneBroadcast()
    {
        try
        {
            NodeProcess first = await StartAsync("a");
            NodeProcess second = await StartAsync("b");
            Directory.CreateDirectory(PathOf("web"));
            MssServer server = first.Client.StartServer(new ServerDefinition { Root = PathOf("web"), Port = 0 });
            second.Client.AddPoint(new PointDefinition { Name = "live", ServerId = server.Id, Group = new StreamDefinition { ChunkLength = 1 } });
            int[] ports = [.. first.Client.GetServers().Select(there => there.Port)];

            for (int turn = 0; turn < 3; turn++)
            {
                Process encoder = Start("-f", "ismv", "-movflags", "isml+frag_keyframe", $"http://127.0.0.1:{ports[turn % 2]}/live.isml/Streams(a)");
                await GrowsAsync(second, $"encoder {turn} is packaged");
                encoder.Kill();
            }

            MssGroup group = Assert.Single(first.Client.GetGroups());
            Assert.Equal(("live", PathOf("web")), (group.GroupName, group.TargetFolder));
            await EndAsync(first, second);
            Check(group.Definition with { TargetFolder = PathOf("web"), GroupName = "live" }, runs: 6);
        }
        finally
        {
            EndEncoders();
        }
    }

    [PlayerFact("redis-server")]
    public async Task Smooth_PostsThatReachDifferentNodes_AreOnePresentation_ToTheSample()
    {
        NodeProcess first = await StartAsync("a");
        NodeProcess second = await StartAsync("b");
        Dictionary<string, int> ports = AddPoint(first, new NetworkCredential("encoder", "pass word"));
        using var name = new DividingProxy(line => ports[line.Contains("high", StringComparison.Ordinal) ? "a" : "b"]);
        var encoder = new MssEngine(TimeProvider.System);
        StreamDefinition encoded = TwoRenditions(new Uri($"http://encoder:pass%20word@127.0.0.1:{name.Port}/live.isml"), "&duration=12");
        encoder.Start(encoded);

        await NodeProcess.UntilAsync(() => first.Client.GetPoints().Any(point => point.Senders.Count == 2), "both POSTs come to one node");
        MssPublishingPoint idle = first.Client.GetPoints().Single(point => point.Senders.Count == 0);
        await NodeProcess.UntilAsync(() => first.Client.GetPoints().Any(point => point.State == MssPointState.Stopped), "the broadcast has ended");

        MssPublishingPoint taken = first.Client.GetPoints().Single(point => point.Node != idle.Node);
        Assert.Equal((0L, 0L, 0L), (taken.DamagedCount, taken.LateCount, taken.DroppedCount));
        Assert.Equal((0L, MssPointState.Idle), (idle.FragmentCount, idle.State));
        ClientGroup sent = ClientGroup.Load(encoded.GroupFolder);
        ClientGroup packaged = GroupLaws.Check(PathOf("web/live"));
        foreach ((ClientIndex index, ClientLevel level) in sent.Indexes.SelectMany(index => index.Levels.Select(level => (index, level))))
        {
            ClientIndex there = packaged.Indexes.Single(other => other.Name == index.Name);
            Assert.Equal(
                sent.SamplesOf(index, level).Select(sample => SourcePacket.HashOf(sample.Data)),
                packaged.SamplesOf(there, there.Levels.Single(other => other.Bitrate == level.Bitrate)).Select(sample => SourcePacket.HashOf(sample.Data)));
        }

        Assert.Equal(2, packaged.Video.Levels.Count);
        encoder.Shutdown();
        await EndAsync(first, second);
    }

    [PlayerFact("redis-server")]
    public async Task Smooth_TheNodeOfTheBroadcastIsKilled_AnotherOneHasItAndTheChannelGoesOn()
    {
        NodeProcess[] nodes = [await StartAsync("a"), await StartAsync("b"), await StartAsync("c")];
        Dictionary<string, int> ports = AddPoint(nodes[0], credential: null);
        string high = "a";
        string low = "b";
        using var name = new DividingProxy(line => ports[line.Contains("high", StringComparison.Ordinal) ? high : low]);
        var encoder = new MssEngine(TimeProvider.System);
        encoder.Start(TwoRenditions(new Uri($"http://127.0.0.1:{name.Port}/live.isml"), ""));
        await NodeProcess.UntilAsync(() => nodes[2].Client.GetPoints().Any(point => point.Senders.Count == 2), "both POSTs come to one node");
        await GrowsAsync(nodes[2], "they are packaged");

        string owner = nodes[2].Client.GetPoints().Single(point => point.Senders.Count == 2).Node;
        (high, low) = owner == "a" ? ("c", "b") : ("a", "c");
        nodes.Single(node => node.Name == owner).Kill();
        await NodeProcess.UntilAsync(() => nodes[2].Client.GetPoints().Any(point => point.Node != owner && point.Senders.Count == 2), "both come to another node");
        await GrowsAsync(nodes[2], "the channel goes on");

        encoder.Shutdown();
        await EndAsync([.. nodes.Where(node => node.Name != owner)]);
        ClientGroup read = GroupLaws.Check(PathOf("web/live"), lookAhead: 0, runs: 5);
        Assert.True(read.Video.Rows.Zip(read.Video.Rows.Skip(1)).All(pair => pair.First.Time < pair.Second.Time));
    }

    // The server's port at each node.
    private Dictionary<string, int> AddPoint(NodeProcess node, NetworkCredential? credential)
    {
        Directory.CreateDirectory(PathOf("web"));
        MssServer server = node.Client.StartServer(new ServerDefinition { Root = PathOf("web"), Port = 0 });
        node.Client.AddPoint(new PointDefinition
        {
            Name = "live",
            ServerId = server.Id,
            Credential = credential,
            Group = new StreamDefinition { ChunkLength = 1, LookAheadFragmentCount = 0 },
        });
        return node.Client.GetServers().ToDictionary(there => there.Node, there => there.Port);
    }

    private StreamDefinition TwoRenditions(Uri point, string settings) => Group(1) with
    {
        LocalStreamNames = ["low", "high"],
        Inputs =
        [
            new LocalStreamDefinition { Name = "low", Source = "test:?width=128&height=96&bitrate=100000&gop=1" + settings },
            new LocalStreamDefinition { Name = "high", Source = "test:?width=256&height=192&bitrate=200000&gop=1" + settings },
        ],
        TargetFolder = PathOf("encoder"),
        LookAheadFragmentCount = 0,
        IsmType = IsmType.Isml,
        Push = new PushDefinition { Points = [point] },
    };

    private static async Task GrowsAsync(NodeProcess node, string what)
    {
        long before = Fragments(node);
        await NodeProcess.UntilAsync(() => Fragments(node) > before + 4, what, seconds: 60);
    }

    private static long Fragments(NodeProcess node) => node.Client.GetGroups().Sum(group => group.FragmentCount);

    private Process Push(int port) => Start("-f", "flv", $"rtmp://127.0.0.1:{port}/live/cam");

    private Process Start(params string[] target)
    {
        Process encoder = Tool.Start("ffmpeg", Environment.CurrentDirectory, ["-v", "error", "-re", "-stream_loop", "-1", "-i", Repository.PathOf("examples/media/low.mp4"), "-c", "copy", .. target]);
        _encoders.Add(encoder);
        return encoder;
    }

    private void EndEncoders()
    {
        foreach (Process encoder in _encoders)
        {
            if (!encoder.HasExited)
            {
                encoder.Kill();
            }

            encoder.Dispose();
        }
    }
}

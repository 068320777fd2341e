using System.Diagnostics;
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

using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Xunit;

namespace MssTools.Core.Tests.Outputs.Push;

/// <summary>Pushes to a receiver that knows only the specification, and that does not always behave.</summary>
public sealed class PushTests : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);
    private static readonly string s_clip = GoldenFiles.PathOf("inputs", "mp4", "bframes.mp4");

    private readonly TemporaryFolder _folder = new();
    private readonly MssEngine _engine = new(new FastTime(DateTimeOffset.UnixEpoch.AddYears(56)));

    public void Dispose()
    {
        _engine.Shutdown();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(IngestLayout.PerRendition, "Streams(a)", "Streams(b)")]
    [InlineData(IngestLayout.Muxed, "Streams(group)")]
    [InlineData(IngestLayout.PerTrack, "Streams(a-audio)", "Streams(a-video)", "Streams(b-audio)", "Streams(b-video)")]
    public async Task EachLayout_IsRightToTheByte_AndEndsWithEos(IngestLayout layout, params string[] targets)
    {
        using var receiver = new WireReceiver();
        StreamDefinition definition = Define(receiver.Point(), "a", "b") with { Bandwidths = [300_000, 200_000] };
        Start(definition with { Push = definition.Push with { Layout = layout, SendStreamManifest = true } });
        await Until(() => receiver.Streams.Count == targets.Length && receiver.Streams.All(stream => CountOf(stream) >= 8));

        Stop();

        Assert.Empty(receiver.Complaints);
        Assert.All(receiver.Streams, stream => Assert.True(stream.HasEos && stream.HasEnded));
        Assert.All(receiver.Streams, stream => Assert.Equal(["ftyp", "StreamManifest", "LiveServerManifest", "moov"], stream.Order));
        Assert.All(receiver.Streams, stream => Assert.Equal(targets, stream.Presentation.Order(StringComparer.Ordinal)));
        Assert.Equal(targets.Select(target => $"POST /live.isml/{target} HTTP/1.1"), receiver.Streams.Select(s => s.Head.Split('\n')[0]).Order(StringComparer.Ordinal));
        Assert.Equal(targets.Length, receiver.Requests.Count(request => request.Contains("Content-Length: 0", StringComparison.Ordinal)));
        Assert.Equal(
            [("audio", 200_000L), ("audio", 300_000L), ("video", 200_000L), ("video", 300_000L)],
            receiver.Streams.SelectMany(s => s.Fragments).Select(f => (f.Name, f.Bitrate)).Distinct().Order());
        MssOutput output = Output();
        Assert.Equal(StreamState.Completed, output.State);
        Assert.Equal(receiver.Streams.Sum(CountOf), output.FragmentCount);
        Assert.All(output.Connections, connection => Assert.Equal(MssPushState.Ended, connection.State));
        Assert.Null(output.LastError);
    }

    [Fact]
    public async Task BitrateOfEachKind_IsTheGivenOne()
    {
        using var receiver = new WireReceiver();
        Start(Define(receiver.Point(), "a") with { VideoBitrates = [2_000_000], AudioBitrates = [96_000] });
        await Until(() => receiver.Streams.Any(stream => CountOf(stream) >= 4));

        Stop();

        Assert.Equal(
            [("audio", 96_000L), ("video", 2_000_000L)],
            receiver.Streams.SelectMany(s => s.Fragments).Select(f => (f.Name, f.Bitrate)).Distinct().Order());
    }

    [Theory]
    [InlineData(0)]   // reset
    [InlineData(412)]
    [InlineData(500)]
    [InlineData(200)] // the server ends the stream
    public async Task LostConnection_IsMadeAgain_WithTheSameHeaderAndTheLastTwoOfEachTrack(int status)
    {
        using var receiver = new WireReceiver((post, _) => post == 0 ? new Behaviour(status, AfterFragments: 10) : new Behaviour());
        Start(Define(receiver.Point(), "a") with { ChunkLength = 4 }); // the answer is seen before another two of them
        await Until(() => receiver.Streams.Count == 2 && CountOf(receiver.Streams.Last()) >= 8);

        Stop();

        ReceivedStream first = receiver.Streams.First(), second = receiver.Streams.Last();
        Assert.Empty(receiver.Complaints);
        Assert.Equal(first.Header, second.Header);
        foreach (IGrouping<string, ReceivedFragment> track in second.Fragments.GroupBy(f => f.Name))
        {
            List<ReceivedFragment> before = [.. first.Fragments.Where(f => f.Name == track.Key)];
            Assert.True(track.First().Time <= before[^1].Time, "a fragment is missing between the connections");
            Assert.All(track.Where(f => f.Time <= before[^1].Time), f => Assert.Contains(f, before));
        }

        MssPushConnection connection = Assert.Single(Output().Connections);
        Assert.Equal(1, connection.ReconnectCount);
        Assert.Equal(first.Fragments.Concat(second.Fragments).Select(f => (f.Name, f.Time)).Distinct().Count(), connection.FragmentCount);
    }

    [Theory]
    [InlineData(401, MssError.AccessDenied)]
    [InlineData(403, MssError.AccessDenied)]
    [InlineData(404, MssError.NotFound)]
    [InlineData(415, MssError.Unsupported)]
    [InlineData(503, MssError.SinkFailed)]
    public async Task Refusal_IsSeenWhileTheBodyIsSent_AndNamed(int status, MssError code)
    {
        using var receiver = new WireReceiver((post, _) => post == 0 ? new Behaviour(status, AfterFragments: 2, ReadsOn: true) : new Behaviour());
        Start(Define(receiver.Point(), "a"));

        MssOutput output = await OutputAsync($"{status} Words");
        Assert.Equal(code, output.LastErrorCode);
        Assert.Equal(status == 503 ? MssPushState.Retrying : MssPushState.Refused, Assert.Single(output.Connections).State);
        Assert.Contains($"{status} Words", _engine.GetStreams().Single().LastError, StringComparison.Ordinal);

        await Until(() => Output() is { LastError: null, Connections: [{ State: MssPushState.Sending }] });
        Assert.Empty(receiver.Complaints);
    }

    [Fact]
    public async Task TimesBehind_GoesOnWithWhatComes_WithoutSendingAgain()
    {
        using var receiver = new WireReceiver((post, _) => post == 0 ? new Behaviour(409, AfterFragments: 6) : new Behaviour());
        Start(Define(receiver.Point(), "a"));
        await Until(() => receiver.Streams.Count == 2 && CountOf(receiver.Streams.Last()) >= 4);

        Stop();

        IEnumerable<(string, long)> all = receiver.Streams.SelectMany(s => s.Fragments).Select(f => (f.Name, f.Time));
        Assert.Equal(all.Distinct().Count(), all.Count());
        Assert.Empty(receiver.Complaints);
    }

    [Fact]
    public async Task ProbeThatIsLedElsewhere_IsFollowed_AndAnotherHostGetsNoSecret()
    {
        using var receiver = new WireReceiver { Probe = head => head.Contains("/live.isml", StringComparison.Ordinal) ? new Behaviour(307, Location: "/other.isml/Streams(a)") : new Behaviour() };
        StreamDefinition definition = Define(receiver.Point(), "a");
        Start(definition with { Push = definition.Push with { Credential = new NetworkCredential("user", "secret") } });
        await Until(() => receiver.Streams.Any(stream => CountOf(stream) >= 2));

        string head = receiver.Streams.First().Head;
        Assert.StartsWith("POST /other.isml/Streams(a) HTTP/1.1\n", head, StringComparison.Ordinal);
        Assert.Contains($"Authorization: Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes("user:secret"))}\n", head, StringComparison.Ordinal);
        Assert.Null(new MssTools.Core.Outputs.Push.PushAccess(definition.Push with { Token = "t" }, receiver.Point()).AuthorizationFor(new Uri("http://elsewhere/x.isml")));
    }

    [Fact]
    public async Task WrongPassword_ShowsAtTheProbe_AndNoSecretIsShown()
    {
        using var receiver = new WireReceiver { Probe = _ => new Behaviour(401) };
        Start(Define(new Uri($"http://user:hidden1@127.0.0.1:{receiver.Port}/live.isml?token=hidden2"), "a"));

        MssOutput output = await OutputAsync("401");

        string shown = $"{_engine.GetGroups().Single()} {output.LastError} {output.PublishingPoint} {output.Connections[0].Address} {_engine.GetGroups().Single().Definition.Push.Points[0]}";
        Assert.DoesNotContain("hidden", shown, StringComparison.Ordinal);
        Assert.Contains("/Streams(a)?token=hidden2 ", receiver.Requests.First(), StringComparison.Ordinal);
        Assert.Empty(receiver.Streams);
    }

    [Fact]
    public async Task FilesAndSeveralPoints_OneThatIsAwayOrSlowDelaysNoOther()
    {
        using var good = new WireReceiver();
        using var slow = new WireReceiver((_, _) => new Behaviour(BytesPerSecond: 10));
        StreamDefinition definition = Define(good.Point(), "a") with { TargetFolder = _folder.Path };
        Start(definition with { Push = definition.Push with { Points = [good.Point(), slow.Point(), new Uri("http://127.0.0.1:1/gone.isml")], SpoolDuration = 20 } });
        await Until(() => _engine.GetStreams().Single().FragmentCount >= 20 && good.Streams.Any(s => CountOf(s) >= 20)
            && _engine.GetGroups().Single().Outputs.Skip(2).All(o => o.DroppedFragmentCount > 0));

        Stop();

        IReadOnlyList<MssOutput> outputs = _engine.GetGroups().Single().Outputs;
        Assert.Equal(["", "good", "slow", "gone"], outputs.Select(o => o.PublishingPoint.Length == 0 ? "" : new Uri(o.PublishingPoint).Port == good.Port ? "good" : new Uri(o.PublishingPoint).Port == slow.Port ? "slow" : "gone"));
        Assert.Equal(outputs[0].FragmentCount, outputs[1].FragmentCount);
        Assert.Equal((0L, 0L), (outputs[0].DroppedFragmentCount, outputs[1].DroppedFragmentCount));
        Assert.Equal(outputs[0].FragmentCount, outputs[3].DroppedFragmentCount);
        Assert.Empty(good.Complaints);
        Assert.Equal(outputs[0].FragmentCount, _folder.List().Count(file => file.EndsWith(".fmp4", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task UntrustedCertificate_IsRefused_UnlessTheUserTakesIt()
    {
        using X509Certificate2 certificate = SelfSigned.Create();
        using var receiver = new WireReceiver(certificate: certificate);
        StreamDefinition definition = Define(receiver.Point(), "a");
        Start(definition);
        await OutputAsync("certificate");
        Stop();

        Start(definition with { Push = definition.Push with { SkipCertificateCheck = true, ExpectContinue = true } });
        await Until(() => receiver.Streams.Any(stream => CountOf(stream) >= 2));
        Assert.Empty(receiver.Complaints);
    }

    [Fact]
    public async Task FailedForGood_AfterRetryCount_AndTheStreamWithIt()
    {
        using var receiver = new WireReceiver { Probe = _ => new Behaviour(500) };
        StreamDefinition definition = Define(receiver.Point(), "a");
        Start(definition with { Push = definition.Push with { RetryCount = 1, RetryInterval = 0.1 } });

        await Until(() => Output().State == StreamState.Failed);

        Assert.Equal(2, receiver.Requests.Count);
        Assert.Contains("500", Output().LastError, StringComparison.Ordinal);
    }

    // Each connection takes a fragment and breaks: that proves nothing, and is no reason to begin counting again.
    [Fact]
    public async Task ConnectionsThatBreakAgainAndAgain_FailForGood_AfterRetryCount()
    {
        using var receiver = new WireReceiver((_, _) => new Behaviour(Status: 0, AfterFragments: 2));
        StreamDefinition definition = Define(receiver.Point(), "a");
        Start(definition with { Push = definition.Push with { RetryCount = 2, RetryInterval = 0.1 } });

        await Until(() => Output().State == StreamState.Failed);

        Assert.Equal(3, receiver.Streams.Count);
    }

    // Its point takes nothing, so what waits is given up; the others need not end for that.
    [Fact]
    public async Task RenditionThatEnds_IsNotWaitedForLongerThanItsFarewell()
    {
        using var receiver = new WireReceiver { Probe = head => new Behaviour(head.Contains("Streams(b)", StringComparison.Ordinal) ? 503 : 200) };
        StreamDefinition definition = Define(receiver.Point(), "a", "b");
        _engine.Start(definition with
        {
            Inputs = [.. definition.LocalStreamNames.Select(name => new LocalStreamDefinition { Name = name, Source = s_clip, Loop = name == "a" })],
        });

        Assert.True(_engine.WaitForEnd(_engine.GetStreams().Single(stream => stream.Name == "b").Id, s_limit, CancellationToken.None));

        await Until(() => Output().Connections.Single(connection => connection.StreamId == "b").State == MssPushState.Failed);
        Assert.Equal(StreamState.Running, _engine.GetStreams().Single(stream => stream.Name == "a").State);
    }

    [Fact]
    public void TakenPoint_IsRefused_AndAnotherEventIsNot()
    {
        var point = new Uri("http://127.0.0.1:1/live.isml");
        Start(Define(point, "a"));

        StreamDefinition other = Define(point, "a") with { GroupName = "other" };
        Assert.Equal(MssError.GroupInUse, Assert.Throws<MssException>(() => Start(other)).Code);
        Start(other with { Push = other.Push with { EventId = "second" } });
    }

    [Theory]
    [InlineData("http://127.0.0.1/live", "does not end with .isml")]
    [InlineData("http://127.0.0.1/.isml", "does not end with .isml")]
    public void AddressWithoutPoint_IsRefused(string address, string message)
    {
        MssException failure = Assert.Throws<MssException>(() => Start(Define(new Uri(address), "a")));

        Assert.Equal(MssError.InvalidSetting, failure.Code);
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
        Assert.NotNull(failure.RecommendedAction);
    }

    private static int CountOf(ReceivedStream stream)
    {
        lock (stream.Fragments)
        {
            return stream.Fragments.Count;
        }
    }

    private static StreamDefinition Define(Uri point, params string[] names) => new()
    {
        LocalStreamNames = names,
        GroupName = "group",
        ChunkLength = 1,
        IsmType = IsmType.Isml,
        LookAheadFragmentCount = 0,
        Push = new PushDefinition { Points = [point] },
    };

    private void Start(StreamDefinition definition) => _engine.Start(definition with
    {
        Inputs = [.. definition.LocalStreamNames.Select(name => new LocalStreamDefinition { Name = name, Source = s_clip, Loop = true })],
    });

    private void Stop()
    {
        foreach (MssStream stream in _engine.GetStreams())
        {
            _engine.StopStream(stream.Id);
        }

        foreach (MssStream stream in _engine.GetStreams())
        {
            Assert.True(_engine.WaitForEnd(stream.Id, s_limit, CancellationToken.None));
        }
    }

    private MssOutput Output() => _engine.GetGroups().Single().Outputs[0];

    // Waits for what the point says: ten seconds of this clock are one, and on a busy machine a connection may take longer the first time.
    private async Task<MssOutput> OutputAsync(string error)
    {
        MssOutput output = Output();
        await Until(() => (output = Output()).LastError?.Contains(error, StringComparison.Ordinal) == true);
        return output;
    }

    private static async Task Until(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(s_limit);
        while (!condition())
        {
            await Task.Delay(5, limit.Token);
        }
    }
}

using System.Net;
using System.Text;
using MssTools.Core.Access;
using MssTools.Core.Inputs;
using MssTools.Core.Inputs.Points;
using MssTools.Core.Media;
using Xunit;

namespace MssTools.Core.Tests.Inputs.Points;

/// <summary>What a publishing point makes of what encoders send.</summary>
public sealed class PublishingPointTests : IDisposable
{
    private readonly FakeHost _host = new();
    private readonly PublishingPoint _point;

    public PublishingPointTests() => _point = Point(new PointDefinition { Name = "live1" });

    public void Dispose() => _point.Dispose();

    [Fact]
    public async Task EachOrderOfTheHeader_IsTaken()
    {
        foreach (BodyBuilder body in new BodyBuilder[]
        {
            new BodyBuilder().Ftyp().Manifest().Moov(),
            new BodyBuilder().Manifest().Ftyp().Moov(), // ffmpeg's delay_moov
            new BodyBuilder().Moov().Manifest(),
            new BodyBuilder().Ftyp().Manifest(tellsCodec: false).Moov(),
            new BodyBuilder().Ftyp().Manifest(), // no moov
        })
        {
            using PublishingPoint point = Point(new PointDefinition { Name = "live1" });
            Assert.Equal(200, await Send(point, body.Fragment(1, 0).Fragment(2, 0).End()));
            Assert.Equal(["video=300000", "audio=64000"], point.ToModel().Tracks);
            Assert.Equal(2, point.ToModel().FragmentCount);
        }

        using PublishingPoint unlisted = Point(new PointDefinition { Name = "live1" });
        Assert.Equal(200, await Send(unlisted, new BodyBuilder().Ftyp().Moov().Fragment(1, 0).End()));
        Assert.Equal(["video=0", "audio=0"], unlisted.ToModel().Tracks);
    }

    [Theory]
    [InlineData("no header", 412)]
    [InlineData("no stream", 400)]
    [InlineData("nothing", 400)]
    [InlineData("no time", 400)]
    [InlineData("short mdat", 400)]
    [InlineData("shared bytes", 400)]
    [InlineData("broken moof", 400)]
    [InlineData("cut off", 400)]
    [InlineData("header of a gigabyte", 400)]
    [InlineData("moof of a gigabyte", 400)]
    [InlineData("mdat of a gigabyte", 400)]
    [InlineData("another track", 400)]
    [InlineData("other codec", 415)]
    [InlineData("reversed", 409)]
    [InlineData("empty probe", 200)]
    public async Task EachFault_HasItsStatus_AndLeavesTheOthersAlone(string fault, int status)
    {
        Assert.Equal(200, await Send(_point, new BodyBuilder().Header().Fragment(1, 0).Fragment(2, 0)));

        Assert.Equal(status, await Send(_point, Faulty(fault), isProbe: fault == "empty probe"));

        Assert.Equal(status == 200 ? 0 : 1, _point.ToModel().RefusedCount);
        Assert.Equal(200, await Send(_point, new BodyBuilder().Header().Fragment(1, 20).Fragment(2, 20)));
        if (status != 200)
        {
            Assert.Contains($"{status}", _point.ToModel().LastError, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task TwoSenders_TheFirstFragmentOfATimeWins()
    {
        using var one = new OpenBody();
        Task<int> first = Send(_point, one);
        one.Add(new BodyBuilder().Header().Fragment(1, 0, content: 1).Fragment(1, 2, content: 1));
        await Until(() => _point.ToModel().FragmentCount == 2);
        using var other = new OpenBody();
        Task<int> beside = Send(_point, other);
        other.Add(new BodyBuilder().Ftyp());
        one.Add(new BodyBuilder().Raw(new BodyBuilder().Fragment(1, 4, content: 1).Bytes[..20])); // it is alive
        await Task.Delay(50);

        other.Add(new BodyBuilder().Manifest().Moov().Fragment(1, 0, content: 2).Fragment(1, 2, content: 2).Fragment(1, 4, content: 2));
        other.Complete();
        Assert.Equal(200, await beside);
        one.Add(new BodyBuilder().Raw(new BodyBuilder().Fragment(1, 4, content: 1).Bytes[20..]).Fragment(1, 6, content: 1).End());
        one.Complete();

        Assert.Equal(200, await first);
        MssPublishingPoint model = _point.ToModel();
        Assert.Equal((4, 3, 0), (model.FragmentCount, model.DuplicateCount, model.LateCount));
    }

    [Fact]
    public async Task SentAgainAfterReconnect_IsPassedOver_AndTimesGoOn()
    {
        Assert.Equal(200, await Send(_point, new BodyBuilder().Header().Fragment(1, 0).Fragment(1, 2).Fragment(1, 4)));
        Assert.Equal(200, await Send(_point, new BodyBuilder().Header().Fragment(1, 2).Fragment(1, 4).Fragment(1, 6)));

        Assert.Equal((4, 2), (_point.ToModel().FragmentCount, _point.ToModel().DuplicateCount));
        Assert.Equal(MssPointState.Starting, _point.ToModel().State);
    }

    [Fact]
    public async Task EncoderThatBeginsAtZeroAgain_IsTaken_AsAConnectionOfItsOwn()
    {
        await Send(_point, new BodyBuilder().Header().Fragment(1, 0, content: 1).Fragment(1, 2, content: 1).Fragment(1, 4, content: 1));
        await _host.Began;
        using IMediaReader first = _host.Renditions.Single().TryOpen()!;

        using var back = new OpenBody();
        Task<int> second = Send(_point, back);
        back.Add(new BodyBuilder().Header().Fragment(1, 0, content: 2).Fragment(1, 2, content: 2));
        await Until(() => _point.ToModel().FragmentCount == 5);

        Assert.Equal([0, 2, 4], StartsOf(first));
        using IMediaReader next = _host.Renditions.Single().TryOpen()!;
        back.Add(new BodyBuilder().End());
        back.Complete();
        Assert.Equal(200, await second);
        Assert.Equal([0, 2], StartsOf(next));
        Assert.Equal(0, _point.ToModel().DuplicateCount);
    }

    // The connection before broke without a word; its encoder is back, with a clock and a bit rate of its own.
    [Fact]
    public async Task EncoderThatIsBackBeforeItsOldConnectionIsGivenUp_TakesItsPlace()
    {
        using var broken = new OpenBody();
        Task<int> first = Send(_point, broken);
        broken.Add(new BodyBuilder().Header(300_000).Fragment(1, 0, content: 1).Fragment(1, 2, content: 1));
        await _host.Began;

        Task<int> second = Send(_point, new BodyBuilder().Header(310_000).Fragment(1, 0, content: 2).Fragment(1, 2, content: 2).End());

        Assert.Equal(200, await second);
        MssPublishingPoint model = _point.ToModel();
        Assert.Equal((4, 0, 0), (model.FragmentCount, model.DuplicateCount, model.DroppedCount));
        Assert.Equal(["video=300000", "audio=64000"], model.Tracks);
        Assert.Empty(model.Warnings);
        broken.Complete(); // it is given up
        Assert.Equal(200, await first);
        await _host.Ended;
    }

    [Fact]
    public async Task SeveralBitrates_AreRenditions_WithTheStatedOnes()
    {
        using var high = new OpenBody();
        using var low = new OpenBody();
        Task[] sending = [Send(_point, high, "high"), Send(_point, low, "low")];
        high.Add(new BodyBuilder().Ftyp().Presentation("Streams(high)", "Streams(low)").Manifest(2_000_000).Moov().Fragment(1, 0).Fragment(2, 0));
        low.Add(new BodyBuilder().Header(500_000).Fragment(1, 0));
        await _host.Began;

        Assert.Equal(["live1_2000000", "live1_500000"], _host.Renditions.Select(r => r.Name));
        using IMediaReader reader = _host.Renditions[1].TryOpen()!;
        low.Add(new BodyBuilder().End());
        low.Complete();
        high.Add(new BodyBuilder().End());
        high.Complete();
        await Task.WhenAll(sending);
        Sample sample = reader.ReadSamples(CancellationToken.None).First();
        Assert.Equal((MediaKind.Video, 500_000L), (sample.Track.Kind, sample.Track.StatedBitrate));
        await _host.Ended;
    }

    [Fact]
    public async Task CutConnection_IsNoEnd_AndEosIs()
    {
        await Send(_point, new BodyBuilder().Header().Fragment(1, 0).Fragment(2, 0));
        await _host.Began;
        Assert.Equal(MssPointState.Started, _point.ToModel().State);
        Assert.False(_host.HasEnded);

        await Send(_point, new BodyBuilder().Header().Fragment(1, 2).Fragment(2, 2).End());

        await _host.Ended;
        _point.Stopped();
        Assert.Equal(MssPointState.Stopped, _point.ToModel().State);
        Assert.Equal(200, await Send(_point, new BodyBuilder().Header().Fragment(1, 0)));
        Assert.Equal(MssPointState.Starting, _point.ToModel().State);
    }

    // Some encoders hang up with their last byte.
    [Fact]
    public async Task SenderThatHasGone_IsReadToItsEnd()
    {
        using var gone = new CancellationTokenSource();
        await gone.CancelAsync();

        PostReply reply = await _point.ReceiveAsync(Post("a"), new BodyBuilder().Header().Fragment(1, 0).Fragment(2, 0).End().Open, gone.Token);

        Assert.Equal(200, reply.Status);
        await _host.Ended;
    }

    [Fact]
    public async Task Password_IsAskedFor_BeforeTheBodyIsRead()
    {
        using PublishingPoint point = Point(new PointDefinition { Name = "live1", Credential = new NetworkCredential("user", "secret") });
        static Stream Unread() => throw new InvalidOperationException("The body was opened.");

        Assert.Equal(401, (await point.ReceiveAsync(Post("a"), Unread, CancellationToken.None)).Status);
        Assert.Equal(401, (await point.ReceiveAsync(Post("a") with { Authorization = Basic("user:wrong") }, Unread, CancellationToken.None)).Status);
        Assert.Equal(200, (await point.ReceiveAsync(Post("a") with { Authorization = Basic("user:secret"), IsProbe = true }, Unread, CancellationToken.None)).Status);
        Assert.Equal(200, (await point.ReceiveAsync(
            Post("a") with { Authorization = Basic("user:secret") }, new BodyBuilder().Header().Fragment(1, 0).Open, CancellationToken.None)).Status);
    }

    [Fact]
    public async Task ClosedPoint_RefusesUntilItIsOpened()
    {
        _point.Close();
        Assert.Equal(403, await Send(_point, new BodyBuilder().Header().Fragment(1, 0)));

        _point.Open();
        Assert.Equal(200, await Send(_point, new BodyBuilder().Header().Fragment(1, 0)));
    }

    // It told its tracks, and its connection broke in its first fragment: nobody waits for the end of those.
    [Fact]
    public async Task WhoBringsNoWholeFragment_LeavesNothingThatTheOthersWaitFor()
    {
        byte[] fragment = new BodyBuilder().Fragment(1, 0).Bytes;
        Assert.Equal(400, await Send(_point, new BodyBuilder().Header(900_000).Raw(fragment[..^5])));

        Assert.Equal(200, await Send(_point, new BodyBuilder().Header().Fragment(1, 0).Fragment(2, 0).End()));

        await _host.Ended;
        Assert.Equal(["video=300000", "audio=64000"], _point.ToModel().Tracks);
    }

    // It announced pictures that never came.
    [Fact]
    public async Task TrackWithoutFragments_IsNotWaitedForAtTheEnd()
    {
        Assert.Equal(200, await Send(_point, new BodyBuilder().Header(900_000).Fragment(2, 0)));

        Assert.Equal(200, await Send(_point, new BodyBuilder().Header().Fragment(1, 0).Fragment(2, 2).End()));

        await _host.Ended;
    }

    // One of its tracks cannot be taken, so none of them is.
    [Fact]
    public async Task SenderWithATrackOfAnotherCodec_JoinsWithNone()
    {
        using var one = new OpenBody();
        Task<int> first = Send(_point, one);
        one.Add(new BodyBuilder().Header().Fragment(2, 0).Fragment(1, 0));
        await Until(() => _point.ToModel().FragmentCount == 2);
        CodecConfig other = new MssTools.Core.Codecs.Aac.AacConfig("AACL", Convert.FromHexString("1210"), 44_100, 2, 1024, "");

        Assert.Equal(415, await Send(_point, new BodyBuilder().Ftyp().Raw(new BodyBuilder().Manifest(700_000, sound: other).Bytes).Fragment(1, 0)));

        Assert.Equal(["video=300000", "audio=64000"], _point.ToModel().Tracks);
        one.Complete();
        Assert.Equal(200, await first);
    }

    [Fact]
    public async Task PointThatIsStopped_RefusesWhoHasNotBroughtAnythingYet()
    {
        using var body = new OpenBody();
        Task<int> sending = Send(_point, body);
        body.Add(new BodyBuilder().Header());
        await Until(() => body.IsEmpty);

        _point.Close();
        body.Add(new BodyBuilder().Fragment(1, 0));

        Assert.Equal(403, await sending);
        Assert.Equal((MssPointState.Stopped, 0), (_point.ToModel().State, _point.ToModel().FragmentCount));
    }

    // What is announced takes no memory: sixteen times 16 MiB would be all there is.
    [Fact]
    public async Task LargeFragmentsThatAreOnlyAnnounced_KeepNobodyOut()
    {
        byte[] whole = new BodyBuilder().Fragment(1, 0).Bytes;
        byte[] announced = [.. whole[..^648], 0x01, 0, 0, 0, .. "mdat"u8];
        List<OpenBody> bodies = [.. Enumerable.Range(0, 40).Select(_ => new OpenBody())];
        List<Task<int>> idle = [.. bodies.Select(body => Send(_point, body))];
        bodies.ForEach(body => body.Add(new BodyBuilder().Header().Raw(announced)));
        await Until(() => bodies.TrueForAll(body => body.IsEmpty));

        Assert.Equal(200, await Send(_point, new BodyBuilder().Header().Fragment(1, 0)));

        Assert.DoesNotContain(idle, task => task.IsCompleted);
        bodies.ForEach(body => body.Complete());
        await Task.WhenAll(idle);
    }

    // What those hold who have brought nothing yet is not taken from those who have.
    [Fact]
    public void MemoryOfStrangers_IsNotThatOfSenders()
    {
        var room = new PostRoom();
        using var end = new CancellationTokenSource();
        using PostPlace stranger = room.Enter(new PointSender(Post("a"), default, 0, end));
        using PostPlace sender = room.Enter(new PointSender(Post("b"), default, 0, end));
        sender.Raise(PostRank.Sender);

        stranger.Take(PostLimits.MostInFlightOfOthers);

        Assert.Equal(503, Assert.Throws<PostRefusedException>(() => stranger.Take(1)).Status);
        sender.Take(PostLimits.MostInFlight);
        Assert.Equal(503, Assert.Throws<PostRefusedException>(() => sender.Take(1)).Status);
        stranger.Release();
        stranger.Take(1);
    }

    // Two encoders whose clocks have nothing in common: the one that is ahead wins until it goes, then the other one goes on behind it.
    [Fact]
    public async Task EncoderOfAnotherClock_IsTaken_WhenTheOneThatIsAheadHasGone()
    {
        using var ahead = new OpenBody();
        Task<int> first = Send(_point, ahead);
        ahead.Add(new BodyBuilder().Header().Fragment(1, 1000));
        await Until(() => _point.ToModel().FragmentCount == 1);
        using var behind = new OpenBody();
        Task<int> second = Send(_point, behind);
        ahead.Add(new BodyBuilder().Raw(new BodyBuilder().Fragment(1, 1002).Bytes)); // it is alive
        behind.Add(new BodyBuilder().Header().Fragment(1, 0, content: 2));
        await Until(() => _point.ToModel().DuplicateCount == 1);

        ahead.Complete();
        Assert.Equal(200, await first);
        behind.Add(new BodyBuilder().Fragment(1, 2, content: 2));
        await Until(() => _point.ToModel().DuplicateCount == 2);
        await Task.Delay(PostLimits.ActiveTime / 8); // the clock is ten times as fast
        behind.Add(new BodyBuilder().Fragment(1, 4, content: 2).Fragment(1, 6, content: 2));
        behind.Complete();

        Assert.Equal(200, await second);
        Assert.Equal((4, 2), (_point.ToModel().FragmentCount, _point.ToModel().DuplicateCount));
    }

    // The group cannot be made: the encoders are let go, and who comes next is another attempt.
    [Fact]
    public async Task FailedPoint_LetsItsEncodersGo_AndTriesAgainWithTheNext()
    {
        using var body = new OpenBody();
        Task<int> sending = Send(_point, body);
        body.Add(new BodyBuilder().Header().Fragment(1, 0));
        await _host.Began;

        _point.Fail(new MssException(MssError.SinkFailed, "no disk"));

        Assert.Equal(503, await sending);
        Assert.Equal((MssPointState.Error, "no disk"), (_point.ToModel().State, _point.ToModel().LastError));
        Assert.Equal(200, await Send(_point, new BodyBuilder().Header().Fragment(1, 0)));
        Assert.Equal(MssPointState.Starting, _point.ToModel().State);
    }

    // The reader that is woken by the end gives its queue free at once, on another thread.
    [Fact]
    public async Task QueueThatEndsWhileItsReaderLeaves_FailsNobody()
    {
        for (int i = 0; i < 2000; i++)
        {
            var queue = new PointQueue();
            Task reading = Task.Run(() =>
            {
                Assert.False(queue.TryTake(out _, CancellationToken.None));
                queue.Dispose();
            });
            queue.Complete();
            queue.Complete();
            await reading;
            queue.Complete();
        }
    }

    [Fact]
    public async Task WhoTellsNothing_MakesRoomForWhoComes()
    {
        var bodies = Enumerable.Range(0, PostLimits.MostStrangers + 10).Select(_ => new OpenBody()).ToList();
        List<Task<int>> strangers = [.. bodies.Select(body => Send(_point, body))];

        Assert.Equal(200, await Send(_point, new BodyBuilder().Header().Fragment(1, 0)));

        Assert.All(await Task.WhenAll(strangers.Take(10)), status => Assert.Equal(503, status));
        Assert.DoesNotContain(strangers.Skip(20), task => task.IsCompleted);
        bodies.ForEach(body => body.Complete());
        await Task.WhenAll(strangers);
    }

    [Fact]
    public async Task SilentEncoder_IsLetGo_WithoutHarmToTheOthers()
    {
        using PublishingPoint point = Point(new PointDefinition { Name = "live1", IdleTimeout = 1 });
        using var silent = new OpenBody();
        silent.Add(new BodyBuilder().Header().Fragment(1, 0));

        Assert.Equal(408, await Send(point, silent));
        Assert.Equal(1, point.ToModel().FragmentCount);
    }

    [Fact]
    public async Task AnyBytes_AreRefusedOrTaken_AndNeverAnythingElse()
    {
        int seed = Environment.TickCount;
        var random = new Random(seed);
        byte[] good = new BodyBuilder().Header().Fragment(1, 0).Fragment(2, 0).Fragment(1, 2).Fragment(2, 2).End().Bytes;
        for (int run = 0; run < 400; run++)
        {
            byte[] bytes = [.. good];
            for (int i = 0; i < 1 + random.Next(6); i++)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            using PublishingPoint point = Point(new PointDefinition { Name = "live1" });
            int length = random.Next(4) == 0 ? random.Next(bytes.Length) : bytes.Length;
            int status = (await point.ReceiveAsync(Post("a"), () => new MemoryStream(bytes, 0, length), CancellationToken.None)).Status;
            Assert.True(status is 200 or 400 or 409 or 412 or 415 or 503, $"seed {seed}, run {run}: {status}");
        }
    }

    private static BodyBuilder Faulty(string fault)
    {
        BodyBuilder begun = new BodyBuilder().Header();
        byte[] whole = new BodyBuilder().Fragment(1, 2).Bytes;
        return fault switch
        {
            "no header" => new BodyBuilder().Ftyp().Fragment(1, 2),
            "no stream" => new BodyBuilder().Raw(Encoding.ASCII.GetBytes("<html>This is no stream.</html>")),
            "nothing" or "empty probe" => new BodyBuilder(),
            "no time" => begun.Fragment(1, 2, hasTime: false),
            "short mdat" => begun.Fragment(1, 2, missing: 3),
            "shared bytes" => begun.Fragment(1, 2, isShared: true),
            "broken moof" => begun.Raw([.. whole[..8], 0xff, .. whole[9..]]),
            "cut off" => begun.Raw(whole[..^5]),
            "header of a gigabyte" => new BodyBuilder().Raw([0x40, 0, 0, 0, .. "uuid"u8, .. new byte[64]]),
            "moof of a gigabyte" => begun.Raw([0x40, 0, 0, 0, .. "moof"u8, .. new byte[64]]),
            "mdat of a gigabyte" => begun.Raw([.. whole[..^608], 0x40, 0, 0, 0, .. "mdat"u8, .. new byte[64]]),
            "another track" => begun.Fragment(3, 2),
            "other codec" => new BodyBuilder().Ftyp().Raw(Encoding.Latin1.GetBytes(
                Encoding.Latin1.GetString(new BodyBuilder().Moov().Bytes).Replace("avc1", "hev1", StringComparison.Ordinal).Replace("mp4a", "ac-3", StringComparison.Ordinal))).Fragment(1, 2),
            "reversed" => begun.Fragment(1, 4).Fragment(1, 2),
            _ => throw new ArgumentOutOfRangeException(nameof(fault)),
        };
    }

    private static string Basic(string text) => $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(text))}";

    private static PointPost Post(string stream) => new("live1", "", stream, "127.0.0.1:1234", "test", "", "", IsSecure: false, IsProbe: false);

    private static async Task<int> Send(PublishingPoint point, BodyBuilder body, bool isProbe = false) =>
        (await point.ReceiveAsync(Post("a") with { IsProbe = isProbe }, body.Open, CancellationToken.None)).Status;

    private static async Task<int> Send(PublishingPoint point, OpenBody body, string stream = "a") =>
        (await point.ReceiveAsync(Post(stream), () => body, CancellationToken.None)).Status;

    private static List<int> StartsOf(IMediaReader reader) => [.. reader.ReadSamples(CancellationToken.None)
        .Where(sample => sample.Track.Kind == MediaKind.Video && sample.DecodeTime % (2 * BodyBuilder.Second) == 0).Select(sample => (int)(sample.DecodeTime / BodyBuilder.Second))];

    private static async Task Until(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!condition())
        {
            await Task.Delay(5, limit.Token);
        }
    }

    private PublishingPoint Point(PointDefinition definition) =>
        new(definition, "http://host/live1.isml", new PostRoom(), _host, new FastTime(DateTimeOffset.UnixEpoch.AddYears(56)));

    private sealed class FakeHost : IPointHost
    {
        private readonly TaskCompletionSource _began = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public IReadOnlyList<PointRendition> Renditions { get; private set; } = [];

        public Task Began => _began.Task.WaitAsync(TimeSpan.FromSeconds(30));

        public bool HasEnded => _ended.Task.IsCompleted;

        public Task Ended => _ended.Task.WaitAsync(TimeSpan.FromSeconds(30));

        public Task RetireAsync(IReadOnlyList<PointRendition> renditions) => Task.CompletedTask;

        public Task BeginAsync(PublishingPoint point, IReadOnlyList<PointRendition> renditions)
        {
            Renditions = renditions;
            _began.TrySetResult();
            return Task.CompletedTask;
        }

        public Task EndAsync(PublishingPoint point, IReadOnlyList<PointRendition> renditions)
        {
            _ended.TrySetResult();
            return Task.CompletedTask;
        }
    }
}

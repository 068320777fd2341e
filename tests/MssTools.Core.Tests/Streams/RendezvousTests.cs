using System.Text;
using CsCheck;
using Microsoft.Extensions.Time.Testing;
using MssTools.Core.Manifests;
using MssTools.Core.Media;
using MssTools.Core.Outputs;
using MssTools.Core.Outputs.Folder;
using MssTools.Core.Pipeline;
using MssTools.Core.Streams;
using MssTools.Core.Tests.Outputs;
using Xunit;
using static MssTools.Core.Tests.TestMedia;

namespace MssTools.Core.Tests.Streams;

public sealed class RendezvousTests : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(20);
    private static readonly DateTimeOffset s_noon = new(2026, 1, 1, 12, 0, 1, TimeSpan.Zero); // one second into a 2 s cell
    private static readonly long s_cell = (s_noon.AddSeconds(-1) - DateTimeOffset.UnixEpoch).Ticks;

    private readonly TemporaryFolder _folder = new();
    private readonly StreamDefinition _recorded;
    private readonly StreamDefinition _live;

    public RendezvousTests()
    {
        _recorded = TestGroup.Define(_folder.Path, "a", "b");
        _live = _recorded with { IsLive = true };
    }

    // A rendition with B-frames decodes its first picture 80 ms before it shows it; one without, at once. Both first
    // pictures are the same moment, so both must start the first fragment at the same decode time.
    [Fact]
    public async Task Agree_DifferentBFrameDepths_StartTheirFragmentsAtTheSameTime()
    {
        RenditionPlan[] plans = await Meet(
            _recorded, [Start(Video(), -80, 80), Start(Audio(), -21)], [Start(Video(), 0), Start(Audio(), 0)]);

        Assert.Equal([0, 0], plans.Select((p, i) => FirstDecodeTime(p, i == 0 ? Ms(-80) : 0)));
        Assert.Equal([0, Ms(80)], plans.Select(p => p.Placement.VideoDelay));
        Assert.Equal([Ms(80), Ms(80)], plans.Select(p => p.Placement.Shift)); // first pictures show at 80 ms
        Assert.Equal(plans[0].Video, plans[1].Video);
        Assert.Equal(plans[0].Audio, plans[1].Audio);
    }

    // AAC priming before a picture without delay: nothing may start before the timeline does.
    [Fact]
    public async Task Agree_AudioPriming_MovesAllByTheEarliest()
    {
        RenditionPlan[] plans = await Meet(_recorded, [Start(Video(), 0), Start(Audio(), -44)], [Start(Video(), 500), Start(Audio(), 479)]);

        Assert.Equal([Ms(44), Ms(-456)], plans.Select(p => p.Placement.Shift)); // the second one's clock starts at half a second
    }

    [Fact]
    public void Agree_AudioOnly_StartsAtZero()
    {
        RenditionPlan plan = Alone(_recorded with { LocalStreamNames = ["a"] }, [Start(Audio(), -21)]);

        Assert.Equal(Ms(21), plan.Placement.Shift);
    }

    [Fact]
    public async Task Agree_AnyStarts_NothingBeginsBeforeTheTimelineAndPicturesCutAlike() =>
        await Task.Run(() => Gen.Select(Gen.Int[-5000, 5000], Gen.Int[0, 200], Gen.Int[-1500, 1500]).Array[2].Sample(
            inputs =>
            {
                RenditionPlan[] plans = Meet(_recorded, Starts(inputs[0]), Starts(inputs[1])).GetAwaiter().GetResult();

                for (int i = 0; i < 2; i++)
                {
                    (int clock, int delay, int audio) = inputs[i];
                    Assert.True(FirstDecodeTime(plans[i], Ms(clock - delay)) >= 0);
                    Assert.True(Ms(clock + audio) + plans[i].Placement.Shift >= 0);
                }

                Assert.Equal(
                    FirstDecodeTime(plans[0], Ms(inputs[0].Item1 - inputs[0].Item2)), FirstDecodeTime(plans[1], Ms(inputs[1].Item1 - inputs[1].Item2)));
                Assert.Equal(plans[0].Video, plans[1].Video);
            },
            iter: 60,
            threads: 1));

    [Fact]
    public async Task Agree_Began_IsRaisedOnceWithAllTracksBeforeAnyoneGoesOn()
    {
        var rendezvous = new Rendezvous(_recorded, null, TimeProvider.System);
        var raised = new List<IReadOnlyList<RenditionTrack>>();
        Task<RenditionPlan>? first = null;
        rendezvous.Began += tracks =>
        {
            Assert.False(first!.IsCompleted);
            raised.Add(tracks);
        };

        first = Task.Run(() => rendezvous.Agree(0, [Start(Video(), 0)], isLive: false, CancellationToken.None));
        await Task.Run(() => rendezvous.Agree(1, [Start(Video(), 0)], isLive: false, CancellationToken.None)).WaitAsync(s_limit);
        await first.WaitAsync(s_limit);

        Assert.Equal([0, 1], Assert.Single(raised).Select(t => t.Rendition));
    }

    // Who hears of a meeting may take its time; others come and leave meanwhile.
    [Fact]
    public async Task Agree_BeganIsHeard_TheRendezvousIsOpen()
    {
        var rendezvous = new Rendezvous(_live, null, TimeProvider.System);
        Task? left = null;
        rendezvous.Began += _ => left ??= Task.Run(() => rendezvous.Leave(1)).WaitAsync(s_limit);
        rendezvous.Began += _ => left!.Wait();

        Task<RenditionPlan>[] renditions = [.. Enumerable.Range(0, 2).Select(i =>
            Task.Run(() => rendezvous.Agree(i, [Start(Video(), 0)], isLive: true, CancellationToken.None)))];

        await Task.WhenAll(renditions).WaitAsync(s_limit);
        Assert.True(left!.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Agree_BeganFails_EveryoneIsTold()
    {
        var rendezvous = new Rendezvous(_recorded, null, TimeProvider.System);
        rendezvous.Began += _ => throw new MssException(MssError.AccessDenied, "the manifest cannot be taken away");

        Task<RenditionPlan>[] renditions = [.. Enumerable.Range(0, 2).Select(i =>
            Task.Run(() => rendezvous.Agree(i, [Start(Video(), 0)], isLive: false, CancellationToken.None)))];

        foreach (Task<RenditionPlan> rendition in renditions)
        {
            var failure = await Assert.ThrowsAsync<MssException>(() => rendition.WaitAsync(s_limit));
            Assert.Equal(MssError.AccessDenied, failure.Code);
        }

        rendezvous.Leave(0);
        rendezvous.Leave(1);
    }

    [Fact]
    public async Task Leave_TheMissingOne_LetsTheOthersGoOn()
    {
        var rendezvous = new Rendezvous(_recorded, null, TimeProvider.System);
        Task<RenditionPlan> first = Task.Run(() => rendezvous.Agree(0, [Start(Video(), 0)], isLive: false, CancellationToken.None));

        rendezvous.Leave(1);

        Assert.Equal(0, (await first.WaitAsync(s_limit)).Placement.Shift);
    }

    [Fact]
    public async Task Agree_Stopped_EndsTheWait()
    {
        var rendezvous = new Rendezvous(_recorded, null, TimeProvider.System);
        using var stop = new CancellationTokenSource();
        Task<RenditionPlan> first = Wait(() => rendezvous.Agree(0, [Start(Video(), 0)], isLive: false, stop.Token));

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first.WaitAsync(s_limit));
    }

    // A stream that is stopped in its first seconds publishes what it holds.
    [Fact]
    public void Agree_StoppedBefore_MeetsWithWhatItHolds()
    {
        var rendezvous = new Rendezvous(_live with { LocalStreamNames = ["a"] }, null, TimeProvider.System);

        RenditionPlan plan = rendezvous.Agree(0, [Start(Video(), 0)], isLive: true, new CancellationToken(canceled: true));

        Assert.Single(plan.Tracks);
    }

    // Whoever is stopped while it waits is not planned: the others would announce a rendition that never comes.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Agree_OneIsStoppedWhileItWaits_OnlyTheOthersMeet(bool isLive)
    {
        var rendezvous = new Rendezvous(isLive ? _live : _recorded, null, TimeProvider.System);
        var raised = new List<int[]>();
        rendezvous.Began += tracks => raised.Add([.. tracks.Select(t => t.Rendition)]);
        using var stop = new CancellationTokenSource();
        Task<RenditionPlan> first = Wait(() => rendezvous.Agree(0, [Start(Video(), 0)], isLive, stop.Token));

        await stop.CancelAsync();
        Task<RenditionPlan> second = Task.Run(() => rendezvous.Agree(1, [Start(Video(), 0)], isLive, CancellationToken.None));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first.WaitAsync(s_limit));
        await second.WaitAsync(s_limit);
        Assert.Equal([1], Assert.Single(raised));
    }

    // Returns when the rendition waits for the others.
    private static Task<RenditionPlan> Wait(Func<RenditionPlan> agree)
    {
        var plan = new TaskCompletionSource<RenditionPlan>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            try
            {
                plan.SetResult(agree());
            }
            catch (OperationCanceledException stopped)
            {
                plan.SetException(stopped);
            }
        });
        thread.Start();
        SpinWait.SpinUntil(() => thread.ThreadState.HasFlag(ThreadState.WaitSleepJoin) || !thread.IsAlive, s_limit);
        return plan.Task;
    }

    [Fact]
    public void Agree_LiveAndOneIsLate_TheOthersBeginAfterFiveSecondsAndItJoinsAtTheNextCut()
    {
        var clock = new SteppedTime(s_noon);
        var rendezvous = new Rendezvous(_live, null, clock);
        var raised = new List<int[]>();
        rendezvous.Began += tracks => raised.Add([.. tracks.Select(t => t.Rendition)]);

        RenditionPlan first = rendezvous.Agree(0, [Start(Video(), 0)], isLive: false, CancellationToken.None);
        Assert.Equal([TimeSpan.FromSeconds(5)], clock.Waits);
        clock.CreateTimer(_ => { }, null, TimeSpan.FromSeconds(61), Timeout.InfiniteTimeSpan);
        RenditionPlan late = rendezvous.Agree(1, [Start(Video(), 0)], isLive: false, CancellationToken.None);

        Assert.Equal(s_cell + Ms(6000), first.Start.Time); // the cell of the moment after the wait
        Assert.Equal(first.Start, late.Start);
        Assert.Equal(first.Start.Time + Ms(62_000), late.Placement.Shift); // 61 s are over: the next multiple of 2 s
        Assert.Equal([[0], [1]], raised);
    }

    [Fact]
    public void Agree_Live_StartsAtTheCellOfNow()
    {
        RenditionPlan plan = Alone(_live with { LocalStreamNames = ["a"] }, [Start(Video(), 0)], new FakeTimeProvider(s_noon));

        Assert.Equal(s_cell, plan.Start.Time);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Agree_StartTime_IsTheOrigin(bool isLive)
    {
        StreamDefinition definition = _recorded with { LocalStreamNames = ["a"], IsLive = isLive, StartTime = DateTimeOffset.UnixEpoch.AddSeconds(7) };

        Assert.Equal(Ms(7000), Alone(definition, [Start(Video(), 0)], new FakeTimeProvider(s_noon)).Start.Time);
    }

    // The clock stepped back an hour, or was right all the time: the new run begins behind everything that is there.
    [Theory]
    [InlineData(-3600, null)]
    [InlineData(0, null)]
    [InlineData(3600, null)]
    [InlineData(0, -86_400)]
    public void Agree_LiveGroupThatRanBefore_NeverUsesATimeAgain(int stepSeconds, int? startSeconds)
    {
        StreamDefinition definition = _live with
        {
            LocalStreamNames = ["a"],
            StartTime = startSeconds is { } seconds ? s_noon.AddSeconds(seconds) : null,
        };
        PublishedGroup published = Publish(definition, 1_000_000, s_cell / Timescale.Ticks, s_cell / Timescale.Ticks + 2);
        var clock = new FakeTimeProvider(s_noon.AddSeconds(stepSeconds));

        RenditionPlan plan = new Rendezvous(definition, published, clock).Agree(0, [Start(Video(), 0)], isLive: false, CancellationToken.None);

        Assert.True(plan.Start.Time >= published.End);
        Assert.Equal(0, plan.Start.Time % Ms(2000));
        Assert.Equal(Math.Max(s_cell + Ms(4000), s_cell + Ms(1000L * stepSeconds)), plan.Start.Time);
    }

    // Of two who pull from one server, the second was given one frame of sound less.
    [Theory]
    [InlineData(23, true)]
    [InlineData(1500, false)]
    public async Task Agree_LiveSoundThatBeginsAFrameLater_BeginsTogether(int laterMs, bool together)
    {
        var rendezvous = new Rendezvous(TestGroup.Define("/t", "a", "b") with { IsLive = true }, null, TimeProvider.System);

        Task<RenditionPlan> first = Task.Run(
            () => rendezvous.Agree(0, [Start(Video(), 23), Start(Audio(), 0)], isLive: true, CancellationToken.None));
        RenditionPlan second = rendezvous.Agree(
            1, [Start(Video(), 23), Start(Audio(), laterMs)], isLive: true, CancellationToken.None);

        long? sound = (await first).Placement.EarliestSound;
        Assert.Equal(sound, second.Placement.EarliestSound);
        Assert.Equal(together ? second.Placement.Shift + Ms(laterMs - 5) : null, sound);
    }

    [Fact]
    public async Task Agree_EqualMeasuredBitrates_AreToldApart()
    {
        RenditionPlan[] plans = await Meet(
            _recorded,
            [Start(Video(), 0, bitrate: 500_000), Start(Audio(), 0, bitrate: 64_000)],
            [Start(Video(), 0, bitrate: 500_000), Start(Audio(), 0, bitrate: 64_000)]);

        Assert.Equal([500_000, 64_000, 501_000, 64_100], plans.SelectMany(p => p.Tracks).Select(t => t.Bitrate));
    }

    [Fact]
    public async Task Agree_GivenBandwidth_StandsForBothTracksAndIsLeftFree()
    {
        RenditionPlan[] plans = await Meet(
            _recorded with { Bandwidths = [500_000, 0] },
            [Start(Video(), 0, bitrate: 1), Start(Audio(), 0, bitrate: 1)],
            [Start(Video(), 0, bitrate: 500_000), Start(Audio(), 0, bitrate: 500_000)]);

        Assert.Equal([500_000, 500_000, 501_000, 501_000], plans.SelectMany(p => p.Tracks).Select(t => t.Bitrate));
    }

    [Fact]
    public void Agree_ResumedLiveGroup_KeepsItsMeasuredBitrates()
    {
        StreamDefinition definition = _live with { LocalStreamNames = ["a"] };
        PublishedGroup published = Publish(definition, 1_000_000, 0);

        RenditionPlan plan = new Rendezvous(definition, published, new FakeTimeProvider(s_noon))
            .Agree(0, [Start(Video(), 0, bitrate: 987_000)], isLive: false, CancellationToken.None);

        Assert.Equal(1_000_000, Assert.Single(plan.Tracks).Bitrate);
    }

    // What lay in the folder before must not name a recording's bit rates: the same input gives the same tree.
    [Fact]
    public void Agree_RecordedGroupOverAnother_MeasuresAnew()
    {
        StreamDefinition definition = _recorded with { LocalStreamNames = ["a"] };
        PublishedGroup published = Publish(definition, 1_000_000, 0);

        RenditionPlan plan = new Rendezvous(definition, published, new FakeTimeProvider(s_noon))
            .Agree(0, [Start(Video(), 0, bitrate: 7_000)], isLive: false, CancellationToken.None);

        Assert.Equal(7_000, Assert.Single(plan.Tracks).Bitrate);
    }

    public void Dispose() => _folder.Dispose();

    private static TrackStart Start(Track track, double decodeMs, double delayMs = 0, long bitrate = 1000) =>
        new(track, Ms(decodeMs), Ms(delayMs), bitrate);

    private static TrackStart[] Starts((int Clock, int Delay, int Audio) input) =>
        [Start(Video(), input.Clock - input.Delay, input.Delay), Start(Audio(), input.Clock + input.Audio)];

    private static long FirstDecodeTime(RenditionPlan plan, long decode) => decode + plan.Placement.Shift - plan.Placement.VideoDelay;

    private static RenditionPlan Alone(StreamDefinition definition, TrackStart[] starts, TimeProvider? time = null) =>
        new Rendezvous(definition, null, time ?? TimeProvider.System).Agree(0, starts, isLive: false, CancellationToken.None);

    private static async Task<RenditionPlan[]> Meet(StreamDefinition definition, TrackStart[] first, TrackStart[] second)
    {
        var rendezvous = new Rendezvous(definition, null, TimeProvider.System);
        Task<RenditionPlan> one = Task.Run(() => rendezvous.Agree(0, first, isLive: false, CancellationToken.None));
        Task<RenditionPlan> two = Task.Run(() => rendezvous.Agree(1, second, isLive: false, CancellationToken.None));
        return await Task.WhenAll(one, two).WaitAsync(s_limit);
    }

    private PublishedGroup Publish(StreamDefinition definition, long bitrate, params long[] seconds)
    {
        GroupLayout layout = TestGroup.LayoutOf(definition);
        ClientManifest manifest = TestGroup.Single(layout, TestGroup.Times(seconds));
        Assert.All(manifest.StreamIndexes, i => Assert.Equal(bitrate, i.QualityLevels[0].Bitrate));
        _folder.Add("group/manifest.ismc", Encoding.UTF8.GetString(ClientManifestWriter.Write(manifest)));
        return EarlierRun.Read(definition, layout)!;
    }
}

using System.Reactive.Linq;
using System.Reactive.Subjects;
using MssTools.Core.Media;
using MssTools.Core.Outputs;
using MssTools.Core.Pipeline;
using MssTools.Core.Streams;
using MssTools.Core.Tests.Outputs;
using Xunit;
using static MssTools.Core.Tests.TestMedia;

namespace MssTools.Core.Tests.Streams;

public sealed class PackagingPipelineTests : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(20);
    private static readonly GroupMeeting s_group =
        new(Agree, (_, _) => throw new InvalidOperationException("joined"), _ => { }, _ => { }, _ => { });

    private readonly StreamDefinition _definition = TestGroup.Define("/t", "a") with { IsLive = true };
    private readonly SinkQueue _queue = new(4);
    private readonly FakeSink _sink = new();

    [Fact]
    public async Task Package_InputFailsInALiveGroup_StoresWhatTheLookAheadHoldsOfEveryTrack()
    {
        using var samples = new Subject<Sample>();
        var seen = new Recorder<StoredFragment>();
        using IDisposable subscription = Pipeline(_sink).Package(Input(samples), false, s_group, live: null).Subscribe(seen);

        Feed(samples, seconds: 7);
        samples.OnError(new MssException(MssError.SourceFailed, "gone"));
        await seen.Ended.WaitAsync(s_limit);

        Assert.Equal("SourceFailed", seen.End);
        Assert.Equal([0, 2, 4], Starts(seen, MediaKind.Video)); // the open fragment is discarded
        Assert.Equal([0, 2, 4], Starts(seen, MediaKind.Audio));
    }

    [Fact]
    public async Task Package_InputEnds_StoresEverything()
    {
        using var samples = new Subject<Sample>();
        var seen = new Recorder<StoredFragment>();
        using IDisposable subscription = Pipeline(_sink).Package(Input(samples), false, s_group, live: null).Subscribe(seen);

        Feed(samples, seconds: 7);
        samples.OnCompleted();
        await seen.Ended.WaitAsync(s_limit);

        Assert.Equal("completed", seen.End);
        Assert.Equal([0, 2, 4, 6], Starts(seen, MediaKind.Video));
        Assert.Equal([0, 2, 4, 6], Starts(seen, MediaKind.Audio));
    }

    [Fact]
    public async Task Package_TheThirdStoreFails_EndsWithTheSinksReason()
    {
        using var samples = new Subject<Sample>();
        var seen = new Recorder<StoredFragment>();
        using IDisposable subscription = Pipeline(new FakeSink { FailingStore = 3 })
            .Package(Input(samples), false, s_group, live: null).Subscribe(seen);

        Feed(samples, seconds: 20);
        samples.OnCompleted();
        await seen.Ended.WaitAsync(s_limit);

        Assert.Equal("SinkFailed", seen.End);
        Assert.InRange(seen.Items.Count, 0, 2);
    }

    [Fact]
    public async Task Package_FragmentThatCannotBeWritten_EndsTheStream()
    {
        using var samples = new Subject<Sample>();
        var seen = new Recorder<StoredFragment>();
        using IDisposable subscription = Pipeline(_sink).Package(Input(samples), false, s_group, live: null).Subscribe(seen);

        samples.OnNext(At(Video(), 0));
        samples.OnNext(At(Audio(), 0));
        samples.OnNext(At(Video(), Ms(600_000))); // one picture of ten minutes needs more than 32 bits
        samples.OnCompleted();
        await seen.Ended.WaitAsync(s_limit);

        Assert.Equal("Unsupported", seen.End);
    }

    [Fact]
    public void Publish_ManifestCannotBeStored_Fails()
    {
        using var events = new Subject<GroupEvent>();
        var seen = new Recorder<ManifestUpdate>();
        using IDisposable subscription = Pipeline(new FakeSink { ManifestFails = true }, _definition with { OverloadPolicy = OverloadPolicy.Fail })
            .Publish(events, TestGroup.LayoutOf(_definition), null, PublishingTroubles.Unheard).Subscribe(seen);

        events.OnNext(new GroupEvent.Began([new RenditionTrack(0, Video(), 1000)]));
        events.OnNext(new GroupEvent.Stored(0, new StoredFragment(Video(), 1000, "x", new FragmentTime(0, Ms(2000)), 9)));

        Assert.Equal("SinkFailed", seen.End);
    }

    [Fact]
    public void Publish_Rolling_DeletesAfterTheManifestThatNoLongerNamesThem()
    {
        using var events = new Subject<GroupEvent>();
        StreamDefinition rolling = _definition with { PlaylistType = PlaylistType.Rolling, PlaylistLength = 5, StaleRetentionCount = 0 };
        using IDisposable subscription = Pipeline(_sink, rolling).Publish(events, TestGroup.LayoutOf(rolling), null, PublishingTroubles.Unheard).Subscribe();

        events.OnNext(new GroupEvent.Began([new RenditionTrack(0, Video(), 1000)]));
        for (int i = 0; i < 6; i++)
        {
            events.OnNext(new GroupEvent.Stored(0, new StoredFragment(Video(), 1000, "x", new FragmentTime(Ms(2000 * i), Ms(2000)), 9)));
        }

        Assert.Equal(["manifest", "-a/video/1000/0.fmp4"], _sink.Calls.TakeLast(2));
        Assert.DoesNotContain("t=\"0\"", _sink.Manifests[^1], StringComparison.Ordinal);
    }

    // What cannot be deleted is tried again with what expires later, and the group goes on.
    [Fact]
    public void Publish_DeletionFails_GoesOnAndDeletesLater()
    {
        using var events = new Subject<GroupEvent>();
        StreamDefinition rolling = Rolling;
        var told = new List<(MssError? Code, long Count)>();
        var seen = new Recorder<ManifestUpdate>();
        using IDisposable subscription = Pipeline(_sink, rolling).Publish(
            events,
            TestGroup.LayoutOf(rolling),
            null,
            new PublishingTroubles(_ => { }, (failure, count) => told.Add((failure?.Code, count)))).Subscribe(seen);
        _sink.DeleteFailure = new MssException(MssError.SinkFailed, "immutable");

        Store(events, 0, 7);
        Assert.Equal([(MssError.SinkFailed, 1L), (MssError.SinkFailed, 2L)], told);
        _sink.DeleteFailure = null;
        Store(events, 7, 1);

        Assert.Equal((null, 0L), told[^1]);
        Assert.Equal(
            ["-a/video/1000/0.fmp4", "-a/video/1000/20000000.fmp4", "-a/video/1000/40000000.fmp4"],
            _sink.Calls.Where(c => c[0] == '-').Order(StringComparer.Ordinal));
        Assert.Equal("open", seen.End);
    }

    // A manifest that found no room is stored with the next event, even where that changes nothing.
    [Fact]
    public void Publish_LiveManifestFails_IsStoredLaterAndNothingItNamedIsDeletedBefore()
    {
        using var events = new Subject<GroupEvent>();
        StreamDefinition rolling = Rolling;
        var told = new List<MssError?>();
        using IDisposable subscription = Pipeline(_sink, rolling).Publish(
            events, TestGroup.LayoutOf(rolling), null, new PublishingTroubles(f => told.Add(f?.Code), (_, _) => { })).Subscribe();
        Store(events, 0, 5);
        int before = _sink.Calls.Count;
        _sink.ManifestFailure = new MssException(MssError.SinkFailed, "no space left");

        Store(events, 5, 2);
        Assert.Equal(before, _sink.Calls.Count);
        _sink.ManifestFailure = null;
        events.OnNext(new GroupEvent.Away(0));

        Assert.Equal(["manifest", "-a/video/1000/0.fmp4", "-a/video/1000/20000000.fmp4"], _sink.Calls.Skip(before));
        Assert.Equal([MssError.SinkFailed, MssError.SinkFailed, null], told.TakeLast(3));
    }

    // What is no matter of the disk ends the group, also where fragments may be left out.
    [Theory]
    [InlineData(true, MssError.GroupInUse, "GroupInUse")]
    [InlineData(true, null, "IOException")]
    [InlineData(false, MssError.GroupInUse, "GroupInUse")]
    [InlineData(false, null, "IOException")]
    public void Publish_AnyOtherFailure_EndsTheGroup(bool ofManifest, MssError? code, string end)
    {
        using var events = new Subject<GroupEvent>();
        StreamDefinition rolling = Rolling;
        var seen = new Recorder<ManifestUpdate>();
        using IDisposable subscription = Pipeline(_sink, rolling)
            .Publish(events, TestGroup.LayoutOf(rolling), null, PublishingTroubles.Unheard).Subscribe(seen);
        Exception failure = code is { } known ? new MssException(known, "no") : new IOException("no");
        (_sink.ManifestFailure, _sink.DeleteFailure) = ofManifest ? (failure, (Exception?)null) : (null, failure);

        Store(events, 0, 7);

        Assert.Equal(end, seen.End);
    }

    [Fact]
    public void Delete_MoreThanADayOfRefusals_ForgetsTheOldestAndCountsThem()
    {
        var expired = new ExpiredFragments(_sink);

        expired.Add(Enumerable.Range(0, 86_402).Select(i => $"{i}"));
        expired.Delete();

        Assert.Equal((0, 2L), (expired.Count, expired.Forgotten));
        Assert.Equal("-2", _sink.Calls[0]);
    }

    public void Dispose() => _queue.Dispose();

    private StreamDefinition Rolling =>
        _definition with { PlaylistType = PlaylistType.Rolling, PlaylistLength = 5, StaleRetentionCount = 0 };

    private static void Store(Subject<GroupEvent> events, int first, int count)
    {
        if (first == 0)
        {
            events.OnNext(new GroupEvent.Began([new RenditionTrack(0, Video(), 1000)]));
        }

        for (int i = first; i < first + count; i++)
        {
            var time = new FragmentTime(Ms(2000 * i), Ms(2000));
            events.OnNext(new GroupEvent.Stored(0, new StoredFragment(Video(), 1000, "x", time, 9)));
        }
    }

    private PackagingPipeline Pipeline(FakeSink sink, StreamDefinition? definition = null) => new(
        definition ?? _definition, new FragmentWriter(TestGroup.LayoutOf(_definition)), _queue, sink,
        new SteppedTime(DateTimeOffset.UnixEpoch));

    private static RenditionInput Input(IObservable<Sample> samples) =>
        new(Observable.Return(new InputConnection(samples, () => new HashSet<Content>())), [], IsLive: false, CancellationToken.None);

    private static RenditionPlan Agree(IReadOnlyList<TrackStart> starts)
    {
        var grid = new FragmentGrid(Ms(2000));
        return new RenditionPlan(
            new TimelineStart(0, 0), default, grid, grid, SoundFollowsPicture: true, [.. starts.Select(s => new RenditionTrack(0, s.Track, 1_000_000))]);
    }

    private static void Feed(Subject<Sample> samples, int seconds)
    {
        Track video = Video();
        Track audio = Audio();
        for (int i = 0; i <= seconds; i++)
        {
            samples.OnNext(At(video, Ms(1000 * i), Ms(1000)));
            samples.OnNext(At(audio, Ms(1000 * i), Ms(1000)));
        }
    }

    private static IEnumerable<long> Starts(Recorder<StoredFragment> seen, MediaKind kind) =>
        seen.Items.Where(f => f.Track.Kind == kind).Select(f => f.Time.Time / Timescale.Ticks);
}

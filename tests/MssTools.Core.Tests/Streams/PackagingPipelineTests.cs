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
            .Publish(events, TestGroup.LayoutOf(_definition), null, _ => { }).Subscribe(seen);

        events.OnNext(new GroupEvent.Began([new RenditionTrack(0, Video(), 1000)]));
        events.OnNext(new GroupEvent.Stored(0, new StoredFragment(Video(), 1000, "x", new FragmentTime(0, Ms(2000)), 9)));

        Assert.Equal("SinkFailed", seen.End);
    }

    [Fact]
    public void Publish_Rolling_DeletesAfterTheManifestThatNoLongerNamesThem()
    {
        using var events = new Subject<GroupEvent>();
        StreamDefinition rolling = _definition with { PlaylistType = PlaylistType.Rolling, PlaylistLength = 5, StaleRetentionCount = 0 };
        using IDisposable subscription = Pipeline(_sink, rolling).Publish(events, TestGroup.LayoutOf(rolling), null, _ => { }).Subscribe();

        events.OnNext(new GroupEvent.Began([new RenditionTrack(0, Video(), 1000)]));
        for (int i = 0; i < 6; i++)
        {
            events.OnNext(new GroupEvent.Stored(0, new StoredFragment(Video(), 1000, "x", new FragmentTime(Ms(2000 * i), Ms(2000)), 9)));
        }

        Assert.Equal(["manifest", "-a/video/1000/0.fmp4"], _sink.Calls.TakeLast(2));
        Assert.DoesNotContain("t=\"0\"", _sink.Manifests[^1], StringComparison.Ordinal);
    }

    public void Dispose() => _queue.Dispose();

    private PackagingPipeline Pipeline(FakeSink sink, StreamDefinition? definition = null) => new(
        definition ?? _definition, new FragmentWriter(TestGroup.LayoutOf(_definition)), _queue, sink,
        new SteppedTime(DateTimeOffset.UnixEpoch));

    private static RenditionInput Input(IObservable<Sample> samples) =>
        new(Observable.Return(new InputConnection(samples, () => new HashSet<MediaKind>())), [], IsLive: false, CancellationToken.None);

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

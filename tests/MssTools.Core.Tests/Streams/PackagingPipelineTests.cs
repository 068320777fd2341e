using System.Reactive.Linq;
using System.Reactive.Subjects;
using MssTools.Core.Manifests;
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
    private readonly StreamDefinition _definition = TestGroup.Define("/t", "a") with { IsLive = true };
    private readonly FakeSink _sink = new();
    private readonly List<IDisposable> _disposables = [];

    [Fact]
    public async Task Package_InputFailsInALiveGroup_StoresWhatTheLookAheadHoldsOfEveryTrack()
    {
        using var samples = new Subject<Sample>();
        Run run = Package(_sink, samples);

        Feed(samples, seconds: 7);
        samples.OnError(new MssException(MssError.SourceFailed, "gone"));
        await run.Ended.WaitAsync(s_limit);

        Assert.Equal("SourceFailed", run.Follower.End);
        Assert.Equal([0, 2, 4], run.Follower.Starts(MediaKind.Video)); // the open fragment is discarded
        Assert.Equal([0, 2, 4], run.Follower.Starts(MediaKind.Audio));
    }

    [Fact]
    public async Task Package_InputEnds_StoresEverything()
    {
        using var samples = new Subject<Sample>();
        Run run = Package(_sink, samples);

        Feed(samples, seconds: 7);
        samples.OnCompleted();
        await run.Ended.WaitAsync(s_limit);

        Assert.Equal("ended", run.Follower.End);
        Assert.Equal([0, 2, 4, 6], run.Follower.Starts(MediaKind.Video));
        Assert.Equal([0, 2, 4, 6], run.Follower.Starts(MediaKind.Audio));
    }

    // Stores run beside each other, so it is a fragment that fails and not a count: the third to begin may be the fourth to be told.
    [Fact]
    public async Task Package_AStoreFails_EndsWithTheSinksReasonAndTellsNothingAfterIt()
    {
        using var samples = new Subject<Sample>();
        var sink = new FakeSink
        {
            Storing = fragment =>
            {
                if (fragment.Path.EndsWith("video/1000/20000000.fmp4", StringComparison.Ordinal))
                {
                    throw new MssException(MssError.SinkFailed, $"'{fragment.Path}' cannot be stored: no space left");
                }
            },
        };
        Run run = Package(sink, samples, _definition with { OverloadPolicy = OverloadPolicy.Fail });

        Feed(samples, seconds: 20);
        samples.OnCompleted();
        await run.Ended.WaitAsync(s_limit);

        Assert.Equal("SinkFailed", run.Follower.End);
        Assert.Equal([0], run.Follower.Starts(MediaKind.Video));
        Assert.InRange(run.Follower.Starts(MediaKind.Audio).Count(), 0, 2);
    }

    [Fact]
    public async Task Package_FragmentThatCannotBeWritten_EndsTheStream()
    {
        using var samples = new Subject<Sample>();
        Run run = Package(_sink, samples);

        samples.OnNext(At(Video(), 0));
        samples.OnNext(At(Audio(), 0));
        samples.OnNext(At(Video(), Ms(600_000))); // one picture of ten minutes needs more than 32 bits
        samples.OnCompleted();
        await run.Ended.WaitAsync(s_limit);

        Assert.Equal("Unsupported", run.Follower.End);
    }

    // What an earlier run left and nobody may take away ends the group before the first fragment.
    [Fact]
    public async Task Package_DestinationCannotBePrepared_EndsTheStreamAndStoresNothing()
    {
        using var samples = new Subject<Sample>();
        Run run = Package(_sink, samples, refusal: new MssException(MssError.AccessDenied, "the manifest cannot be taken away"));

        Feed(samples, seconds: 7);
        samples.OnCompleted();
        await run.Ended.WaitAsync(s_limit);

        Assert.Equal("AccessDenied", run.Follower.End);
        Assert.Empty(_sink.Calls);
    }

    [Fact]
    public void Publish_ManifestCannotBeStored_Fails()
    {
        using var events = new Subject<GroupEvent>();
        Recorder<PublishedUpdate> seen = Publish(events, new FakeSink { ManifestFails = true }, _definition, goesOn: false);

        events.OnNext(new GroupEvent.Began([new RenditionTrack(0, Video(), 1000)]));
        events.OnNext(new GroupEvent.Stored(0, new FragmentNotice(Video(), 1000, "x", new FragmentTime(0, Ms(2000)), 9)));

        Assert.Equal("SinkFailed", seen.End);
    }

    [Fact]
    public void Publish_Rolling_DeletesAfterTheManifestThatNoLongerNamesThem()
    {
        using var events = new Subject<GroupEvent>();
        StreamDefinition rolling = _definition with { PlaylistType = PlaylistType.Rolling, PlaylistLength = 5, StaleRetentionCount = 0 };
        Publish(events, _sink, rolling);

        events.OnNext(new GroupEvent.Began([new RenditionTrack(0, Video(), 1000)]));
        for (int i = 0; i < 6; i++)
        {
            events.OnNext(new GroupEvent.Stored(0, new FragmentNotice(Video(), 1000, "x", new FragmentTime(Ms(2000 * i), Ms(2000)), 9)));
        }

        Assert.Equal(["manifest", "-a/video/1000/0.fmp4"], _sink.Calls.TakeLast(2));
        Assert.DoesNotContain("t=\"0\"", _sink.Manifests[^1], StringComparison.Ordinal);
    }

    // Sound is stored with its pictures: a manifest for each would be a third of all files.
    [Fact]
    public void Publish_MayWait_TheNextManifestListsBothAndIsTheFirst()
    {
        using var events = new Subject<GroupEvent>();
        var publisher = new GroupPublisher(_sink, [new ClientManifestDialect("manifest.ismc")], goesOn: true);
        var waits = new Queue<bool>([false, true, true, true, true, true, false]); // the first is that of the tracks
        var listed = new List<int?>();
        using IDisposable publishing = events.AggregateManifest(Rolling, TestGroup.LayoutOf(Rolling), published: null).Subscribe(update =>
        {
            publisher.Publish(update, waits.Dequeue());
            listed.Add(publisher.Listed?.StreamIndexes[0].Fragments.Count);
        });

        Store(events, 0, 6);

        Assert.Equal("manifest -a/video/1000/0.fmp4", string.Join(' ', _sink.Calls)); // what the rolling window let go, behind it
        Assert.Equal([null, null, null, null, null, null, 5], listed);
    }

    // What cannot be deleted is tried again with what expires later, and the group goes on.
    [Fact]
    public void Publish_DeletionFails_GoesOnAndDeletesLater()
    {
        using var events = new Subject<GroupEvent>();
        StreamDefinition rolling = Rolling;
        Recorder<PublishedUpdate> seen = Publish(events, _sink, rolling);
        _sink.DeleteFailure = new MssException(MssError.SinkFailed, "immutable");

        Store(events, 0, 7);
        Assert.Equal([(MssError.SinkFailed, 1L), (MssError.SinkFailed, 2L)], Deletions(seen));
        _sink.DeleteFailure = null;
        Store(events, 7, 1);

        Assert.Equal((null, 0L), Deletions(seen).Last());
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
        Recorder<PublishedUpdate> seen = Publish(events, _sink, rolling);
        Store(events, 0, 5);
        int before = _sink.Calls.Count;
        _sink.ManifestFailure = new MssException(MssError.SinkFailed, "no space left");

        Store(events, 5, 2);
        Assert.Equal(before, _sink.Calls.Count);
        _sink.ManifestFailure = null;
        events.OnNext(new GroupEvent.Away(0));

        Assert.Equal(["manifest", "-a/video/1000/0.fmp4", "-a/video/1000/20000000.fmp4"], _sink.Calls.Skip(before));
        Assert.Equal([MssError.SinkFailed, MssError.SinkFailed, null], seen.Items.TakeLast(3).Select(p => p.Manifest!.Value.Failure?.Code));
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
        Recorder<PublishedUpdate> seen = Publish(events, _sink, rolling);
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

    public void Dispose() => _disposables.ForEach(d => d.Dispose());

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
            events.OnNext(new GroupEvent.Stored(0, new FragmentNotice(Video(), 1000, "x", time, 9)));
        }
    }

    private Recorder<PublishedUpdate> Publish(IObservable<GroupEvent> events, FakeSink sink, StreamDefinition definition, bool goesOn = true)
    {
        var seen = new Recorder<PublishedUpdate>();
        var publisher = new GroupPublisher(sink, [new ClientManifestDialect(definition.ManifestName)], goesOn);
        _disposables.Add(events
            .AggregateManifest(definition, TestGroup.LayoutOf(definition), published: null)
            .Select(update => publisher.Publish(update, mayWait: false))
            .Subscribe(seen));
        return seen;
    }

    private static IEnumerable<(MssError? Code, long Count)> Deletions(Recorder<PublishedUpdate> seen) =>
        seen.Items.Select(p => p.Deletion).OfType<DeletionAttempt>().Select(d => (d.Failure?.Code, d.Left));

    // On a thread of its own: the subscription stands when samples may come.
    private Run Package(FakeSink sink, Subject<Sample> samples, StreamDefinition? definition = null, MssException? refusal = null)
    {
        definition ??= _definition;
        var time = new SteppedTime(DateTimeOffset.UnixEpoch);
        var follower = new EventRecorder();
        var output = new GroupOutput(definition, new GroupLayout(definition.LocalStreamNames, definition.TimeScale), new FakeDestination(sink) { Refusal = refusal }, follower, time);
        var rendezvous = new Rendezvous(definition, null, time);
        rendezvous.Began += output.Begin;
        var pipeline = new PackagingPipeline(
            definition,
            TestGroup.LayoutOf(definition),
            rendezvous,
            [output],
            new GroupBitrates(definition),
            new HeldRuns(null, TestGroup.LayoutOf(definition), definition),
            time);
        var stream = new StreamHost(
            new StreamStatus(1, "a", 0, definition, time), 0, Timeout.InfiniteTimeSpan, false, () => null, (_, _) => null, time);
        _disposables.AddRange([pipeline.Publish(), output, stream]);
        var input = new RenditionInput(
            Observable.Return(new InputConnection(samples, () => new HashSet<Content>())), [], IsLive: false, CancellationToken.None);
        Task ended = Task.Factory.StartNew(
            () => pipeline.Package(stream, input).Wait(), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        Assert.True(SpinWait.SpinUntil(() => samples.HasObservers, s_limit));
        return new Run(ended, follower);
    }

    private sealed record Run(Task Ended, EventRecorder Follower);

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
}

using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using CsCheck;
using MssTools.Core.Media;
using MssTools.Core.Pipeline;
using Xunit;
using static MssTools.Core.Tests.TestMedia;

namespace MssTools.Core.Tests.Pipeline;

public class FragmentStartsTests
{
    private const double FrameMs = 1024.0 / 48;

    // The same frames of sound, timed over two connections: the second is off by what RTMP rounds.
    [Theory]
    [InlineData(0)]
    [InlineData(0.4)]
    [InlineData(0.9)]
    [InlineData(-0.9)]
    [InlineData(4)]
    [InlineData(-4)]
    public void CutAtSync_RenditionsOffByLittle_CutAtEqualTimesAndBeforeTheSameFrames(double offMs)
    {
        var grid = new FragmentGrid(Ms(1000));
        var starts = new FragmentStarts();

        List<SampleRun> first = Cut(0, grid, starts);
        List<SampleRun> second = Cut(offMs, grid, starts);

        Assert.Equal(first.Select(r => r.Time), second.Select(r => r.Time));
        Assert.Equal(first.Select(r => r.Samples.Count), second.Select(r => r.Samples.Count));
        Assert.All(second.Zip(second.Skip(1)), pair => Assert.Equal(pair.First.Time + pair.First.Duration, pair.Second.Time));
    }

    [Fact]
    public void CutAtSync_RenditionsOffByMore_CutEachAtItsOwnTimes()
    {
        var grid = new FragmentGrid(Ms(1000));
        var starts = new FragmentStarts();

        List<SampleRun> first = Cut(0, grid, starts);
        List<SampleRun> second = Cut(10, grid, starts);

        Assert.Empty(first.Select(r => r.Time).Intersect(second.Select(r => r.Time)));
        Assert.Equal(first.Count, second.Count);
    }

    // Two renditions in any order of their threads, one behind the other by up to three seconds, each rounded by its own
    // connection: whoever comes to a frame first, both cut before the same frame, at the frame nearest to the picture's cut.
    [Fact]
    public void CutAtSync_AnyOrderOfThreads_CutsBeforeTheSameFrames() =>
        Gen.Select(Gen.Int[0, int.MaxValue], Gen.Int[30, 90], Gen.Int[0, 75]).Sample((order, gop, lead) =>
        {
            var random = new Random(order);
            var starts = new Dictionary<MediaKind, FragmentStarts> { [MediaKind.Video] = new(), [MediaKind.Audio] = new() };
            Queue<Sample>[] inputs = [Media(gop, random), Media(gop, random)];
            Subject<Sample>[] sources = [new(), new()];
            List<SampleRun>[] runs = [[], []];
            for (int i = 0; i < 2; i++)
            {
                var pictures = new PictureCuts(Ms(2000));
                sources[i].SoundBehindPicture(() => true)
                    .GroupBy(s => s.Track.Kind)
                    .SelectMany(t => t.CutAtSync(new FragmentGrid(Ms(2000)), starts: starts[t.Key], pictures: pictures))
                    .Subscribe(runs[i].Add);
            }

            while (inputs.Any(q => q.Count > 0))
            {
                int next = random.Next(2);
                bool mayGo = inputs[1 - next].Count == 0 || inputs[1 - next].Count - inputs[next].Count < lead;
                next = mayGo && inputs[next].Count > 0 ? next : 1 - next;
                sources[next].OnNext(inputs[next].Dequeue());
            }

            Array.ForEach(sources, s => s.OnCompleted());
            foreach (MediaKind kind in Enum.GetValues<MediaKind>())
            {
                Assert.Equal(Shape(runs[0], kind), Shape(runs[1], kind));
            }

            List<SampleRun> sound = runs[0].FindAll(r => r.Track.Kind == MediaKind.Audio);
            Assert.All(
                runs[0].FindAll(r => r.Track.Kind == MediaKind.Video).Skip(1),
                picture => Assert.Contains(sound, r => Math.Abs(r.Time - picture.Time) <= Ms(FrameMs / 2) + Ms(3)));
        });

    // A rendition that comes back in the middle of a fragment sees no reason to cut where the others do.
    [Fact]
    public void Decide_OpenFragmentStartsElsewhere_PassingBindsNobody()
    {
        var starts = new FragmentStarts();
        starts.Begin(Ms(1000));
        starts.Begin(Ms(2900));

        Assert.Null(starts.Decide(Ms(3000), isDue: false, open: Ms(2900)));
        Assert.Equal(Ms(3000), starts.Decide(Ms(3000), isDue: true, open: Ms(1000)));
        Assert.Equal(Ms(3000), starts.Decide(Ms(3001), isDue: false, open: Ms(2900)));
    }

    [Fact]
    public void Decide_FirstOfAllPasses_BindsTheOthers()
    {
        var starts = new FragmentStarts();
        starts.Begin(Ms(1000));

        Assert.Null(starts.Decide(Ms(2999), isDue: false, open: Ms(1000)));
        Assert.Null(starts.Decide(Ms(3001), isDue: true, open: Ms(1000)));
    }

    // All were away. The first one back is ahead and binds nobody until another begins where it did; the second one must not
    // cut a frame before it, or the fragment between would be one frame long.
    [Fact]
    public void Decide_AfterAllWereAway_SecondWaitsForTheStartOfTheFirst()
    {
        var starts = new FragmentStarts();
        starts.Begin(0);
        starts.Begin(Ms(9000));
        Assert.Null(starts.Decide(Ms(9980), isDue: false, open: Ms(9000)));
        Assert.Equal(Ms(10_001), starts.Decide(Ms(10_001), isDue: true, open: Ms(9000)));

        Assert.Equal(Ms(9000), starts.Begin(Ms(9001)));
        Assert.Null(starts.Decide(Ms(9981), isDue: true, open: Ms(9000)));
        Assert.Equal(Ms(10_001), starts.Decide(Ms(10_002), isDue: true, open: Ms(9000)));
    }

    [Fact]
    public void Begin_WhereOnePassed_StartsAtItsOwnTime()
    {
        var starts = new FragmentStarts();
        starts.Begin(0);
        starts.Decide(Ms(500), isDue: false, open: 0);

        Assert.Equal(Ms(501), starts.Begin(Ms(501)));
        Assert.Equal(Ms(501), starts.Begin(Ms(503)));
    }

    [Fact]
    public void Decide_TwoMinutesLater_HasForgotten()
    {
        var starts = new FragmentStarts();
        starts.Decide(Ms(1000), isDue: true, open: 0);
        starts.Decide(Ms(122_000), isDue: true, open: 0);

        Assert.Null(starts.Decide(Ms(1000), isDue: false, open: 0));
    }

    private static IEnumerable<(long Time, int Count)> Shape(List<SampleRun> runs, MediaKind kind) =>
        runs.Where(r => r.Track.Kind == kind).Select(r => (r.Time, r.Samples.Count));

    // 29.97 pictures and 46.875 frames of sound a second, stamped in milliseconds that are rounded up or down.
    private static Queue<Sample> Media(int gop, Random random)
    {
        (Track video, Track audio) = (Video(), Audio());
        return new Queue<Sample>(Stamped(video, 1001.0 / 30, 900, gop, random)
            .Concat(Stamped(audio, FrameMs, 1500, 1, random))
            .OrderBy(s => s.DecodeTime));
    }

    private static IEnumerable<Sample> Stamped(Track track, double stepMs, int count, int gop, Random random)
    {
        long[] times = [.. Enumerable.Range(0, count + 1).Select(i => Ms(Math.Floor(i * stepMs) + random.Next(2)))];
        return Enumerable.Range(0, count).Select(i => At(track, times[i], times[i + 1] - times[i], i % gop == 0));
    }

    private static long TimeOf(int frame, double offMs) => Ms(100 + offMs + frame * FrameMs);

    private static List<SampleRun> Cut(double offMs, FragmentGrid grid, FragmentStarts starts)
    {
        Track track = Audio();
        return
        [
            .. Enumerable.Range(0, 3000)
                .Select(i => At(track, TimeOf(i, offMs), TimeOf(i + 1, offMs) - TimeOf(i, offMs)))
                .ToObservable(ImmediateScheduler.Instance).CutAtSync(grid, starts: starts).ToEnumerable(),
        ];
    }
}

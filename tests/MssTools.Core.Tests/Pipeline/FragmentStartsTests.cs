using System.Reactive.Concurrency;
using System.Reactive.Linq;
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

using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using CsCheck;
using MssTools.Core.Media;
using MssTools.Core.Pipeline;
using Xunit;
using static MssTools.Core.Tests.TestMedia;

namespace MssTools.Core.Tests.Pipeline;

public class LookAheadTests
{
    private static readonly FragmentGrid s_grid = new(Ms(1000));

    [Theory]
    [InlineData(2, 0, "")]
    [InlineData(2, 1, "0:")]
    [InlineData(2, 2, "0:1 1:")]
    [InlineData(2, 4, "0:1,2 1:2,3 2:3 3:")]
    [InlineData(0, 3, "0: 1: 2:")]
    [InlineData(1, 3, "0:1 1:2 2:")]
    [InlineData(8, 3, "0:1,2 1:2 2:")]
    public void LookAhead_Completed_EachFragmentAnnouncesTheNext(int count, int runs, string expected)
    {
        List<Fragment> fragments = [.. Runs(Video(), [.. Enumerable.Repeat(1000L, runs)])
            .ToObservable(ImmediateScheduler.Instance).LookAhead(count, s_grid).ToEnumerable()];

        Assert.Equal(expected, Draw(fragments));
    }

    [Fact]
    public void LookAhead_WhileRunning_HoldsExactlyCountRuns()
    {
        var source = new Subject<SampleRun>();
        var seen = new Recorder<Fragment>();
        using IDisposable subscription = source.LookAhead(2, s_grid).Subscribe(seen);
        List<SampleRun> runs = Runs(Video(), 1000, 1000, 1000, 1000);

        runs[..2].ForEach(source.OnNext);
        Assert.Empty(seen.Items);
        source.OnNext(runs[2]);
        Assert.Equal("0:1,2", Draw(seen.Items));
        source.OnNext(runs[3]);
        Assert.Equal("0:1,2 1:2,3", Draw(seen.Items));
    }

    [Fact]
    public void LookAhead_SourceFails_DeliversTheHeldRunsBeforeTheError()
    {
        var source = new Subject<SampleRun>();
        var seen = new Recorder<Fragment>();
        using IDisposable subscription = source.LookAhead(2, s_grid).Subscribe(seen);

        Runs(Video(), 1000, 1000, 1000).ForEach(source.OnNext);
        source.OnError(new MssException(MssError.SourceFailed, "gone"));

        Assert.Equal("0:1,2 1:2 2:", Draw(seen.Items));
        Assert.Equal("SourceFailed", seen.End);
    }

    [Fact]
    public void LookAhead_Disposed_LeavesTheSourceAndDeliversNothingHeld()
    {
        var source = new Subject<SampleRun>();
        var seen = new Recorder<Fragment>();
        IDisposable subscription = source.LookAhead(2, s_grid).Subscribe(seen);

        Runs(Video(), 1000, 1000).ForEach(source.OnNext);
        subscription.Dispose();

        Assert.False(source.HasObservers);
        Assert.Empty(seen.Items);
        Assert.Equal("open", seen.End);
    }

    [Fact]
    public void LookAhead_NegativeCount_IsACallersBug() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Observable.Empty<SampleRun>().LookAhead(-1, s_grid));

    // A changed decoder configuration cuts within a cell of the grid ([MS-SSTR] 2.2.4.2: the number grows strictly).
    [Fact]
    public void LookAhead_TwoRunsWithinOneCell_AreNumberedOneAfterTheOther()
    {
        List<Fragment> fragments = [.. Runs(Video(), 1000, 400, 600, 1000)
            .ToObservable(ImmediateScheduler.Instance).LookAhead(2, s_grid).ToEnumerable()];

        Assert.Equal([1u, 2u, 3u, 4u], fragments.Select(f => f.Sequence));
    }

    [Fact]
    public void LookAhead_AnyRuns_AnnouncesExactlyWhatFollowsAndNumbersGrow() =>
        Gen.Select(Gen.Long[1, 4000].Array[0, 30], Gen.Int[0, 8]).Sample((lengths, count) =>
        {
            List<SampleRun> runs = Runs(Video(), lengths);

            List<Fragment> fragments = [.. runs.ToObservable(ImmediateScheduler.Instance).LookAhead(count, s_grid).ToEnumerable()];

            Assert.Equal(runs, fragments.Select(f => f.Run));
            for (int i = 0; i < fragments.Count; i++)
            {
                Assert.Equal(
                    runs.Skip(i + 1).Take(count).Select(r => new FragmentTime(r.Time, r.Duration)), fragments[i].Successors);
            }

            Assert.All(fragments.Zip(fragments.Skip(1)), pair => Assert.True(pair.First.Sequence < pair.Second.Sequence));
        });

    // "0:1,2" is the fragment that starts at second 0 and announces those at 1 and 2.
    private static string Draw(IEnumerable<Fragment> fragments) => string.Join(' ', fragments.Select(f =>
        $"{f.Run.Time / Timescale.Ticks}:{string.Join(',', f.Successors.Select(s => s.Time / Timescale.Ticks))}"));
}

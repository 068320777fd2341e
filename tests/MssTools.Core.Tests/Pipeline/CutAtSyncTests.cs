using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using CsCheck;
using MssTools.Core.Media;
using MssTools.Core.Pipeline;
using Xunit;
using static MssTools.Core.Tests.TestMedia;

namespace MssTools.Core.Tests.Pipeline;

public class CutAtSyncTests
{
    private static readonly Gen<(int Step, bool Sync)[]> s_media = Gen.Select(Gen.Int[1, 3_000_000], Gen.Bool).Array[0, 60];

    // Each sample lasts 10 ms.
    [Theory]
    [InlineData(30, "K..K..K..", "K..|K..|K..")]     // every GOP fills a cell
    [InlineData(60, "K..K..K..", "K..K..|K..")]      // two GOPs are needed
    [InlineData(20, "K..K..K..", "K..|K..|K..")]     // 30 ms is past 20 ms; 60 ms is past 40 ms
    [InlineData(40, "K...K...", "K...|K...")]        // exactly on the multiple
    [InlineData(45, "K...K...K", "K...|K...K")]      // 5 ms before the multiple counts as on it
    [InlineData(46, "K...K...K", "K...K...|K")]      // 6 ms does not
    [InlineData(20, "..K.K", "K.|K")]                // leading samples cannot be decoded
    [InlineData(20, "K", "K")]
    [InlineData(20, "...", "")]
    [InlineData(20, "", "")]
    public void CutAtSync_CutsAtTheFirstSyncSampleOfACell(double lengthMs, string gops, string expected)
    {
        List<SampleRun> runs = Cut(Gops(Video(), gops, Ms(10)), new FragmentGrid(Ms(lengthMs)));

        Assert.Equal(expected, Draw(runs));
    }

    // The input was away from 60 ms to 130 ms: the run ends where its samples end, and decoding starts anew.
    [Fact]
    public void CutAtSync_Gap_EndsTheRunAndWaitsForASyncSample()
    {
        List<SampleRun> runs = Cut(
            [.. Gops(Video(), "K.....", Ms(10)), .. Gops(Video(), "..K.", Ms(10), start: Ms(130))], new FragmentGrid(Ms(1000)));

        Assert.Equal("K.....|K.", Draw(runs));
        Assert.Equal([(0, Ms(60)), (Ms(150), Ms(20))], runs.Select(r => (r.Time, r.Duration)));
    }

    // An encoder that sends one IDR frame and no more must not fill the memory.
    [Fact]
    public void CutAtSync_NoMoreSyncSamples_CutsBeforeTheMemoryIsFull()
    {
        Payload megabyte = new(new byte[1024 * 1024]);
        List<Sample> samples = [.. Gops(Video(), "K" + new string('.', 199), Ms(40)).Select(s => s with { Data = megabyte })];

        List<SampleRun> runs = Cut(samples, new FragmentGrid(Ms(2000)));

        Assert.Equal([65, 65, 65, 5], runs.Select(r => r.Samples.Count));
    }

    [Fact]
    public void CutAtSync_AnySample_CutsOnTheMultipleButStartsWithSync()
    {
        List<SampleRun> runs = Cut(Gops(Video(), ".K......K", Ms(10)), new FragmentGrid(Ms(30)), anySample: true);

        Assert.Equal("K.|...|..K", Draw(runs));
    }

    [Fact]
    public void CutAtSync_StartsLieOnWholeMillisecondsAndRunsTouch()
    {
        // 29.97 pictures a second, a sync sample every ten.
        List<Sample> samples = [.. Enumerable.Range(0, 60).Select(i =>
            At(Video(), Timescale.Rescale(i * 1001L, 30_000, Timescale.Ticks), 333_667, i % 10 == 0))];

        List<SampleRun> runs = Cut(samples, new FragmentGrid(Ms(300)));

        Assert.Equal([0, Ms(334), Ms(667), Ms(1001), Ms(1335), Ms(1668)], runs.Select(r => r.Time));
        Assert.Equal([Ms(334), Ms(333), Ms(334), Ms(334), Ms(333)], runs.SkipLast(1).Select(r => r.Duration));
        Assert.Equal(samples[^1].EndTime, runs[^1].Time + runs[^1].Duration);
    }

    [Fact]
    public void CutAtSync_NewDecoderConfiguration_CutsAtItsFirstSyncSample()
    {
        List<Sample> samples = [.. Gops(Video(), "K..", Ms(10)), .. Gops(Video(), ".K.", Ms(10), start: Ms(30))];

        List<SampleRun> runs = Cut(samples, new FragmentGrid(Ms(10_000)));

        Assert.Equal("K...|K.", Draw(runs));
        Assert.Same(samples[4].Track, runs[1].Track);
    }

    [Fact]
    public void CutAtSync_SourceFails_DiscardsTheOpenRunAndPassesTheError()
    {
        var source = new Subject<Sample>();
        var seen = new Recorder<SampleRun>();
        using IDisposable subscription = source.CutAtSync(new FragmentGrid(Ms(20))).Subscribe(seen);

        Gops(Video(), "K.K.", Ms(10)).ForEach(source.OnNext);
        source.OnError(new MssException(MssError.MalformedInput, "moof at 1024: size runs past the end"));

        Assert.Equal("K.", Draw(seen.Items));
        Assert.Equal("MalformedInput", seen.End);
    }

    [Fact]
    public void CutAtSync_Disposed_LeavesTheSourceAndSaysNoMore()
    {
        var source = new Subject<Sample>();
        var seen = new Recorder<SampleRun>();
        IDisposable subscription = source.CutAtSync(new FragmentGrid(Ms(20))).Subscribe(seen);

        Gops(Video(), "K.", Ms(10)).ForEach(source.OnNext);
        subscription.Dispose();
        Gops(Video(), "K.K", Ms(10), Ms(20)).ForEach(source.OnNext);

        Assert.False(source.HasObservers);
        Assert.Empty(seen.Items);
        Assert.Equal("open", seen.End);
    }

    [Fact]
    public void CutAtSync_HandedOutRun_IsNotChangedAfterwards()
    {
        var source = new Subject<Sample>();
        var seen = new Recorder<SampleRun>();
        using IDisposable subscription = source.CutAtSync(new FragmentGrid(Ms(20))).Subscribe(seen);
        List<Sample> samples = Gops(Video(), "K.K.K", Ms(10));

        samples[..3].ForEach(source.OnNext);
        SampleRun first = Assert.Single(seen.Items);
        samples[3..].ForEach(source.OnNext);

        Assert.Equal(2, first.Samples.Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void CutAtSync_NoLength_IsACallersBug(long length) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Observable.Empty<Sample>().CutAtSync(new FragmentGrid(length)));

    [Fact]
    public void CutAtSync_AnyMedia_KeepsEverySampleAndTheSumOfDurations() =>
        Gen.Select(s_media, Gen.Int[1, 3000], Gen.Bool).Sample((media, lengthMs, anySample) =>
        {
            List<Sample> samples = Samples(media);
            List<Sample> kept = [.. samples.SkipWhile(s => !s.IsSync)];

            List<SampleRun> runs = Cut(samples, new FragmentGrid(Ms(lengthMs)), anySample);

            Assert.Equal(kept.Select(s => s.DecodeTime), runs.SelectMany(r => r.Samples).Select(s => s.DecodeTime));
            if (runs.Count > 0)
            {
                Assert.Equal(
                    Math.Max(kept[^1].EndTime, runs[^1].Time + 1) - Timescale.ToWholeMilliseconds(kept[0].DecodeTime),
                    runs.Sum(r => r.Duration));
            }
        });

    [Fact]
    public void CutAtSync_AnyMedia_StartsAreWholeMillisecondsThatStrictlyIncreaseInCellsOfTheirOwn() =>
        Gen.Select(s_media, Gen.Int[1, 3000], Gen.Bool).Sample((media, lengthMs, anySample) =>
        {
            var grid = new FragmentGrid(Ms(lengthMs));

            List<SampleRun> runs = Cut(Samples(media), grid, anySample);

            Assert.All(runs, r => Assert.Equal(0, r.Time % Timescale.Millisecond));
            Assert.All(runs.Zip(runs.Skip(1)), pair =>
            {
                Assert.True(pair.First.Time < pair.Second.Time);
                Assert.True(grid.CellOf(pair.First.Time) < grid.CellOf(pair.Second.Time));
                Assert.Equal(pair.First.Time + pair.First.Duration, pair.Second.Time);
            });
        });

    // Another rendition has its sync samples at the same times and whatever pictures in between.
    [Fact]
    public void CutAtSync_RenditionsWithTheSameSyncTimes_CutAlike() =>
        Gen.Select(s_media, Gen.Int[1, 3000], Gen.Int[1, 5]).Sample((media, lengthMs, parts) =>
        {
            List<Sample> samples = [.. Samples(media).SkipWhile(s => !s.IsSync)];
            List<Sample> split = [.. samples.SelectMany(s => Split(s, parts))];
            var grid = new FragmentGrid(Ms(lengthMs));

            Assert.Equal(Cut(samples, grid).Select(r => (r.Time, r.Duration)), Cut(split, grid).Select(r => (r.Time, r.Duration)));
        });

    // A restart in the middle of the media cuts where the first run would have.
    [Fact]
    public void CutAtSync_StartedLater_CutsWhereTheFirstRunDid() =>
        Gen.Select(s_media, Gen.Int[1, 3000], Gen.Int[0, 60]).Sample((media, lengthMs, skipped) =>
        {
            List<Sample> samples = Samples(media);
            var grid = new FragmentGrid(Ms(lengthMs));
            long[] all = [.. Cut(samples, grid).Select(r => r.Time)];

            long[] later = [.. Cut([.. samples.Skip(skipped)], grid).Select(r => r.Time)];

            // The restart's own first run starts where it can; a cell later at most, both agree.
            Assert.All(later.Where(t => later.Length > 0 && grid.CellOf(t) > grid.CellOf(later[0])), t => Assert.Contains(t, all));
        });

    private static List<SampleRun> Cut(List<Sample> samples, FragmentGrid grid, bool anySample = false) =>
        [.. samples.ToObservable(ImmediateScheduler.Instance).CutAtSync(grid, anySample).ToEnumerable()];

    private static List<Sample> Samples((int Step, bool Sync)[] media)
    {
        var samples = new List<Sample>();
        Track track = Video();
        long time = 0;
        foreach ((int step, bool sync) in media)
        {
            samples.Add(At(track, time, step, sync));
            time += step;
        }

        return samples;
    }

    private static IEnumerable<Sample> Split(Sample sample, int parts)
    {
        long start = sample.DecodeTime;
        for (int i = 1; i <= parts; i++)
        {
            long end = sample.DecodeTime + sample.Duration * i / parts;
            if (end > start)
            {
                yield return sample with { DecodeTime = start, Duration = end - start, IsSync = sample.IsSync && start == sample.DecodeTime };
                start = end;
            }
        }
    }
}

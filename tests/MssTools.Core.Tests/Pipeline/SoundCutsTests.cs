using System.Reactive.Concurrency;
using System.Reactive.Linq;
using CsCheck;
using MssTools.Core.Media;
using MssTools.Core.Pipeline;
using Xunit;
using static MssTools.Core.Tests.TestMedia;

namespace MssTools.Core.Tests.Pipeline;

public class SoundCutsTests
{
    private static readonly FragmentGrid s_grid = new(Ms(2000));

    // 29.97 pictures a second, an IDR picture every 48: no divisor of two seconds.
    [Fact]
    public void Cut_GopsThatAreNoDivisor_CutsSoundAtTheFrameNearestToThePicture()
    {
        (List<SampleRun> video, List<SampleRun> audio) = Cut(Pictures(600, 48, 1001.0 / 30), Frames(860));

        Assert.Equal(video.Count, audio.Count);
        foreach ((SampleRun picture, SampleRun sound) in video.Zip(audio).Skip(1))
        {
            Assert.InRange(Math.Abs(sound.Samples[0].DecodeTime - picture.Time), 0, Ms(1024.0 / 88.2) + 1);
        }
    }

    // What is shown is what is heard with it: B-frames are decoded before they are shown.
    [Fact]
    public void Cut_PicturesThatAreShownLater_CutsSoundWhereTheyAreShown()
    {
        (List<SampleRun> video, List<SampleRun> audio) = Cut(Pictures(200, 50, 40, offsetMs: 80), Frames(340));

        Assert.All(
            video.Zip(audio).Skip(1),
            pair => Assert.InRange(Math.Abs(pair.Second.Samples[0].DecodeTime - pair.First.Time - Ms(80)), 0, Ms(12)));
    }

    [Fact]
    public void Cut_NoPicture_CutsAtTheGrid()
    {
        (_, List<SampleRun> audio) = Cut([], Frames(300));

        Assert.Equal([0, 2, 4, 6], audio.Select(Second));
    }

    [Fact]
    public void Cut_PictureThatBeginsLate_CutsAtTheGridUntilThen()
    {
        (_, List<SampleRun> audio) = Cut(
            [.. Pictures(300, 50, 40).Select(s => s with { DecodeTime = s.DecodeTime + Ms(8300) })], Frames(800));

        Assert.Equal([0, 2, 4, 6, 8, 10, 12, 14, 16, 18], audio.Select(Second));
        Assert.InRange(audio[5].Time, Ms(10_288), Ms(10_312));
    }

    [Fact]
    public void Cut_PictureIsAwayForAWhile_CutsAtTheGridMeanwhile()
    {
        List<Sample> pictures = Pictures(100, 50, 40);
        pictures.AddRange(Pictures(100, 50, 40).Select(s => s with { DecodeTime = s.DecodeTime + Ms(20_500) }));

        (_, List<SampleRun> audio) = Cut(pictures, Frames(1050));

        Assert.All(audio.SkipLast(1), r => Assert.InRange(r.Duration, Ms(900), Ms(3100)));
        Assert.Contains(audio, r => Math.Abs(r.Time - Ms(20_500)) <= Ms(12) || Math.Abs(r.Time - Ms(22_500)) <= Ms(12));
    }

    // Whatever the media, no frame is lost, none twice, and fragments touch.
    [Fact]
    public void Cut_AnyGops_KeepsEveryFrame() =>
        Gen.Select(Gen.Int[1, 120], Gen.Int[16, 50], Gen.Int[1, 400], Gen.Int[0, 6000]).Sample((gop, step, count, late) =>
        {
            List<Sample> frames = Frames(400);

            (_, List<SampleRun> audio) = Cut(
                [.. Pictures(count, gop, step).Select(s => s with { DecodeTime = s.DecodeTime + Ms(late) })], frames);

            Assert.Equal(frames.Select(f => f.DecodeTime), audio.SelectMany(r => r.Samples).Select(s => s.DecodeTime));
            Assert.All(audio.Zip(audio.Skip(1)), pair => Assert.Equal(pair.First.Time + pair.First.Duration, pair.Second.Time));
        });

    [Fact]
    public void SoundBehindPicture_PictureStaysAway_SoundGoesOnTenSecondsAhead()
    {
        var seen = new Recorder<Sample>();
        var source = new System.Reactive.Subjects.Subject<Sample>();
        using IDisposable subscription = source.SoundBehindPicture(() => true).Subscribe(seen);

        source.OnNext(At(Video(), 0, Ms(40)));
        for (int i = 0; i <= 12; i++)
        {
            source.OnNext(At(Audio(), Ms(1000 * i), Ms(1000)));
        }

        Assert.Equal(1 + 2, seen.Items.Count);
        source.OnCompleted();
        Assert.Equal(1 + 13, seen.Items.Count);
    }

    private static long Second(SampleRun run) => (run.Time + Ms(5)) / Ms(1000);

    private static List<Sample> Pictures(int count, int gop, double stepMs, double offsetMs = 0)
    {
        Track track = Video();
        return [.. Enumerable.Range(0, count).Select(i => At(track, Ms(i * stepMs), Ms((i + 1) * stepMs) - Ms(i * stepMs), i % gop == 0, Ms(offsetMs)))];
    }

    private static List<Sample> Frames(int count)
    {
        Track track = Audio();
        return [.. Enumerable.Range(0, count).Select(i => At(track, Ms(i * 1024 / 44.1), Ms((i + 1) * 1024 / 44.1) - Ms(i * 1024 / 44.1)))];
    }

    private static (List<SampleRun> Video, List<SampleRun> Audio) Cut(List<Sample> pictures, List<Sample> frames)
    {
        var cuts = new PictureCuts(s_grid.FragmentLength);
        List<SampleRun> runs =
        [
            .. pictures.Concat(frames).OrderBy(s => s.DecodeTime).ToObservable(ImmediateScheduler.Instance)
                .SoundBehindPicture(() => pictures.Count > 0)
                .GroupBy(s => s.Track.Kind)
                .SelectMany(track => track.CutAtSync(s_grid, pictures: cuts))
                .ToEnumerable(),
        ];
        return (runs.FindAll(r => r.Track.Kind == MediaKind.Video), runs.FindAll(r => r.Track.Kind == MediaKind.Audio));
    }
}

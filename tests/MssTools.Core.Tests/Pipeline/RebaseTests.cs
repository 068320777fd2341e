using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using CsCheck;
using MssTools.Core.Media;
using MssTools.Core.Pipeline;
using Xunit;
using static MssTools.Core.Tests.TestMedia;

namespace MssTools.Core.Tests.Pipeline;

public class RebaseTests
{
    private static readonly uint[] s_usual = [30_000, 44_100, 48_000, 90_000];
    private static readonly Gen<uint> s_timescale = Gen.OneOf(
        Gen.UInt[1000, 10_000_000], Gen.Int[0, s_usual.Length - 1].Select(i => s_usual[i]));

    [Fact]
    public void Rebase_TwoTracks_PutsBothOnOneClock()
    {
        // The first picture decodes at -80 ms and shows at 0; the first sound is at -21.333 ms.
        Track video = Video(12_800);
        Track audio = Audio(48_000);
        List<Sample> samples =
        [
            At(video, -1024, 512, true, 1024), At(video, -512, 512, false, 1536), At(audio, -1024, 1024), At(audio, 0, 1024),
        ];

        List<Sample> placed = Rebase(samples, new Placement(Shift: Ms(10_080), VideoDelay: 0));

        Assert.Equal(
            [(Ms(10_000), Ms(40), Ms(80)), (Ms(10_040), Ms(40), Ms(120))],
            placed.Where(s => s.Track == video).Select(Times));
        Assert.Equal(
            [(Ms(10_080) - 213_333, 213_333, 0), (Ms(10_080), 213_333, 0)],
            placed.Where(s => s.Track == audio).Select(Times));
    }

    [Fact]
    public void Rebase_VideoDelay_MovesDecodeTimesAndKeepsPresentationTimes()
    {
        List<Sample> samples = [At(Video(), 0, Ms(40)), At(Audio(), 0, Ms(20)), At(Video(), Ms(40), Ms(40))];

        List<Sample> placed = Rebase(samples, new Placement(Shift: Ms(80), VideoDelay: Ms(80)));

        Assert.Equal([(0, Ms(80)), (Ms(40), Ms(80))], Of(MediaKind.Video, placed).Select(s => (s.DecodeTime, s.CompositionOffset)));
        Assert.Equal(Ms(80), Assert.Single(Of(MediaKind.Audio, placed)).DecodeTime);
    }

    [Fact]
    public void Rebase_SamplesBeforeTheFirstSync_AreNoPartOfTheStart()
    {
        IReadOnlyList<TrackStart>? starts = null;

        Rebase(Gops(Video(), "..K.", Ms(40)), default, s => starts = s);

        Assert.Equal(Ms(80), Assert.Single(starts!).DecodeTime);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    [InlineData(-9999)] // jitter of almost a second
    public void Rebase_TimeThatDoesNotAdvance_MovesATickPastItsPredecessor(double stepMs)
    {
        List<Sample> placed = Rebase([At(Video(), Ms(1000), Ms(40)), At(Video(), Ms(1000) + (long)(stepMs * 1000), Ms(40))], default);

        Assert.Equal([(Ms(1000), 1), (Ms(1000) + 1, Ms(40))], placed.Select(s => (s.DecodeTime, s.Duration)));
    }

    [Fact]
    public void Rebase_LongStepBack_FailsOnceAndDeliversWhatWasHeld()
    {
        var seen = new Recorder<Sample>();

        RebaseOnce(
            new[] { At(Video(), Ms(5000)), At(Video(), Ms(5040)), At(Video(), Ms(1000)), At(Video(), Ms(900)), At(Video(), Ms(6000)) }
            .ToObservable(ImmediateScheduler.Instance), [], false, _ => default, _ => { }).Subscribe(seen);

        Assert.Equal([Ms(5000), Ms(5040)], seen.Items.Select(s => s.DecodeTime));
        Assert.Equal("MalformedInput", seen.End);
    }

    [Theory]
    [InlineData("video", 400_000)]  // nobody knows: 25 pictures a second
    [InlineData("audio", 213_333)]  // a frame
    public void Rebase_OneSampleWithoutDuration_GetsANominalOne(string kind, long expected)
    {
        Track track = kind == "video" ? Video() : Audio();

        Sample only = Assert.Single(Rebase([At(track, 0, duration: 0)], default));

        Assert.Equal(expected, only.Duration);
    }

    [Fact]
    public void Rebase_LastSampleWithoutDuration_LastsAsLongAsTheOneBefore()
    {
        List<Sample> placed = Rebase([At(Video(), 0, 0), At(Video(), Ms(33), 0)], default);

        Assert.Equal([Ms(33), Ms(33)], placed.Select(s => s.Duration));
    }

    [Fact]
    public void Rebase_Empty_NeverAsksAndCompletes()
    {
        var seen = new Recorder<Sample>();

        RebaseOnce(Observable.Empty<Sample>(), [], true, _ => throw new InvalidOperationException("asked"), _ => { }).Subscribe(seen);

        Assert.Empty(seen.Items);
        Assert.Equal("completed", seen.End);
    }

    [Fact]
    public void Rebase_SourceFailsDuringThePrelude_DeliversWhatWasHeldBeforeTheError()
    {
        var source = new Subject<Sample>();
        var seen = new Recorder<Sample>();
        using IDisposable subscription = RebaseOnce(source, [], false, _ => default, _ => { }).Subscribe(seen);

        Gops(Video(), "K..", Ms(40)).ForEach(source.OnNext);
        Assert.Empty(seen.Items);
        source.OnError(new MssException(MssError.SourceFailed, "gone"));

        Assert.Equal(3, seen.Items.Count);
        Assert.Equal("SourceFailed", seen.End);
    }

    [Fact]
    public void Rebase_Disposed_LeavesTheSource()
    {
        var source = new Subject<Sample>();
        var seen = new Recorder<Sample>();
        IDisposable subscription = RebaseOnce(source, [], false, _ => default, _ => { }).Subscribe(seen);

        source.OnNext(At(Video(), 0));
        source.OnNext(At(Audio(), 0));
        subscription.Dispose();
        source.OnNext(At(Video(), Ms(40)));

        Assert.False(source.HasObservers);
        Assert.Empty(seen.Items);
    }

    [Fact]
    public void Rebase_TrackThatTurnsUpAfterTheStart_JoinsAndKeepsItsPlace()
    {
        var seen = new Recorder<Sample>();
        var joined = new List<TrackStart>();

        IObservable<Sample> samples = Gops(Video(), "K" + new string('.', 150), Ms(40)).Concat([At(Audio(), Ms(6040)), At(Audio(), Ms(6060))])
            .ToObservable(ImmediateScheduler.Instance);
        RebaseOnce(samples, [], false, _ => new Placement(Ms(100), 0), _ => Assert.Fail("ignored"), joined.Add).Subscribe(seen);

        Assert.Equal([Ms(6140), Ms(6160)], Of(MediaKind.Audio, seen.Items).Select(s => s.DecodeTime));
        Assert.Equal((MediaKind.Audio, Ms(6040)), (Assert.Single(joined).Track.Kind, joined[0].DecodeTime));
        Assert.Equal("completed", seen.End);
    }

    [Fact]
    public void Rebase_LateTrackWhoseRateIsUnknown_IsMeasuredFirst()
    {
        var joined = new List<TrackStart>();
        IEnumerable<Sample> late = Enumerable.Range(0, 7).Select(i => At(Audio(), Ms(6000 + 1000 * i), Ms(1000), bytes: 1000));

        RebaseOnce(
            Gops(Video(), "K" + new string('.', 149), Ms(40)).Concat(late).ToObservable(ImmediateScheduler.Instance),
            [], true, _ => default, _ => { }, joined.Add).Subscribe(new Recorder<Sample>());

        Assert.Equal(8000, Assert.Single(joined).Bitrate);
    }

    [Fact]
    public void Rebase_SecondTrackOfAKind_IsReportedOnceAndLeftOut()
    {
        var seen = new Recorder<Sample>();
        var ignored = new List<Track>();
        Track second = Audio() with { Id = 77 };

        RebaseOnce(
            new[] { At(Video(), 0), At(Audio(), 0), At(second, 0), At(second, Ms(20)) }.ToObservable(ImmediateScheduler.Instance),
            [], false, _ => default, ignored.Add).Subscribe(seen);

        Assert.Equal(2, seen.Items.Count);
        Assert.Equal(77, Assert.Single(ignored).Id);
    }

    // The wait is bounded by what is held in memory; what was announced is missed until it comes.
    [Fact]
    public void Rebase_AnnouncedTrackThatIsVeryLate_IsSaidToLackAndToBeThere()
    {
        var lacks = new List<string>();
        IEnumerable<Sample> samples = Enumerable.Range(0, 151).Select(i => At(Video(), Ms(40 * i), bytes: 1000)).Append(At(Audio(), Ms(6040)));

        RebaseOnce(
            samples.ToObservable(ImmediateScheduler.Instance), [], false, _ => default, _ => { }, null,
            contents => lacks.Add(string.Join(",", contents.Select(c => c.Name))), Contents.Video, Contents.Audio).Subscribe(new Recorder<Sample>());

        Assert.Equal(["audio", ""], lacks);
    }

    [Fact]
    public void Rebase_DescribedTrackThatTurnsUpLate_IsPackaged()
    {
        var seen = new Recorder<Sample>();

        IObservable<Sample> samples = Gops(Video(), "K" + new string('.', 150), Ms(40)).Append(At(Audio(), Ms(6040)))
            .ToObservable(ImmediateScheduler.Instance);
        RebaseOnce(samples, [Video(), Audio()], false, _ => default, _ => { }).Subscribe(seen);

        Assert.Single(Of(MediaKind.Audio, seen.Items));
    }

    // One 90 kHz tick is 111.1 ticks of ours: after hours the error must still be that of one rounding.
    [Fact]
    public void Rebase_AnyTimescale_NeverDrifts() =>
        Gen.Select(s_timescale, Gen.Int[1, 2000], Gen.Long[0, 10_000_000])
            .Sample((timescale, step, far) =>
            {
                Track track = Video(timescale);
                long[] times = [0, step, step + far * step, step + far * step + step];
                List<Sample> samples = [.. times.Select(t => At(track, t, step, true, 3L * step))];

                List<Sample> placed = Rebase(samples, new Placement(Ms(7), 0));

                Assert.Equal(times.Select(t => Ms(7) + Timescale.Rescale(t, timescale, Timescale.Ticks)), placed.Select(s => s.DecodeTime));
                Assert.Equal(
                    times.Select(t => Ms(7) + Timescale.Rescale(t + 3L * step, timescale, Timescale.Ticks)),
                    placed.Select(s => s.DecodeTime + s.CompositionOffset));
            });

    [Fact]
    public void Rebase_AnySamples_LeavesNoHoleAndKeepsOrderWithinATrack() =>
        Gen.Select(Gen.Bool, Gen.Int[-50, 4000]).Array[0, 60].Sample(media =>
        {
            Track[] tracks = [Video(1000), Audio(1000)];
            long[] clocks = [0, 0];
            var samples = new List<Sample>();
            foreach ((bool isAudio, int step) in media)
            {
                int t = isAudio ? 1 : 0;
                samples.Add(At(tracks[t], clocks[t], 10));
                clocks[t] += step;
            }

            // All tracks are announced, however late they begin.
            List<Sample> placed = Rebase([At(tracks[0], -1), At(tracks[1], -1), .. samples], default);

            Assert.Equal(samples.Count + 2, placed.Count);
            foreach (List<Sample> track in new[] { Of(MediaKind.Video, placed), Of(MediaKind.Audio, placed) })
            {
                Assert.All(track.Zip(track.Skip(1)), pair => Assert.Equal(pair.First.EndTime, pair.Second.DecodeTime));
                Assert.All(track, s => Assert.True(s.Duration > 0));
            }
        });

    private static IObservable<Sample> RebaseOnce(
        IObservable<Sample> samples,
        IReadOnlyList<Track> described,
        bool measure,
        Func<IReadOnlyList<TrackStart>, Placement> agree,
        Action<Track> ignored,
        Action<TrackStart>? joined = null,
        Action<IReadOnlyCollection<Content>>? lacks = null,
        params Content[] announced) =>
        Observable.Return(new InputConnection(samples, () => announced.ToHashSet()), ImmediateScheduler.Instance).Rebase(
            described,
            measure,
            TrackPatience.Recorded(TimeProvider.System) with { MostBytes = 100_000 },
            new FakeMeeting(
                (s, _) => agree(s),
                (start, placement) =>
                {
                    joined?.Invoke(start);
                    return placement;
                },
                lacks ?? (_ => { }),
                ignored));

    private static List<Sample> Rebase(
        IEnumerable<Sample> samples, Placement placement, Action<IReadOnlyList<TrackStart>>? starts = null) =>
        [.. RebaseOnce(
            samples.ToObservable(ImmediateScheduler.Instance),
            [],
            false,
            s =>
            {
                starts?.Invoke(s);
                return placement;
            },
            _ => { }).ToEnumerable()];

    private static List<Sample> Of(MediaKind kind, List<Sample> samples) => samples.FindAll(s => s.Track.Kind == kind);

    private static (long DecodeTime, long Duration, long CompositionOffset) Times(Sample s) => (s.DecodeTime, s.Duration, s.CompositionOffset);
}

using CsCheck;
using MssTools.Core.Inputs;
using MssTools.Core.Media;
using Xunit;

namespace MssTools.Core.Tests.Inputs;

/// <summary>Timestamps that are damaged, one or a few in a row, and clocks that really begin anew.</summary>
public class StrayStampTests
{
    private const int Second = 90_000;
    private const int Frame = 3600;      // of video
    private const int Sound = 1920;      // 1024 samples at 48 kHz
    private const long Wrap = 1L << 33;

    // Where the damage is, how many stamps it takes, and how far off they are: by the same amount, or each by another.
    private static readonly Gen<(bool IsVideo, int At, int Count, long[] Off)> s_strays =
        Gen.Select(Gen.Bool, Gen.Int[4, 380], Gen.Int[1, 3], Gen.Bool.SelectMany(alike => alike ? FarOff.Select(off => new[] { off, off, off }) : FarOff.Array[3]));

    // Back by a second or more, or forward by more than a gap.
    private static Gen<long> FarOff => Gen.OneOf(Gen.Long[-Wrap / 3, -Second * 5 / 4], Gen.Long[Second * 12, Wrap / 3]);

    [Fact]
    public void TrackClocks_AnyStrayStamps_TheOthersKeepTheirTimes() =>
        Gen.Select(Gen.Long[0, Wrap - 1], Gen.Int[-Second, Second], s_strays.List[1, 6]).Sample(
            (start, lag, strays) =>
            {
                long[] video = Stamps(start, Frame, 400);
                long[] audio = Stamps(start + lag, Sound, 750);
                (HashSet<int> noVideo, HashSet<int> noAudio) = ([], []);
                foreach ((bool isVideo, int at, int count, long[] off) in strays)
                {
                    Damage(isVideo ? video : audio, isVideo ? noVideo : noAudio, at, count, off);
                }

                (List<long> pictures, List<long> frames) = Play(video, audio);

                AssertKept(start, Frame, pictures, noVideo);
                long first = Timescale.Rescale(frames[0], 48_000, Second);
                AssertKept(first, Sound, [.. frames.Select(time => Timescale.Rescale(time, 48_000, Second))], []);
                Assert.Equal(lag, Unwrapped(first - start), 30.0); // ticks of 48 kHz are coarser
            },
            iter: 500);

    [Fact]
    public void TrackClocks_FirstPictureTooLate_TheOthersKeepTheirTimes() =>
        Gen.Select(Gen.Long[0, Wrap - 1], Gen.Int[-Second, Second], Gen.Long[Second * 4, Wrap / 3]).Sample(
            (start, lag, off) => AssertStartKept(start, lag, video => Damage(video, [], 0, 1, [off]), [0]),
            iter: 500);

    [Fact]
    public void TrackClocks_SecondStampIsStray_TheOthersKeepTheirTimes() =>
        Gen.Select(Gen.Long[0, Wrap - 1], Gen.Int[-Second, Second], Gen.OneOf(FarOff, Gen.Long[Second * 4, Second * 20])).Sample(
            (start, lag, off) => AssertStartKept(start, lag, video => Damage(video, [], 1, 1, [off]), [1]),
            iter: 500);

    [Fact]
    public void TrackClocks_FirstPictureTooLateAndSoundBeginsBehindTheSecond_BothStayTogether()
    {
        var timeline = new MediaTimeline(33, Second);
        (TrackClock video, TrackClock audio) = (timeline.AddTrack(), timeline.AddTrack());
        video.Next(20 * Second);
        video.Next(Frame);
        long heard = audio.Next(0);

        Assert.Equal(2 * Frame, video.Next(2 * Frame) - heard, 2.0 * Frame);
    }

    [Fact]
    public void TrackClocks_SourceBeginsAnew_GoesOnInStep() =>
        Gen.Select(Gen.Long[0, Wrap - 1], Gen.Long[0, Wrap - 1], Gen.Int[5, 300], Gen.Int[-Second / 2, Second / 2]).Sample(
            (first, second, pictures, lag) =>
            {
                long step = Unwrapped(second - (first + (long)pictures * Frame));
                if (step > -Second * 3)
                {
                    return; // a gap
                }

                int sounds = pictures * Frame / Sound;
                long[] video = [.. Stamps(first, Frame, pictures), .. Stamps(second, Frame, 200)];
                long[] audio = [.. Stamps(first + lag, Sound, sounds), .. Stamps(second + lag, Sound, 370)];

                (List<long> shown, List<long> heard) = Play(video, audio);

                long end = shown[pictures];
                long expected = first + (long)pictures * Frame;
                Assert.InRange(end, expected - Second / 10, expected + Second * 3 / 4);
                Assert.Equal(199 * Frame, shown[^1] - shown[pictures], (double)Second * 3 / 4);
                Assert.Equal(shown.Order(), shown);
                Assert.Equal(heard.Order(), heard);
                long together = Timescale.Rescale(heard[^1], 48_000, Second) - shown[^1];
                Assert.Equal(369L * Sound - 199L * Frame + lag, together, 2.0 * Sound);
            },
            iter: 500);

    [Fact]
    public void TrackClocks_EncoderBeginsAtZeroEveryThreeSeconds_TimeGoesOn()
    {
        var timeline = new MediaTimeline(32, 1000);
        (TrackClock video, TrackClock audio) = (timeline.AddTrack(), timeline.AddTrack());
        for (int run = 0; run < 20; run++)
        {
            for (int i = 0; i < 75; i++)
            {
                Assert.InRange(video.Next(i * 40), run * 3000 + i * 40 - 45, run * 3000 + i * 40 + 45);
                Assert.InRange(audio.Next(i * 40 + 10), run * 3000 + i * 40 - 45, run * 3000 + i * 40 + 55);
            }
        }
    }

    [Fact]
    public void TrackClock_ClockComesBack_GoesOnAsIfItHadNeverLeft()
    {
        TrackClock track = new MediaTimeline(33, Second).AddTrack();
        long[] times = [.. Enumerable.Range(0, 40).Select(i => i * (long)Frame)];

        // Ten stamps in a row of another clock are believed; the old one goes on behind them.
        List<long> given = [.. times.Select((time, i) => track.Next(i is >= 10 and < 20 ? time + Wrap - 50 * Second : time))];

        Assert.Equal(times, given);
    }

    [Fact]
    public void TrackClock_SoundPausesWhilePicturesGoOn_ItsGapIsBelievedAtOnce()
    {
        var timeline = new MediaTimeline(33, Second);
        (TrackClock video, TrackClock audio) = (timeline.AddTrack(), timeline.AddTrack());
        audio.Next(0);
        audio.Next(Sound);
        for (int i = 0; i < 1500; i++)
        {
            video.Next(i * Frame);
        }

        Assert.Equal(60 * Second, audio.NextSure(60 * Second));
    }

    [Fact]
    public void TrackClock_FewSamples_GapsAreNoDamage()
    {
        TrackClock track = new MediaTimeline(33, Second).AddTrack();

        Assert.Equal([0L, 2 * Second, 5 * Second, 30 * Second], new long[] { 0, 2 * Second, 5 * Second, 30 * Second }.Select(track.Next));
    }

    [Fact]
    public void TrackClock_LongGap_IsOneWhenFourStampsSaySo()
    {
        TrackClock track = new MediaTimeline(33, Second).AddTrack();
        const long Gap = 60 * Second;

        List<long> times = [.. new[] { 0, Frame, Gap, Gap + Frame, Gap + 2 * Frame, Gap + 3 * Frame }.Select(track.Next)];

        Assert.Equal([0, Frame, 2 * Frame, 3 * Frame, 4 * Frame, Gap + 3 * Frame], times);
    }

    [Fact]
    public void VideoClock_OneTimeFarBack_IsPutBehindItsPredecessorAndPresentedThere()
    {
        var clock = new VideoClock(1000);

        List<Sample?> samples = [.. new long[] { 60_000, 60_040, 60_080, 20, 60_160 }.Select(time => clock.Push(At(time))), clock.Flush()];

        Assert.Equal([60_000, 60_040, 60_080, 60_120, 60_160], samples.Skip(1).Select(sample => sample!.Value.DecodeTime));
        Assert.All(samples.Skip(1), sample => Assert.Equal(80, sample!.Value.CompositionOffset));
    }

    // Plays both tracks interleaved as a multiplexer does, through the clocks that readers use.
    private static (List<long> Video, List<long> Audio) Play(long[] video, long[] audio)
    {
        var timeline = new MediaTimeline(33, Second);
        (TrackClock one, TrackClock other) = (timeline.AddTrack(), timeline.AddTrack());
        var pictures = new VideoClock(Second);
        var frames = new AudioClock(48_000, 1024, 512, new InputWarnings());
        (List<long> shown, List<long> heard) = ([], []);
        for (int i = 0, j = 0; i < video.Length || j < audio.Length;)
        {
            if (j == audio.Length || (i < video.Length && (long)i * Frame <= (long)j * Sound))
            {
                Show(pictures.Push(At(one.Next(video[i++]))));
            }
            else
            {
                heard.Add(frames.Next(other.NextSure(audio[j++]), Second)!.Value);
            }
        }

        Show(pictures.Flush());
        return (shown, heard);

        void Show(Sample? sample) => shown.AddRange(sample is { } next ? [next.DecodeTime] : Array.Empty<long>());
    }

    private static long[] Stamps(long start, int step, int count) =>
        [.. Enumerable.Range(0, count).Select(i => (start + (long)i * step) & (Wrap - 1))];

    // Between two places that are damaged lie stamps that tell where the clock is.
    private static void Damage(long[] stamps, HashSet<int> damaged, int at, int count, long[] off)
    {
        if (Enumerable.Range(at - 4, count + 8).Any(damaged.Contains))
        {
            return;
        }

        for (int i = 0; i < count; i++)
        {
            stamps[at + i] = (stamps[at + i] + off[i]) & (Wrap - 1);
            damaged.Add(at + i);
        }
    }

    private static void AssertStartKept(long start, int lag, Action<long[]> damage, HashSet<int> damaged)
    {
        long[] video = Stamps(start, Frame, 200);
        damage(video);

        (List<long> pictures, List<long> frames) = Play(video, Stamps(start + lag, Sound, 370));

        long first = pictures[^1] - 199L * Frame;
        Assert.Equal(0, Unwrapped(first - start)); // the first picture says in which turn of the clock
        AssertKept(first, Frame, pictures, damaged);
        long heard = Timescale.Rescale(frames[0], 48_000, Second);
        AssertKept(heard, Sound, [.. frames.Select(time => Timescale.Rescale(time, 48_000, Second))], []);
        Assert.Equal(lag, heard - first, 30.0);
    }

    private static void AssertKept(long start, int step, List<long> times, HashSet<int> damaged)
    {
        Assert.Equal(times.Order(), times);
        for (int i = 0; i < times.Count; i++)
        {
            long slack = damaged.Contains(i) ? 4 * step : step == Sound ? 30 : 0;
            Assert.InRange(times[i] - (start + (long)i * step), -slack, slack);
        }
    }

    private static long Unwrapped(long difference) => difference << 31 >> 31;

    private static Sample At(long time) => new(null!, time, 0, 80, true, default);
}

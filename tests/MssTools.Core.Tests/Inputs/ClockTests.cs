using CsCheck;
using MssTools.Core.Inputs;
using MssTools.Core.Media;
using Xunit;

namespace MssTools.Core.Tests.Inputs;

public class ClockTests
{
    [Fact]
    public void AudioClock_MillisecondStamps_AreCountedOutExactly()
    {
        var clock = new AudioClock(44100, 1024, 1536, new InputWarnings());

        long?[] times = [.. Enumerable.Range(0, 100_000).Select(i => clock.Next((i * 1024L * 1000 + 22050) / 44100, 1000))];

        Assert.Equal(Enumerable.Range(0, 100_000).Select(i => (long?)(i * 1024L)), times);
    }

    [Theory]
    [InlineData(117, 4096)]      // 1520 late: counted
    [InlineData(118, 118 * 48)]  // 1568 late: a gap
    [InlineData(54, 4096)]       // 1504 early: counted
    [InlineData(53, 4096 - 512)] // 1552 early: back, by half a frame
    public void AudioClock_StampIsOff_ReanchorsBeyondTheTolerance(long stampMs, long expected)
    {
        var clock = new AudioClock(48000, 1024, 1536, new InputWarnings());
        for (int i = 0; i < 4; i++)
        {
            clock.Next(i * 1024 / 48, 1000);
        }

        Assert.Equal(expected, clock.Next(stampMs, 1000));
    }

    // A sound card that is 100 ppm fast or slow against the clock of the timestamps: after an hour the frames are within
    // a few milliseconds of them, and no two frames ever differ from a frame's length by more than one sample.
    [Theory]
    [InlineData(100)]
    [InlineData(-100)]
    [InlineData(37)]
    public void AudioClock_SourceDrifts_FollowsBySingleSamples(int ppm)
    {
        var clock = new AudioClock(48000, 1024, 1536, new InputWarnings());
        long frames = 3600L * 48000 / 1024;
        long before = -1024;
        for (long i = 0; i < frames; i++)
        {
            long stamp = i * 1024 * (1_000_000 + ppm) / 48_000 / 1000; // ms
            long time = clock.Next(stamp, 1000)!.Value;
            Assert.InRange(time - before, 1023, 1025);
            Assert.InRange(time - (stamp * 48), -480, 480); // 10 ms
            before = time;
        }
    }

    [Fact]
    public void AudioClock_BeforeTheFirstStamp_HasNoTime() => Assert.Null(new AudioClock(48000, 1024, 1536, new InputWarnings()).Next(null, 90000));

    [Fact]
    public void AudioClock_AnyStamps_NeverGoesBack() =>
        Gen.Long[0, 5000].Array[1, 100].Sample(stamps =>
        {
            var clock = new AudioClock(48000, 1024, 1536, new InputWarnings());
            long?[] times = [.. stamps.Select(stamp => clock.Next(stamp, 1000))];
            Assert.Equal(times.Order(), times);
        });

    [Fact]
    public void MediaTimeline_Wrap_GoesOnInBothTracks()
    {
        var timeline = new MediaTimeline(33, 90_000);
        TrackClock video = timeline.AddTrack();
        TrackClock audio = timeline.AddTrack();
        const long Top = 1L << 33;

        Assert.Equal(Top - 3600, video.Next(Top - 3600));
        Assert.Equal(Top + 100, audio.Next(100)); // its first stamp is behind the wrap already
        Assert.Equal(Top, video.Next(0));
        Assert.Equal(Top + 3600, video.Next(3600));
        Assert.Equal(Top + 2020, audio.Next(2020));
    }

    [Fact]
    public void MediaTimeline_SourceStartsAnew_GoesOnWithBothTracksInStep()
    {
        var timeline = new MediaTimeline(32, 1000);
        TrackClock video = timeline.AddTrack();
        TrackClock audio = timeline.AddTrack();
        video.Next(60_000);
        audio.Next(60_010);

        Assert.Equal(60_010, video.Next(0));    // the step: from the latest time of all
        Assert.Equal(60_030, audio.Next(60_030)); // a late one of before
        Assert.Equal(60_015, audio.Next(5));
        Assert.Equal(60_050, video.Next(40));
    }

    [Fact]
    public void MediaTimeline_StepForwardOrSmallStepBack_StaysAsItIs()
    {
        TrackClock track = new MediaTimeline(32, 1000).AddTrack();

        Assert.Equal([0, 500_000, 499_001], new long[] { 0, 500_000, 499_001 }.Select(track.Next));
    }

    [Fact]
    public void VideoClock_Samples_LastUntilTheNextAndTheLastAsLongAsTheOneBefore()
    {
        var clock = new VideoClock(1000);

        Sample?[] samples = [clock.Push(At(0)), clock.Push(At(40)), clock.Push(At(70)), clock.Flush(), clock.Flush()];

        Assert.Equal([null, 40, 30, 30, null], samples.Select(sample => sample?.Duration));
    }

    [Fact]
    public void VideoClock_TimeDoesNotAdvance_TakesTheNextTickAndKeepsThePresentation()
    {
        var clock = new VideoClock(1000);

        Sample?[] samples = [clock.Push(At(100)), clock.Push(At(100, 30)), clock.Push(At(90, 50)), clock.Flush()];

        Assert.Equal([100, 101, 102], samples.Skip(1).Select(sample => sample!.Value.DecodeTime));
        Assert.Equal([100, 130, 140], samples.Skip(1).Select(sample => sample!.Value.DecodeTime + sample.Value.CompositionOffset));
    }

    [Fact]
    public void VideoClock_OneTimeLeapsForward_IsPutBetweenItsNeighbours()
    {
        var clock = new VideoClock(1000);
        TrackClock track = new MediaTimeline(32, 1000).AddTrack();

        List<Sample?> samples = [.. new long[] { 0, 40, 80, 3_600_120, 160, 200 }.Select(t => clock.Push(At(track.Next(t))))];
        samples.Add(clock.Flush());

        Assert.Equal([0, 40, 80, 120, 160, 200], samples.Skip(1).Select(sample => sample!.Value.DecodeTime));
    }

    [Fact]
    public void MediaTimeline_OneTrackHasOneWrongTime_BothStayTogether()
    {
        var timeline = new MediaTimeline(32, 1000);
        (TrackClock one, TrackClock other) = (timeline.AddTrack(), timeline.AddTrack());

        Assert.Equal([0, 40, 80, 120, 160], new long[] { 0, 40, 3_600_080, 120, 160 }.Select(one.Next));
        Assert.Equal([0, 40, 80, 120], new long[] { 0, 40, 80, 120 }.Select(other.Next));
    }

    [Fact]
    public void AudioClock_OneStampIsFarOff_IsNotBelieved_ButTwoAre()
    {
        var clock = new AudioClock(48000, 1024, 1536, new InputWarnings());

        long?[] times = [.. new long[] { 0, 21, 3_600_042, 64, 85, 7_200_000, 7_200_021 }.Select(ms => clock.Next(ms, 1000))];

        Assert.Equal([0, 1024, 2048, 3072, 4096, 5120, 7_200_021 * 48L], times);
    }

    private static Sample At(long time, long composition = 0) => new(null!, time, 0, composition, true, default);
}

using Microsoft.Extensions.Time.Testing;
using MssTools.Core.Media;
using MssTools.Core.Pipeline;
using Xunit;
using static MssTools.Core.Tests.TestMedia;

namespace MssTools.Core.Tests.Pipeline;

public class PreludeTests
{
    [Fact]
    public void Take_BothKindsAndKnownRates_IsEnough()
    {
        Prelude prelude = Begin([], measure: true);

        Assert.False(prelude.Take(At(Video(bitrate: 1_234_567), 0)));
        Assert.True(prelude.Take(At(Audio(bitrate: 64_000), Ms(5))));
        Assert.Equal([1_230_000, 64_000], prelude.Starts().Select(s => s.Bitrate));
    }

    [Theory]
    [InlineData(false, 4999, false)]
    [InlineData(false, 5000, true)]  // the other kind had five seconds to come
    [InlineData(true, 4999, false)]
    [InlineData(true, 5000, true)]   // a rate is measured over five seconds
    public void Take_OneKind_WaitsForTheOtherOrForTheMeasurement(bool measure, double timeMs, bool enough)
    {
        Prelude prelude = Begin([], measure);
        prelude.Take(At(Video(), Ms(100)));

        Assert.Equal(enough, prelude.Take(At(Video(), Ms(100 + timeMs))));
    }

    [Fact]
    public void Take_AllDescribedTracks_IsEnough()
    {
        Prelude prelude = Begin([Video(bitrate: 1)], measure: false);

        Assert.True(prelude.Take(At(Video(bitrate: 1), 0)));
    }

    [Fact]
    public void Starts_DescribedTrackThatIsLate_IsThereAllTheSame()
    {
        Prelude prelude = Begin([Video(), Audio()], measure: false);

        prelude.Take(At(Video(), 0));
        prelude.Take(At(Video(), Ms(5000)));

        Assert.Equal([(MediaKind.Video, 0), (MediaKind.Audio, Ms(5000))], prelude.Starts().Select(s => (s.Track.Kind, s.DecodeTime)));
    }

    [Fact]
    public void Take_SecondTrackOfAKind_IsLeftOut()
    {
        Prelude prelude = Begin([], measure: false);

        prelude.Take(At(Audio(), 0));

        Assert.False(prelude.Take(At(Audio() with { Id = 77 }, 0)));
        Assert.Single(prelude.Starts());
    }

    [Fact]
    public void Take_BeforeTheFirstSyncSample_HoldsNothing()
    {
        Prelude prelude = Begin([], measure: false);

        foreach (Sample sample in Gops(Video(), "...", Ms(1000)))
        {
            Assert.False(prelude.Take(sample));
        }

        Assert.Empty(prelude.Held);
        Assert.Empty(prelude.Starts());
    }

    [Fact]
    public void Starts_TellsTheVideoTrackFirstWithItsDelay()
    {
        Prelude prelude = Begin([], measure: false);

        prelude.Take(At(Audio(48_000), -1024));
        prelude.Take(At(Video(12_800), -1024, offset: 1024));

        Assert.Equal(
            [(MediaKind.Video, Ms(-80), Ms(80), 0), (MediaKind.Audio, -213_333, 0, -213_333)],
            prelude.Starts().Select(s => (s.Track.Kind, s.DecodeTime, s.CompositionDelay, s.PresentationTime)));
    }

    [Fact]
    public void Starts_UnknownRate_IsMeasuredWithoutTheLastSample()
    {
        Prelude prelude = Begin([], measure: true);

        for (int i = 0; i <= 5; i++)
        {
            prelude.Take(At(Video(), Ms(1000 * i), Ms(1000), bytes: i == 5 ? 9999 : 1000));
        }

        Assert.Equal(8000, Assert.Single(prelude.Starts()).Bitrate);
    }

    // A container announces; the wait has bounds that a source's own clock has no say in.
    [Fact]
    public void Take_AnnouncedKindThatIsLate_IsWaitedForByTheWallClock()
    {
        var time = new FakeTimeProvider();
        var prelude = new Prelude([], measure: false, TrackPatience.Live(TimeSpan.FromSeconds(15), time), () => [Contents.Video, Contents.Audio]);

        Assert.False(prelude.Take(At(Audio(), 0)));
        Assert.False(prelude.Take(At(Audio(), Ms(60_000)))); // media time alone ends nothing
        Assert.Equal([Contents.Video], prelude.Missing);
        time.Advance(TimeSpan.FromMilliseconds(14_999));
        Assert.False(prelude.Take(At(Audio(), Ms(60_020))));
        time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(prelude.Take(At(Audio(), Ms(60_040))));
    }

    [Fact]
    public void Take_AnnouncedKindThatComesAfterEightSeconds_IsInTheStart()
    {
        Prelude prelude = Begin([], measure: false, Contents.Video, Contents.Audio);

        Assert.False(prelude.Take(At(Video(), 0)));
        Assert.False(prelude.Take(At(Video(), Ms(7960))));
        Assert.True(prelude.Take(At(Audio(), Ms(8000))));
        Assert.Equal([(MediaKind.Video, 0), (MediaKind.Audio, Ms(8000))], prelude.Starts().Select(s => (s.Track.Kind, s.DecodeTime)));
    }

    // Its rate is that of its own first seconds, not of the one frame that ended the wait.
    [Fact]
    public void Take_LateTrackWhoseRateIsUnknown_IsMeasuredOverItsOwnFirstSeconds()
    {
        Prelude prelude = Begin([], measure: true, Contents.Video, Contents.Audio);

        prelude.Take(At(Video(), 0));
        prelude.Take(At(Video(), Ms(8000)));
        for (int i = 0; i < 5; i++)
        {
            Assert.False(prelude.Take(At(Audio(), Ms(8000 + 1000 * i), Ms(1000), bytes: 1000)));
        }

        Assert.True(prelude.Take(At(Audio(), Ms(13_000), Ms(1000), bytes: 1000)));
        Assert.Equal(8000, prelude.Starts()[1].Bitrate);
    }

    [Theory]
    [InlineData(false)] // the source's clock stands still
    [InlineData(true)]  // or runs, while what is announced does not come
    public void Take_MoreBytesThanMayBeHeld_IsEnough(bool clockRuns)
    {
        var prelude = new Prelude(
            [], measure: true, new TrackPatience(Timeout.InfiniteTimeSpan, 10_000, TimeProvider.System), () => [Contents.Audio]);

        int taken = 1;
        while (!prelude.Take(At(Video(), clockRuns ? Ms(40 * taken) : 0, bytes: 1000)))
        {
            taken++;
        }

        Assert.Equal(9, taken); // 1000 bytes of payload and 128 beside them
    }

    private static Prelude Begin(IReadOnlyList<Track> described, bool measure, params Content[] announced) =>
        new(described, measure, TrackPatience.Recorded(TimeProvider.System), () => announced);
}

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
        var prelude = new Prelude([], measure: true);

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
        var prelude = new Prelude([], measure);
        prelude.Take(At(Video(), Ms(100)));

        Assert.Equal(enough, prelude.Take(At(Video(), Ms(100 + timeMs))));
    }

    [Fact]
    public void Take_AllAnnouncedTracks_IsEnough()
    {
        var prelude = new Prelude([Video(bitrate: 1)], measure: false);

        Assert.True(prelude.Take(At(Video(bitrate: 1), 0)));
    }

    [Fact]
    public void Starts_AnnouncedTrackThatIsLate_IsThereAllTheSame()
    {
        var prelude = new Prelude([Video(), Audio()], measure: false);

        prelude.Take(At(Video(), 0));
        prelude.Take(At(Video(), Ms(5000)));

        Assert.Equal([(MediaKind.Video, 0), (MediaKind.Audio, Ms(5000))], prelude.Starts().Select(s => (s.Track.Kind, s.DecodeTime)));
    }

    [Fact]
    public void Take_SecondTrackOfAKind_IsLeftOut()
    {
        var prelude = new Prelude([], measure: false);

        prelude.Take(At(Audio(), 0));

        Assert.False(prelude.Take(At(Audio() with { Id = 77 }, 0)));
        Assert.Single(prelude.Starts());
    }

    [Fact]
    public void Take_BeforeTheFirstSyncSample_HoldsNothing()
    {
        var prelude = new Prelude([], measure: false);

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
        var prelude = new Prelude([], measure: false);

        prelude.Take(At(Audio(48_000), -1024));
        prelude.Take(At(Video(12_800), -1024, offset: 1024));

        Assert.Equal(
            [(MediaKind.Video, Ms(-80), Ms(80), 0), (MediaKind.Audio, -213_333, 0, -213_333)],
            prelude.Starts().Select(s => (s.Track.Kind, s.DecodeTime, s.CompositionDelay, s.PresentationTime)));
    }

    [Fact]
    public void Starts_UnknownRate_IsMeasuredWithoutTheLastSample()
    {
        var prelude = new Prelude([], measure: true);

        for (int i = 0; i <= 5; i++)
        {
            prelude.Take(At(Video(), Ms(1000 * i), Ms(1000), bytes: i == 5 ? 9999 : 1000));
        }

        Assert.Equal(8000, Assert.Single(prelude.Starts()).Bitrate);
    }
}

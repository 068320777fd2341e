using Microsoft.Extensions.Time.Testing;
using MssTools.Core.Pipeline;
using Xunit;
using static MssTools.Core.Tests.TestMedia;

namespace MssTools.Core.Tests.Pipeline;

public class LiveClockTests
{
    private static readonly long s_begin = Ms(1_000_000);

    private readonly FakeTimeProvider _time = new();
    private readonly LiveClock _clock;

    public LiveClockTests()
    {
        _clock = new LiveClock(Ms(2000), _time);
        _clock.Start(new TimelineStart(s_begin, _time.GetTimestamp()), anchor: s_begin + Ms(80));
        _clock.Add(s_begin + Ms(80)); // the first picture showed at zero of its source
    }

    [Theory]
    [InlineData(-10_001, false)]
    [InlineData(-10_000, true)]
    [InlineData(30_000, true)]
    [InlineData(30_001, false)]
    public void Accepts_NearThePresent(long aheadMs, bool expected)
    {
        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(expected, _clock.Accepts(s_begin + Ms(60_000 + aheadMs)));
    }

    // An encoder that is 100 ppm fast is 8.6 s ahead after a day, 60 s after a week.
    [Fact]
    public void Accepts_SourceThatDriftsForAWeek_Always()
    {
        for (long second = 1; second < 7 * 24 * 3600; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            for (int i = 0; i < 70; i += 10) // one in ten samples, for the test's sake
            {
                Assert.True(_clock.Accepts(s_begin + (long)(Ms(1000.0 * second) * 1.0001)));
            }
        }
    }

    [Fact]
    public void ShiftOf_KnownClock_IsTheSameForEverybody()
    {
        _time.Advance(TimeSpan.FromSeconds(25));

        Assert.Equal(s_begin + Ms(80), _clock.ShiftOf(Ms(25_000), s_begin));
        Assert.Equal(s_begin + Ms(80), _clock.ShiftOf(Ms(21_000), s_begin));
    }

    [Theory]
    [InlineData(25_000, 0, 26_000)] // the next start of a fragment
    [InlineData(26_000, 0, 26_000)]
    [InlineData(25_000, 27_000, 28_000)] // but none that is used
    public void ShiftOf_NewClock_GoesOnAtTheNextStartOfAFragment(int elapsedMs, int usedMs, int expectedMs)
    {
        _time.Advance(TimeSpan.FromMilliseconds(80 + elapsedMs));

        long shift = _clock.ShiftOf(Ms(5_000_000), s_begin + Ms(usedMs + 80));

        Assert.Equal(s_begin + Ms(80 + expectedMs), Ms(5_000_000) + shift);
        Assert.Equal(shift, _clock.ShiftOf(Ms(5_000_400), s_begin)); // and others with that clock go along
    }

    [Fact]
    public void ShiftOf_TheWallClockWasSet_ChangesNothing()
    {
        var wall = new SteppedTime(DateTimeOffset.UnixEpoch); // its wall clock and its timestamps advance together
        var clock = new LiveClock(Ms(2000), wall);
        clock.Start(new TimelineStart(0, wall.GetTimestamp()), anchor: 0);

        Assert.Equal(Ms(-500_000), clock.ShiftOf(Ms(500_000), long.MinValue));
    }
}

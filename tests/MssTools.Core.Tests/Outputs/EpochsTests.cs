using MssTools.Core.Media;
using MssTools.Core.Outputs;
using Xunit;

namespace MssTools.Core.Tests.Outputs;

public class EpochsTests
{
    private const long Second = Timescale.Ticks;

    [Fact]
    public void Begin_WithinAFragmentOfTheLatest_IsTheSameChange()
    {
        var epochs = new Epochs(2 * Second);
        epochs.Begin(10 * Second);
        epochs.Begin(11 * Second);
        epochs.Begin(9 * Second);

        Assert.Equal([(long.MinValue, 9 * Second)], epochs.Parts(closed: false));
        Assert.Equal([(long.MinValue, 9 * Second), (9 * Second, long.MaxValue)], epochs.Parts(closed: true));
    }

    // A source that changes with every picture is remembered no longer than for the parts that are written.
    [Fact]
    public void Begin_TenThousandChanges_PartsStayTheFirstAndEndWhereTheyEnded()
    {
        var epochs = new Epochs(Second);
        for (int i = 1; i <= 10_000; i++)
        {
            epochs.Begin(i * Second);
        }

        (long From, long To)[] parts = [.. epochs.Parts(closed: true)];
        Assert.Equal(100, parts.Length);
        Assert.Equal((99 * Second, 100 * Second), parts[^1]);
        Assert.Equal(10_000 * Second, epochs.Latest);
    }
}

using CsCheck;
using MssTools.Core.Media;
using MssTools.Core.Pipeline;
using Xunit;
using static MssTools.Core.Tests.TestMedia;

namespace MssTools.Core.Tests.Pipeline;

public class FragmentGridTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1994.9999, 0)]
    [InlineData(1995, 1)] // 5 ms early is still on its multiple
    [InlineData(2000, 1)]
    [InlineData(3994, 1)]
    [InlineData(4000, 2)]
    public void CellOf_TwoSecondGrid_CountsCellsFromTimeZero(double timeMs, long expected) =>
        Assert.Equal(expected, new FragmentGrid(Ms(2000)).CellOf(Ms(timeMs)));

    [Theory]
    [InlineData(9_920, 5)]  // the first picture decodes 80 ms before the origin, and belongs to the first cell all the same
    [InlineData(10_000, 5)]
    [InlineData(11_914, 5)]
    [InlineData(11_915, 6)] // -80 ms of offset, -5 ms of slack
    public void CellOf_OriginAndOffset_MoveTheMultiples(double timeMs, long expected) =>
        Assert.Equal(expected, new FragmentGrid(Ms(2000), Ms(10_000), Ms(-80)).CellOf(Ms(timeMs)));

    [Fact]
    public void CellOf_LaterTimes_NeverGoBack() =>
        Gen.Select(Gen.Long[1, 3600], Gen.Long[0, 1_800_000_000], Gen.Long[-3_600_000, 3_600_000], Gen.Long[0, 100_000_000], Gen.Long[0, 100_000_000])
            .Sample((length, origin, offset, a, b) =>
            {
                var grid = new FragmentGrid(Ms(length * 1000), Ms(origin * 1000), Ms(offset % (length * 1000)));
                return grid.CellOf(Ms(origin * 1000) + Math.Min(a, b)) <= grid.CellOf(Ms(origin * 1000) + Math.Max(a, b));
            });

    [Fact]
    public void SequenceOf_Now_FitsAndStartsAtOne()
    {
        Assert.Equal(1u, new FragmentGrid(Ms(2000)).SequenceOf(0));
        Assert.Equal(1_763_952_201u, new FragmentGrid(Timescale.Ticks).SequenceOf(1_763_952_200 * Timescale.Ticks));
    }
}

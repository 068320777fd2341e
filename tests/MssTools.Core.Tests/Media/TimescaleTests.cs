using System.Numerics;
using CsCheck;
using MssTools.Core.Media;
using Xunit;

namespace MssTools.Core.Tests.Media;

public class TimescaleTests
{
    private static readonly long[] s_usual = [1000, 1001, 12_800, 30_000, 44_100, 48_000, 90_000, 10_000_000];
    private static readonly Gen<long> s_scale = Gen.OneOf(
        Gen.Long[1, uint.MaxValue], Gen.Int[0, s_usual.Length - 1].Select(i => s_usual[i]));

    [Theory]
    [InlineData(1, 90_000, 10_000_000, 111)]         // 111.11
    [InlineData(1, 48_000, 10_000_000, 208)]         // 208.33
    [InlineData(5, 48_000, 10_000_000, 1042)]        // 1041.67
    [InlineData(1, 2, 1, 1)]                         // a half goes away from zero,
    [InlineData(-1, 2, 1, -1)]                       // on both sides
    [InlineData(-5, 48_000, 10_000_000, -1042)]
    [InlineData(long.MinValue, 7, 7, long.MinValue)]
    [InlineData(324_000_000_000, 90_000, 10_000_000, 36_000_000_000_000)] // 1000 h
    public void Rescale_Literals_RoundToTheNearest(long time, long from, long to, long expected) =>
        Assert.Equal(expected, Timescale.Rescale(time, from, to));

    [Fact]
    public void Rescale_AnyTime_IsTheExactQuotientRoundedHalfAwayFromZero() =>
        Gen.Select(Gen.Long, s_scale, s_scale).Where((time, from, to) => Fits(Exact(time, from, to))).Sample(
            (time, from, to) => Timescale.Rescale(time, from, to) == (long)Exact(time, from, to), iter: 5000);

    [Fact]
    public void Rescale_ResultPast64Bits_Throws() =>
        Assert.Throws<OverflowException>(() => Timescale.Rescale(long.MaxValue, 1000, 10_000_000));

    // What "no drift" rests on: times of a finer scale come back from 100 ns ticks unchanged, however late.
    [Fact]
    public void Rescale_ThereAndBack_ChangesNothingInScalesUpTo10MHz() =>
        Gen.Select(Gen.Long[-1_000_000_000_000, 1_000_000_000_000], Gen.Long[1, 10_000_000]).Sample(
            (time, scale) => Timescale.Rescale(Timescale.Rescale(time, scale, Timescale.Ticks), Timescale.Ticks, scale) == time);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(4_999, 0)]
    [InlineData(5_000, 10_000)]
    [InlineData(-5_000, -10_000)]
    [InlineData(17_639_521_999_999_999, 17_639_522_000_000_000)]
    public void ToWholeMilliseconds_GivesTheNearest(long ticks, long expected) =>
        Assert.Equal(expected, Timescale.ToWholeMilliseconds(ticks));

    private static bool Fits(BigInteger value) => value >= long.MinValue && value <= long.MaxValue;

    private static BigInteger Exact(long time, long from, long to)
    {
        if (from == to)
        {
            return time;
        }

        BigInteger magnitude = (2 * BigInteger.Abs((BigInteger)time * to) + from) / (2 * (BigInteger)from);
        return time < 0 ? -magnitude : magnitude;
    }
}

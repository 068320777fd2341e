using CsCheck;
using MssTools.Core.Pipeline;
using Xunit;

namespace MssTools.Core.Tests.Pipeline;

public class RoundedBitrateTests
{
    [Theory]
    [InlineData(0, 1000)]
    [InlineData(1, 1000)]
    [InlineData(999, 1000)]
    [InlineData(1000, 1000)]
    [InlineData(1004, 1000)]
    [InlineData(1005, 1010)]
    [InlineData(128_499, 128_000)]
    [InlineData(128_500, 129_000)]
    [InlineData(9_995_000, 10_000_000)]
    [InlineData(51_265_536, 51_300_000)]
    public void Of_RoundsToThreeDigits(long measured, long expected) => Assert.Equal(expected, RoundedBitrate.Of(measured));

    [Fact]
    public void Of_AnyRate_IsStableAndNear() =>
        Gen.Long[0, uint.MaxValue].Sample(rate =>
        {
            long rounded = RoundedBitrate.Of(rate);
            return RoundedBitrate.Of(rounded) == rounded && (rate < 1000 || Math.Abs(rounded - rate) * 200 <= rate);
        });

    [Fact]
    public void After_RoundedRate_IsTheNextRoundedRate() =>
        Gen.Long[0, uint.MaxValue].Sample(rate =>
        {
            long rounded = RoundedBitrate.Of(rate);
            long next = RoundedBitrate.After(rounded);
            return next > rounded && RoundedBitrate.Of(next) == next && RoundedBitrate.Of((rounded + next) / 2) <= next;
        });
}

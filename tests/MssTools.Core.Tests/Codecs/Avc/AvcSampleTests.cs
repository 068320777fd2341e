using MssTools.Core.Codecs.Avc;
using MssTools.Core.Media;
using Xunit;

namespace MssTools.Core.Tests.Codecs.Avc;

public class AvcSampleTests
{
    [Theory]
    [InlineData(1, "026588" + "03419a01", "000000026588" + "00000003419a01")]
    [InlineData(2, "00026588" + "0000" + "0003419a01", "000000026588" + "00000003419a01")] // an empty NAL unit is dropped
    [InlineData(3, "0000026588" + "000003419a01", "000000026588" + "00000003419a01")]
    public void ToPayload_ShortLengths_BecomeFourBytes(int lengthSize, string sample, string expected)
    {
        Payload normal = Scan(sample, lengthSize).ToPayload(default);

        Assert.Equal(expected, Convert.ToHexStringLower(normal.ToMemory().Span));
        Assert.Equal(expected.Length / 2, normal.Length);
    }

    [Theory]
    [InlineData(4, "000000026500", "000000046742c00a" + "000000026500")]
    [InlineData(2, "000265ab", "000000046742c00a" + "0000000265ab")]
    public void ToPayload_FurtherSets_StandInFront(int lengthSize, string sample, string expected)
    {
        Payload normal = Scan(sample, lengthSize).ToPayload(Convert.FromHexString("000000046742c00a"));

        Assert.Equal(expected, Convert.ToHexStringLower(normal.ToMemory().Span));
    }

    [Theory]
    [InlineData("0365aa")]
    [InlineData("ff6588")]
    public void Scan_LengthOutsideTheSample_IsNotWhole(string sample) => Assert.False(Scan(sample, 1).IsWhole);

    private static AvcSample Scan(string sample, int lengthSize) =>
        new AvcSampleScanner().Scan(new Payload(Convert.FromHexString(sample)), (AvcFraming)lengthSize);
}

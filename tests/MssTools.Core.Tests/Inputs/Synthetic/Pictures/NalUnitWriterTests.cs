using CsCheck;
using MssTools.Core.Codecs.Avc;
using MssTools.Core.Inputs.Synthetic.Pictures;
using Xunit;

namespace MssTools.Core.Tests.Inputs.Synthetic.Pictures;

public class NalUnitWriterTests
{
    [Theory]
    [InlineData("80", "6580")]
    [InlineData("000080", "65000080")]
    [InlineData("00000380", "650000030380")]
    [InlineData("00000480", "6500000480")]
    [InlineData("0000000080", "65000003000080")]
    [InlineData("000000000180", "65000003000003" + "0180")]
    public void ToNalUnit_Payload_IsEscaped(string payload, string expected) => Assert.Equal(
        expected, Convert.ToHexStringLower(NalUnitWriter.ToNalUnit(NalUnitType.SliceIdr, Convert.FromHexString(payload))));

    [Fact]
    public void ToSample_AnyPayload_IsReadBackAndHoldsNoStartCode() =>
        Gen.Byte[0, 5].Array[0, 60].Sample(bytes =>
        {
            byte[] payload = [.. bytes, 0x80];

            byte[] sample = NalUnitWriter.ToSample(NalUnitType.Slice, payload);

            Assert.Equal([0, 0, 0, (byte)(sample.Length - 4), 0x61], sample[..5]);
            Assert.Equal(payload, NalUnit.ToRawPayload(sample.AsSpan(4)));
            Assert.All(
                Enumerable.Range(5, Math.Max(0, sample.Length - 7)),
                i => Assert.False(sample[i] == 0 && sample[i + 1] == 0 && sample[i + 2] < 3));
        });
}

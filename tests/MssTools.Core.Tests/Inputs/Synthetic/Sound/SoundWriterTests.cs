using MssTools.Core.Inputs.Synthetic.Sound;
using Xunit;
using Writer = MssTools.Core.Bits.BitWriter; // not the one for tests, which can lie

namespace MssTools.Core.Tests.Inputs.Synthetic.Sound;

public class SoundWriterTests
{
    [Fact]
    public void Write_Silence_IsTheseBytes() => Assert.Equal(
        "21"              // CPE 0, common_window
        + "00" + "13"     // ONLY_LONG_SEQUENCE, sine, no bands, all mid and side; 124
        + "e0" + "7c1c",  // and no tools, twice; END
        Convert.ToHexStringLower(new SoundWriter(_ => 0).Write(5)));

    [Theory]
    [InlineData(0, 0, "0000")]
    [InlineData(16, 0, "111000010" + "0" + "00000")]              // escape_word of 4 bits
    [InlineData(0, -31, "1110001110" + "1" + "01111")]
    [InlineData(-32, 8191, "00100" + "1" + "0" + "1000000" + "11111111" + "0" + "111111111111")]
    public void Escape_Pair_IsTheseBits(int first, int second, string expected)
    {
        var bits = new Writer();
        EscapeCodebook.Write(bits, first, second);
        int length = bits.Position;
        bits.Align();

        Assert.Equal(expected, string.Concat(bits.Written.ToArray().Select(b => Convert.ToString(b, 2).PadLeft(8, '0')))[..length]);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(21, 0)]       // 9.8 to the power of 4/3: nearer to 0
    [InlineData(22, 16)]
    [InlineData(-41, -16)]
    [InlineData(10_000, 1000)]
    [InlineData(-1e9, -8191)]
    public void Quantize_Coefficient_IsZeroOrAnEscape(double coefficient, int expected) =>
        Assert.Equal(expected, EscapeCodebook.Quantize(coefficient));

    // ISO/IEC 14496-3 4.5.3: at most 6144 bits for a channel.
    [Fact]
    public void Write_AnyFrameOfARound_FitsIntoADecodersBuffer()
    {
        foreach (int tone in (int[])[0, 440, 1000, 8000])
        {
            var writer = new SoundWriter(new TestTone(tone).At);

            Assert.All(Enumerable.Range(0, 375), frame => Assert.InRange(writer.Write(frame).Length, 6, 2 * 6144 / 8));
        }
    }

    [Fact]
    public void TestTone_WithoutATone_IsSilentBetweenBeeps()
    {
        var tone = new TestTone(0);

        Assert.All(Enumerable.Range(4800, 43_200), time => Assert.Equal(0, tone.At(time)));
        Assert.InRange(Enumerable.Range(0, 4800).Max(time => tone.At(time)), 6000, 6600);
        Assert.Equal(tone.At(100), tone.At(100 + 48_000L * 3600));
    }
}

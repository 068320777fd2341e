using CsCheck;
using MssTools.Core.Bits;
using MssTools.Core.Codecs.Aac;
using Xunit;

namespace MssTools.Core.Tests.Codecs.Aac;

public class ProgramConfigElementTests
{
    private const string Comment = "4c61766335392e33372e313030"; // Lavc59.37.100

    [Theory]
    [InlineData("a0988080" + "04220d" + Comment + "de02", "04c40400" + "21100d" + Comment, 4, "4.0")] // quad of ffmpeg 5.1
    [InlineData("a0988020" + "04000d" + Comment + "de02", "04c40100" + "20000d" + Comment, 3, "2.1")] // its 2.1
    [InlineData("a098800000" + "0000", "04c4000000" + "00", 1, "mono")]                               // no comment
    public void TryReadFirst_InFrontOfAFrame_IsMovedToAByte(string block, string bytes, int channels, string name)
    {
        ProgramConfigElement? element = ProgramConfigElement.TryReadFirst(Convert.FromHexString(block));

        Assert.NotNull(element);
        Assert.Equal(bytes, Convert.ToHexStringLower(element.Bytes.Span));
        Assert.Equal((channels, name), (element.Channels.Count, element.Channels.ToString()));
    }

    [Theory]
    [InlineData("211004")] // channel_pair_element
    [InlineData("de0200")] // fill_element
    public void TryReadFirst_AnotherElementFirst_IsNull(string block) =>
        Assert.Null(ProgramConfigElement.TryReadFirst(Convert.FromHexString(block)));

    [Theory]
    [InlineData("", "raw_data_block at bit 0: 3 bits are needed")]
    [InlineData("a09880", "bits are needed")]
    [InlineData("a098808004220d4c61", "8 bits are needed, 0 are left")] // the comment has 13 bytes
    [InlineData("a09800000000000000", "program_config_element names no channel")]
    public void TryReadFirst_Damaged_IsMalformed(string block, string message)
    {
        MssException failure = Assert.Throws<MssException>(
            () => ProgramConfigElement.TryReadFirst(Convert.FromHexString(block)));

        Assert.Equal(MssError.MalformedInput, failure.Code);
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OfItsOwnBytes_GivesThemBackWhereverTheElementStood() =>
        Gen.Select(Gen.Bool.Array[1, 20], Gen.Int[0, 3], Gen.Int[0, 7], Gen.Int[0, 15], Gen.Bool, Gen.Byte.Array[0, 30])
            .Sample((pairs, lowFrequency, data, coupling, mixdown, comment) =>
            {
                byte[] block = Write(pairs, lowFrequency, data, coupling, mixdown, comment);

                ProgramConfigElement first = ProgramConfigElement.TryReadFirst(block)!;
                var bits = new BitReader(first.Bytes.Span, "AudioSpecificConfig");
                ProgramConfigElement again = ProgramConfigElement.Read(ref bits);

                Assert.Equal(first.Bytes.ToArray(), again.Bytes.ToArray());
                Assert.Equal(0, bits.Remaining);
                Assert.Equal(new AudioChannels(pairs.Sum(pair => pair ? 2 : 1), lowFrequency), again.Channels);
                Assert.EndsWith(Convert.ToHexString(comment), Convert.ToHexString(again.Bytes.Span), StringComparison.Ordinal);
            });

    [Fact]
    public void TryReadFirst_AnyBytes_GivesAnElementOrMssException() =>
        Gen.Byte.Array[0, 60].Sample(bytes =>
        {
            try
            {
                ProgramConfigElement? element = ProgramConfigElement.TryReadFirst([0xa0, .. bytes]);
                Assert.InRange(element?.Channels.Count ?? 1, 1, 100);
                Assert.InRange(element?.Bytes.Length ?? 0, 0, 340);
            }
            catch (MssException failure)
            {
                Assert.Equal(MssError.MalformedInput, failure.Code);
            }
        });

    // A raw_data_block that starts with the element; all speakers stand in front.
    private static byte[] Write(bool[] pairs, int lowFrequency, int data, int coupling, bool mixdown, byte[] comment)
    {
        int front = Math.Min(pairs.Length, 15);
        BitWriter bits = new BitWriter().Bits(3, 5).Bits(4, 0).Bits(2, 1).Bits(4, 3)
            .Bits(4, front).Bits(4, pairs.Length - front).Bits(4, 0).Bits(2, lowFrequency).Bits(3, data).Bits(4, coupling)
            .Flag(mixdown).Bits(mixdown ? 4 : 0, 9).Flag(mixdown).Bits(mixdown ? 4 : 0, 6).Flag(mixdown).Bits(mixdown ? 3 : 0, 5);
        foreach (bool pair in pairs)
        {
            bits.Flag(pair).Bits(4, 11);
        }

        bits.Bits((lowFrequency + data) * 4, 0x5a5a5a5a5).Bits(coupling * 5, 0x155).Align().Bits(8, comment.Length);
        foreach (byte letter in comment)
        {
            bits.Bits(8, letter);
        }

        return bits.ToArray();
    }
}

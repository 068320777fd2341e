using MssTools.Core.Codecs.Avc;
using MssTools.Core.Inputs.Synthetic.Pictures;
using Xunit;

namespace MssTools.Core.Tests.Inputs.Synthetic.Pictures;

public class ParameterSetWriterTests
{
    [Fact]
    public void Sequence_OfTheDefaults_IsTheseBytes()
    {
        byte[] sps = ParameterSetWriter.Sequence(640, 360, 25, AvcLevel.Lowest(40, 23, 25, 800_000));

        Assert.Equal(
            "67" + "42" + "c0" + "1e" // profile 66, constraint_set0 and 1, level 3
            + "95a0280b"              // id 0, 8 bits of frame_num, order type 2, 1 reference; 40 x 23 macroblocks,
            + "fe58"                  // frames, direct_8x8, cropping 0 0 0 4; VUI: nothing, nothing, nothing, nothing,
            + "4000000300" + "40"     // timing: 1,
            + "00000ca2"              // 50, fixed; no HRD, no pic_struct, restriction: no vectors over the border,
            + "fa80",                 // 0 0 0 0, no reordering, 1 picture
            Convert.ToHexStringLower(sps));
    }

    [Fact]
    public void Sequence_WithoutCropping_IsTheseBytes()
    {
        byte[] sps = ParameterSetWriter.Sequence(64, 64, 60, AvcLevel.Lowest(4, 4, 60, 100_000));

        Assert.Equal("67" + "42c00b" + "95a109" + "a1" + "000003000100" + "0003007" + "88bea", Convert.ToHexStringLower(sps));
    }

    [Fact]
    public void Picture_Any_IsTheseBytes() => Assert.Equal(
        "68"      // ids 0 0, CAVLC, no field order, 1 slice group
        + "ce"    // 1 and 1 reference, no weights; QP 26
        + "0390"  // + 14, QS 26 + 0, chroma
        + "cc80", // - 12; deblocking_filter_control_present_flag
        Convert.ToHexStringLower(ParameterSetWriter.Picture()));

    [Theory]
    [InlineData(1920, 1080)]
    [InlineData(64, 1088)]
    [InlineData(1918, 66)]
    [InlineData(638, 478)]
    public void Sequence_OfAnySize_IsReadAsThat(int width, int height)
    {
        byte[] sps = ParameterSetWriter.Sequence(width, height, 60, AvcLevel.Lowest(120, 68, 60, 1));

        var parsed = AvcSequenceParameterSet.Parse(sps);

        Assert.Equal((width, height), (parsed.Width, parsed.Height));
        Assert.Equal((0, ParameterSetWriter.FrameNumberBits, false), (parsed.ReorderDepth, parsed.FrameNumberBits, parsed.MayHaveFields));
        Assert.Equal(("Constrained Baseline", "4.2"), (parsed.Profile, parsed.Level));
    }
}

using CsCheck;
using MssTools.Core.Codecs.Avc;
using MssTools.Core.Media;
using Xunit;

namespace MssTools.Core.Tests.Codecs.Avc;

public class AvcParameterSetsTests
{
    private static readonly byte[] s_pps = Convert.FromHexString("68ebe3cb22c0");

    // x264 core 164 (ffmpeg 5.1), then ones from public SDP and test files: hello264, a SIP phone, an Axis camera, a web
    // encoder. Sizes and profiles as ffprobe prints them; it cannot open the camera's without pictures.
    [Theory]
    [InlineData("6742c00cd901419f9fff000300041000000300100000030320f142a480", 320, 180, "H.264 Constrained Baseline@1.2")]
    [InlineData("67640028acd940780227e5ffc000c00104000003000400000300c83c60c658", 1920, 1080, "H.264 High@4")]
    [InlineData("6764001eacd940b424dff8008000788000000300800000190f8a14cb", 720, 576, "H.264 High@3")] // interlaced
    [InlineData("677a000dbcd941519e222fff003400451000000300100000030320f1429960", 322, 182, "H.264 High 4:2:2@1.3")]
    [InlineData("67f4000d919b282a33c2115ff807a00a08800000030080000019078a14cb", 321, 183, "H.264 High 4:4:4 Predictive@1.3")]
    [InlineData("676e001ea6cd940a02ff97ff000300041000000300100000030320f162d960", 640, 360, "H.264 High 10@3")]
    [InlineData("6764000df365054678e8cffc0b500f25b2000003000200000300641e28532c", 323, 181, "H.264 High@1.3")] // monochrome
    [InlineData("674d400beca162760420000003002000000641e28532c0", 176, 144, "H.264 Main@1.1")]
    [InlineData("6742000af841a2", 128, 96, "H.264 Baseline@1")]
    [InlineData("6742000a9653058988", 176, 144, "H.264 Baseline@1")]
    [InlineData("674d0029e2900a00b7602dc040406907891150", 1280, 720, "H.264 Main@4.1")]
    [InlineData("6742c01ed900b435f9e10000030001000003003c0f162e48", 720, 404, "H.264 Constrained Baseline@3")]
    public void ToVideoConfig_SpsOfARealEncoder_GivesSizeAndProfile(string sps, int width, int height, string description)
    {
        VideoConfig config = AvcParameterSets.ToConfig(Convert.FromHexString(sps), s_pps);

        Assert.Equal((width, height, description, "H264"), (config.Width, config.Height, config.Description, config.FourCC));
        Assert.Equal($"00000001{sps}0000000168ebe3cb22c0", Convert.ToHexStringLower(config.PrivateData.Span));
    }

    [Fact]
    public void ToVideoConfig_PaddedSets_LeavesTheZerosOut()
    {
        VideoConfig config = AvcParameterSets.ToConfig(
            [.. Convert.FromHexString("674d400beca162760420000003002000000641e28532c0"), 0, 0], [.. s_pps, 0]);

        Assert.EndsWith("c00000000168ebe3cb22c0", Convert.ToHexStringLower(config.PrivateData.Span), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(66, 0x00, 30, "H.264 Baseline@3")]
    [InlineData(66, 0x40, 31, "H.264 Constrained Baseline@3.1")]
    [InlineData(77, 0x10, 11, "H.264 Main@1b")]
    [InlineData(88, 0x00, 9, "H.264 Extended@1b")]
    [InlineData(66, 0x00, 11, "H.264 Baseline@1.1")]
    public void ToVideoConfig_ProfileAndLevel_AreNamed(int profile, int constraints, int level, string description)
    {
        byte[] sps = Sps(profile, constraints, level).ToArray();

        Assert.Equal(description, AvcParameterSets.ToConfig(sps, s_pps).Description);
    }

    [Theory]
    [InlineData(1, true, 80 - 3 * 2, 64 - 4 * 2)]   // 4:2:0 frame: units of 2 by 2
    [InlineData(1, false, 80 - 3 * 2, 128 - 4 * 4)] // 4:2:0 fields: units of 2 by 4, and twice the rows
    [InlineData(2, true, 80 - 3 * 2, 64 - 4)]       // 4:2:2
    [InlineData(0, false, 80 - 3, 128 - 4 * 2)]     // monochrome fields
    [InlineData(3, true, 80 - 3, 64 - 4)]           // 4:4:4
    public void ToVideoConfig_HighProfileWithScalingLists_CropsByChromaUnits(int chroma, bool frames, int width, int height)
    {
        BitWriter sps = new BitWriter().Bits(8, 0x67).Bits(8, 100).Bits(8, 0).Bits(8, 41).Unsigned(0).Unsigned(chroma);
        if (chroma == 3)
        {
            sps.Flag(false);
        }

        sps.Unsigned(0).Unsigned(0).Flag(false).Flag(true);
        for (int i = 0; i < (chroma == 3 ? 12 : 8); i++)
        {
            sps.Flag(i is 1 or 6); // one 4x4 list that ends early, one 8x8 list in full
            for (int k = 0; i == 6 && k < 64; k++)
            {
                sps.Signed(k % 2 == 0 ? 3 : -3);
            }

            if (i == 1)
            {
                sps.Signed(5).Signed(-13);
            }
        }

        sps.Unsigned(0);
        sps.Unsigned(1).Flag(false).Signed(-2).Signed(1).Unsigned(2).Signed(7).Signed(-9); // pic_order_cnt_type 1
        sps.Unsigned(4).Flag(false).Unsigned(4).Unsigned(3).Flag(frames);
        if (!frames)
        {
            sps.Flag(true);
        }

        sps.Flag(true).Flag(true).Unsigned(1).Unsigned(2).Unsigned(4).Unsigned(0).Flag(false).Flag(true);

        VideoConfig config = AvcParameterSets.ToConfig(sps.ToArray(), s_pps);

        Assert.Equal((width, height), (config.Width, config.Height));
    }

    [Theory]
    [InlineData("", "68ee", "SPS has 0 bytes")]
    [InlineData("6742", "68ee", "SPS at bit 8")]
    [InlineData("6842c01e", "68ee", "nal_unit_type 8 instead of 7")]
    [InlineData("6742000af841a2", "67ee", "nal_unit_type 7 instead of 8")]
    [InlineData("6742c01e00000000000000ff", "68ee", "leading zeros")]
    public void ToVideoConfig_BrokenSets_SaysWhat(string sps, string pps, string message)
    {
        MssException failure = Assert.Throws<MssException>(
            () => AvcParameterSets.ToConfig(Convert.FromHexString(sps), Convert.FromHexString(pps)));

        Assert.Equal(MssError.MalformedInput, failure.Code);
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(4096, 4, 0, "4097 macroblocks")]
    [InlineData(4, 4, 40, "frame cropping takes 80 of 80")]
    public void ToVideoConfig_ImpossibleSize_IsMalformed(long width, long height, long crop, string message)
    {
        byte[] sps = Sps(66, 0, 30, width, height, crop).ToArray();

        MssException failure = Assert.Throws<MssException>(() => AvcParameterSets.ToConfig(sps, s_pps));

        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ToVideoConfig_AnyBytes_GivesAConfigOrMssException() =>
        Gen.Byte.Array[0, 60].Sample(bytes =>
        {
            byte[] sps = [0x67, 100, .. bytes];
            try
            {
                VideoConfig config = AvcParameterSets.ToConfig(sps, s_pps);
                Assert.InRange(config.Width, 1, 65536);
                Assert.InRange(config.Height, 1, 131072);
            }
            catch (MssException failure)
            {
                Assert.Equal(MssError.MalformedInput, failure.Code);
            }
        });

    private static BitWriter Sps(int profile, int constraints, int level, long width = 4, long height = 3, long crop = 0) =>
        new BitWriter().Bits(8, 0x67).Bits(8, profile).Bits(8, constraints).Bits(8, level)
            .Unsigned(0).Unsigned(0).Unsigned(2).Unsigned(1).Flag(false)
            .Unsigned(width).Unsigned(height).Flag(true).Flag(true)
            .Flag(true).Unsigned(crop).Unsigned(0).Unsigned(0).Unsigned(0).Flag(false).Flag(true);
}

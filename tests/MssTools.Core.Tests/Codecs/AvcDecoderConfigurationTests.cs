using MssTools.Core.Codecs;
using MssTools.Core.Media;
using Xunit;

namespace MssTools.Core.Tests.Codecs;

public class AvcDecoderConfigurationTests
{
    private const string Sps = "6742000af841a2";
    private const string Pps = "68ce3880";

    [Theory]
    [InlineData("ff", 4)]
    [InlineData("fd", 2)]
    [InlineData("fc", 1)]
    public void Parse_OneSetOfEach_GivesConfigAndLengthSize(string lengthSize, int expected)
    {
        AvcDecoderConfiguration record = Parse($"0142c01e{lengthSize}" + $"e10007{Sps}" + $"010004{Pps}");

        Assert.Equal(expected, record.NalLengthSize);
        Assert.Equal((128, 96), (record.VideoConfig!.Width, record.VideoConfig.Height));
        Assert.Equal($"00000001{Sps}00000001{Pps}", Convert.ToHexStringLower(record.VideoConfig.PrivateData.Span));
        Assert.True(record.ExtraParameterSets.IsEmpty);
    }

    [Theory]
    [InlineData("0142c01effe000", "", "")]
    [InlineData("0142c01effe10007" + Sps + "00", Sps, "")]
    public void Parse_WithoutSets_LeavesThemToTheSamples(string bytes, string sps, string pps)
    {
        AvcDecoderConfiguration record = Parse(bytes);

        Assert.Null(record.VideoConfig);
        Assert.Equal((4, sps, pps), (record.NalLengthSize, Convert.ToHexStringLower(record.Sps.Span), Convert.ToHexStringLower(record.Pps.Span)));
    }

    [Fact]
    public void Parse_HighProfileFieldsBehind_AreIgnored() =>
        Assert.Equal(4, Parse($"0164001fff" + $"e10007{Sps}" + $"010004{Pps}" + "fdf8f800").NalLengthSize);

    [Fact]
    public void Normalize_FourByteLengthsAndNoExtras_GivesThePayloadBackUnread()
    {
        AvcDecoderConfiguration record = Parse($"0142c01eff" + $"e10007{Sps}" + $"010004{Pps}");
        byte[] bytes = Convert.FromHexString("ffffffff65"); // the length is wrong, and nobody looks

        Payload normal = record.Normalize(new Payload(bytes), isSync: true);

        Assert.True(normal.ToMemory().Equals(bytes.AsMemory()));
    }

    [Theory]
    [InlineData("fc", "026588" + "03419a01", "000000026588" + "00000003419a01")]
    [InlineData("fd", "00026588" + "0000" + "0003419a01", "000000026588" + "00000003419a01")] // an empty NAL unit is dropped
    [InlineData("fe", "0000026588" + "000003419a01", "000000026588" + "00000003419a01")]
    public void Normalize_ShortLengths_BecomeFourBytes(string lengthSize, string sample, string expected)
    {
        AvcDecoderConfiguration record = Parse($"0142c01e{lengthSize}" + $"e10007{Sps}" + $"010004{Pps}");

        Payload normal = record.Normalize(new Payload(Convert.FromHexString(sample)), isSync: true);

        Assert.Equal(expected, Convert.ToHexStringLower(normal.ToMemory().Span));
        Assert.Equal(expected.Length / 2, normal.Length);
    }

    [Theory]
    [InlineData("ff", "000000016500", "000000046742c00a" + "0000000468ce3c81" + "000000016500")]
    [InlineData("fd", "000265ab", "000000046742c00a" + "0000000468ce3c81" + "0000000265ab")]
    public void Normalize_FurtherSets_StandBeforeSyncSamplesOnly(string lengthSize, string sample, string expected)
    {
        // Two SPS and three PPS, one of them the first once more.
        AvcDecoderConfiguration record = Parse(
            $"0142c01e{lengthSize}" + $"e20007{Sps}00046742c00a" + $"030004{Pps}000468ce3c810004{Pps}");
        byte[] bytes = Convert.FromHexString(sample);

        Assert.Equal(expected, Convert.ToHexStringLower(record.Normalize(new Payload(bytes), isSync: true).ToMemory().Span));
        Assert.EndsWith(
            Convert.ToHexStringLower(record.Normalize(new Payload(bytes), isSync: false).ToMemory().Span), expected, StringComparison.Ordinal);
        Assert.DoesNotContain(
            "6742c00a", Convert.ToHexStringLower(record.Normalize(new Payload(bytes), isSync: false).ToMemory().Span), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0365aa")]
    [InlineData("ff6588")]
    public void Normalize_LengthOutsideTheSample_IsMalformed(string sample)
    {
        AvcDecoderConfiguration record = Parse($"0142c01efc" + $"e10007{Sps}" + $"010004{Pps}");

        MssException failure = Assert.Throws<MssException>(() => record.Normalize(new Payload(Convert.FromHexString(sample)), false));

        Assert.Equal(MssError.MalformedInput, failure.Code);
    }

    [Theory]
    [InlineData("", MssError.MalformedInput)]
    [InlineData("0042c01eff", MssError.MalformedInput)]           // configurationVersion 0
    [InlineData("0142c01effe1ffff6742", MssError.MalformedInput)] // SPS longer than the record
    public void Parse_NotUsable_SaysWhy(string bytes, MssError code) =>
        Assert.Equal(code, Assert.Throws<MssException>(() => Parse(bytes)).Code);

    private static AvcDecoderConfiguration Parse(string hex) => AvcDecoderConfiguration.Parse(Convert.FromHexString(hex));
}

using MssTools.Core.Codecs.Avc;
using Xunit;

namespace MssTools.Core.Tests.Codecs.Avc;

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
        Assert.Equal((128, 96), (record.Avc!.Width, record.Avc.Height));
        Assert.Equal($"00000001{Sps}00000001{Pps}", Convert.ToHexStringLower(record.Avc.PrivateData.Span));
        Assert.True(record.ExtraParameterSets.IsEmpty);
    }

    [Theory]
    [InlineData("0142c01effe000", "", "")]
    [InlineData("0142c01effe10007" + Sps + "00", Sps, "")]
    public void Parse_WithoutSets_LeavesThemToTheSamples(string bytes, string sps, string pps)
    {
        AvcDecoderConfiguration record = Parse(bytes);

        Assert.Null(record.Avc);
        Assert.Equal((4, sps, pps), (record.NalLengthSize, Convert.ToHexStringLower(record.Sps.Span), Convert.ToHexStringLower(record.Pps.Span)));
    }

    [Fact]
    public void Parse_HighProfileFieldsBehind_AreIgnored() =>
        Assert.Equal(4, Parse($"0164001fff" + $"e10007{Sps}" + $"010004{Pps}" + "fdf8f800").NalLengthSize);

    [Fact]
    public void Parse_FurtherSets_AreKeptOnceEach()
    {
        // Two SPS and three PPS, one of them the first once more.
        AvcDecoderConfiguration record = Parse(
            $"0142c01eff" + $"e20007{Sps}00046742c00a" + $"030004{Pps}000468ce3c810004{Pps}");

        Assert.Equal("000000046742c00a" + "0000000468ce3c81", Convert.ToHexStringLower(record.ExtraParameterSets.Span));
    }

    [Theory]
    [InlineData("", MssError.MalformedInput)]
    [InlineData("0042c01eff", MssError.MalformedInput)]           // configurationVersion 0
    [InlineData("0142c01effe1ffff6742", MssError.MalformedInput)] // SPS longer than the record
    public void Parse_NotUsable_SaysWhy(string bytes, MssError code) =>
        Assert.Equal(code, Assert.Throws<MssException>(() => Parse(bytes)).Code);

    private static AvcDecoderConfiguration Parse(string hex) => AvcDecoderConfiguration.Parse(Convert.FromHexString(hex));
}

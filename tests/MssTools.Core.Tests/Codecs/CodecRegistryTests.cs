using MssTools.Core.Codecs;
using MssTools.Core.Codecs.Aac;
using MssTools.Core.Codecs.Avc;
using MssTools.Core.Media;
using Xunit;

namespace MssTools.Core.Tests.Codecs;

public class CodecRegistryTests
{
    public static TheoryData<object> Configurations() =>
    [
        new AvcConfig(Convert.FromHexString("0000000167AA0000000168BB"), 1280, 720, ""),
        new AacConfig("AACL", Convert.FromHexString("1190"), 48_000, 2, 0, ""),
        new AacConfig("AACH", Convert.FromHexString("2B118800"), 48_000, 1, 0, ""),
    ];

    [Theory]
    [InlineData("H264", "H.264")]
    [InlineData("avc1", "H.264")]
    [InlineData("AACH", "AAC")]
    [InlineData("WVC1", null)]
    public void OfFourCC_AnyCase_IsTheCodec(string fourCC, string? name) => Assert.Equal(name, CodecRegistry.OfFourCC(fourCC)?.Name);

    [Fact]
    public void ThatCan_Kind_NamesWhatIsPackaged()
    {
        Assert.Equal("H.264 and AAC can", CodecRegistry.ThatCan());
        Assert.Equal("AAC can", CodecRegistry.ThatCan(MediaKind.Audio));
    }

    // What a manifest of ours states is enough to go on with it.
    [Theory]
    [MemberData(nameof(Configurations))]
    public void OfLevel_AttributesOfAConfiguration_GiveItBack(object configuration)
    {
        var config = (CodecConfig)configuration;
        Codec codec = CodecRegistry.OfFourCC(config.FourCC)!;
        var attributes = new Dictionary<string, long>(config.LevelAttributes);

        CodecConfig read = codec.OfLevel(config.FourCC, config.PrivateData, name => attributes[name]);

        Assert.Equal(config, read);
        Assert.Equal(codec.Name, read.Codec);
        Assert.True(read.IsSameAs(config));
    }

    [Fact]
    public void IsInBand_SampleWithItsParameterSets_IsTrue()
    {
        var config = new AvcConfig(Convert.FromHexString("0000000167AA0000000168BB"), 16, 16, "");
        var sample = new Payload(Convert.FromHexString("0000000265CC"));

        Assert.False(config.IsInBand(sample));
        Assert.False(config.IsInBand(sample.Slice(0, 4)));
        Assert.True(config.IsInBand(config.InBand(sample)));
        Assert.Equal("0000000267AA0000000268BB0000000265CC", Convert.ToHexString(config.InBand(sample).ToMemory().Span));
    }
}

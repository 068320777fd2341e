using CsCheck;
using MssTools.Core.Codecs.Aac;
using Xunit;

namespace MssTools.Core.Tests.Codecs.Aac;

public class AdtsHeaderTests
{
    [Theory]
    [InlineData("fff14c80" + "2e7ffc", 7, 371, "1190")] // LC, 48 kHz, stereo, no CRC (ffmpeg)
    [InlineData("fff95040" + "01bffc", 7, 13, "1208")]  // MPEG-2 ID, 44.1 kHz, mono
    [InlineData("fff04d80" + "2e7ffc" + "abcd", 9, 371, "11b0")] // CRC, 5.1
    [InlineData("fff14dc0" + "2e7ffc", 7, 371, "11b8")] // 7.1
    public void TryParse_Header_GivesLengthsAndConfig(string bytes, int headerLength, int frameLength, string config)
    {
        bool parsed = AdtsHeader.TryParse(Convert.FromHexString(bytes), out AdtsHeader header);

        Assert.True(parsed);
        Assert.Equal((headerLength, frameLength), (header.HeaderLength, header.FrameLength));
        Assert.Equal(config, Convert.ToHexStringLower(header.ToAudioSpecificConfig()));
    }

    [Theory]
    [InlineData("fff14c802e7f")]     // short
    [InlineData("ffe14c802e7ffc")]   // no syncword
    [InlineData("fff34c802e7ffc")]   // layer 1: MP3-like
    [InlineData("fff174802e7ffc")]   // frequency 13
    [InlineData("fff14c8000fffc")]   // frame as long as its header
    public void TryParse_NoHeader_IsFalse(string bytes) =>
        Assert.False(AdtsHeader.TryParse(Convert.FromHexString(bytes), out _));

    [Fact]
    public void ToAudioSpecificConfig_ChannelsInTheFrame_PutsTheirElementBehind()
    {
        Assert.True(AdtsHeader.TryParse(Convert.FromHexString("fff14c00201ffc"), out AdtsHeader header));
        ProgramConfigElement? channels = ProgramConfigElement.TryReadFirst(Convert.FromHexString("a09880800422020102de"));

        byte[] config = header.ToAudioSpecificConfig(channels);

        Assert.Equal("1180" + "04c4040021100201" + "02", Convert.ToHexStringLower(config));
        Assert.Equal("AAC-LC 48000 Hz 4.0", AudioSpecificConfig.Parse(config).Description);
    }

    [Theory]
    [InlineData("fff14c802e7ffd", "2 raw_data_blocks")]
    [InlineData("fff14c002e7ffc", "channel_configuration 0")]
    public void ToAudioSpecificConfig_WhatOneFrameCannotCarry_IsUnsupported(string bytes, string message)
    {
        Assert.True(AdtsHeader.TryParse(Convert.FromHexString(bytes), out AdtsHeader header));

        MssException failure = Assert.Throws<MssException>(() => header.ToAudioSpecificConfig());

        Assert.Equal(MssError.Unsupported, failure.Code);
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TryParse_AnyBytes_NeverFails() => Gen.Byte.Array[0, 12].Sample(bytes =>
    {
        bool parsed = AdtsHeader.TryParse([0xff, 0xf1, .. bytes], out AdtsHeader header);
        Assert.True(!parsed || (bytes.Length >= 5 && header.FrameLength is > 7 and < 8192));
    });
}

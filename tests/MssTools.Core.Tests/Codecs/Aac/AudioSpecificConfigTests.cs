using CsCheck;
using MssTools.Core.Codecs.Aac;
using MssTools.Core.Media;
using Xunit;

namespace MssTools.Core.Tests.Codecs.Aac;

public class AudioSpecificConfigTests
{
    [Theory]
    [InlineData("1190", "AACL", 48000, 2, 1024, "AAC-LC 48000 Hz stereo")]
    [InlineData("1210", "AACL", 44100, 2, 1024, "AAC-LC 44100 Hz stereo")]
    [InlineData("1208", "AACL", 44100, 1, 1024, "AAC-LC 44100 Hz mono")]
    [InlineData("1194", "AACL", 48000, 2, 960, "AAC-LC 48000 Hz stereo")]             // frameLengthFlag
    [InlineData("11b0", "AACL", 48000, 6, 1024, "AAC-LC 48000 Hz 5.1")]
    [InlineData("11b8", "AACL", 48000, 8, 1024, "AAC-LC 48000 Hz 7.1")]
    [InlineData("11d8", "AACL", 48000, 7, 1024, "AAC-LC 48000 Hz 6.1")]               // channelConfiguration 11
    [InlineData("11e0", "AACL", 48000, 8, 1024, "AAC-LC 48000 Hz 7.1")]               // 12
    [InlineData("11f0", "AACL", 48000, 8, 1024, "AAC-LC 48000 Hz 7.1")]               // 14
    [InlineData("119056e500", "AACL", 48000, 2, 1024, "AAC-LC 48000 Hz stereo")]      // sbrPresentFlag 0 (ffmpeg)
    [InlineData("2b118800", "AACH", 48000, 2, 2048, "HE-AAC 48000 Hz stereo")]        // object type 5
    [InlineData("2b118a00", "AACH", 48000, 2, 1920, "HE-AAC 48000 Hz stereo")]        // frameLengthFlag
    [InlineData("29918800", "AACH", 48000, 2, 1024, "HE-AAC 48000 Hz stereo")]        // down-sampled SBR
    [InlineData("eb098800", "AACH", 48000, 2, 2048, "HE-AAC v2 48000 Hz stereo")]     // object type 29, one channel coded
    [InlineData("131056e598", "AACH", 48000, 2, 2048, "HE-AAC 48000 Hz stereo")]      // sync extension 0x2b7
    [InlineData("130856e59d4800", "AACH", 48000, 1, 2048, "HE-AAC 48000 Hz mono")]    // and 0x548 with psPresentFlag 0
    [InlineData("138856e5a54880", "AACH", 44100, 2, 2048, "HE-AAC v2 44100 Hz stereo")]
    [InlineData("17805dc010", "AACL", 48000, 2, 1024, "AAC-LC 48000 Hz stereo")]      // explicit frequency
    [InlineData("2f802b11178056220800", "AACH", 44100, 2, 2048, "HE-AAC 44100 Hz stereo")]
    [InlineData("11920268", "AACL", 48000, 2, 1024, "AAC-LC 48000 Hz stereo")]        // dependsOnCoreCoder
    // program_config_elements of ffmpeg 5.1; for 5.1(side) and 7.1(wide) it writes the LFE as one more back channel.
    [InlineData("118004c844002000c40d4c61766335392e33372e31303056e500", "AACL", 48000, 6, 1024, "AAC-LC 48000 Hz 6.0")]
    [InlineData("118004c848002000c6400d4c61766335392e33372e31303056e500", "AACL", 48000, 8, 1024, "AAC-LC 48000 Hz 8.0")]
    [InlineData("118004c4010020000d4c61766335392e33372e31303056e500", "AACL", 48000, 3, 1024, "AAC-LC 48000 Hz 2.1")]
    [InlineData("118004c4040021100d4c61766335392e33372e31303056e500", "AACL", 48000, 4, 1024, "AAC-LC 48000 Hz 4.0")]
    public void Parse_Configuration_GivesTheDecodersOutput(
        string bytes, string fourCC, int rate, int channels, int frame, string description)
    {
        AudioConfig config = AudioSpecificConfig.Parse(Convert.FromHexString(bytes));

        Assert.Equal(
            (fourCC, rate, channels, frame, description),
            (config.FourCC, config.SamplingRate, config.Channels, config.SamplesPerFrame, config.Description));
        Assert.Equal(bytes, Convert.ToHexStringLower(config.PrivateData.Span));
    }

    [Theory]
    [InlineData("", MssError.MalformedInput, "at bit 0")]
    [InlineData("11", MssError.MalformedInput, "4 bits are needed, 3 are left")]
    [InlineData("1690", MssError.MalformedInput, "samplingFrequencyIndex is 13")]
    [InlineData("1780000010", MssError.MalformedInput, "the sampling rate is 0 Hz")]
    [InlineData("2d918800", MssError.MalformedInput, "SBR makes 48000 Hz of 8000 Hz")]
    [InlineData("118004c000000000", MssError.MalformedInput, "names no channel")]
    [InlineData("118004c84400", MssError.MalformedInput, "bits are needed")]
    [InlineData("0990", MssError.Unsupported, "audio object type 1 ")]       // Main
    [InlineData("2b118400", MssError.Unsupported, "audio object type 1 ")]   // SBR over Main
    [InlineData("f94640", MssError.Unsupported, "audio object type 42 ")]    // USAC, escape
    [InlineData("11c0", MssError.Unsupported, "channelConfiguration 8 ")]
    [InlineData("11e8", MssError.Unsupported, "channelConfiguration 13 ")]
    public void Parse_WhatCannotBePackaged_SaysWhy(string bytes, MssError code, string message)
    {
        MssException failure = Assert.Throws<MssException>(() => AudioSpecificConfig.Parse(Convert.FromHexString(bytes)));

        Assert.Equal(code, failure.Code);
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_ProgramConfigWithEveryOptionalField_CountsSpeakersAndFindsTheExtensionBehind()
    {
        byte[] bytes = new BitWriter().Bits(5, 2).Bits(4, 6).Bits(4, 0).Bits(3, 0)   // LC, 24 kHz, channelConfiguration 0
            .Bits(4, 5).Bits(2, 1).Bits(4, 6).Bits(4, 2).Bits(4, 0).Bits(4, 1)       // front 2, side 0, back 1
            .Bits(2, 1).Bits(3, 1).Bits(4, 1)                                        // one LFE, one data, one coupling
            .Bits(5, 0x1f).Bits(5, 0x1f).Bits(4, 0xf)                                // mono, stereo, matrix mixdown
            .Bits(5, 0).Bits(5, 0x10).Bits(5, 0x11).Bits(4, 3).Bits(4, 7).Bits(5, 9) // SCE, CPE, CPE, LFE, data, coupling
            .Align().Bits(8, 2).Bits(16, 0x2b72)
            .Bits(11, 0x2b7).Bits(5, 5).Bits(1, 1).Bits(4, 3).ToArray();

        AudioConfig config = AudioSpecificConfig.Parse(bytes);

        Assert.Equal(("HE-AAC 48000 Hz 5.1", 6, "AACH"), (config.Description, config.Channels, config.FourCC));
    }

    [Fact]
    public void Parse_AnyBytes_GivesAConfigOrMssException() =>
        Gen.Byte.Array[0, 40].Sample(bytes =>
        {
            try
            {
                AudioConfig config = AudioSpecificConfig.Parse(bytes);
                Assert.InRange(config.SamplingRate, 4_000, 192_000);
                Assert.InRange(config.Channels, 1, 100);
                Assert.InRange(config.SamplesPerFrame, 960, 2048);
            }
            catch (MssException)
            {
                // The other allowed outcome.
            }
        });
}

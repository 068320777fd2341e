using MssTools.Core.Bits;
using MssTools.Core.Codecs;
using MssTools.Core.Codecs.Aac;
using MssTools.Core.Codecs.Avc;
using MssTools.Core.Iso;
using Xunit;

namespace MssTools.Core.Tests.Iso;

public class SampleEntryTests
{
    // reserved, data_reference_index, reserved, 320 x 180, 72 dpi, frame_count 1, compressor name, depth 24, -1
    private const string Visual =
        "000000000000" + "0001" + "00000000000000000000000000000000" + "014000b4" + "0048000000480000" + "00000000" +
        "0001" + "044c617663000000000000000000000000000000000000000000000000000000" + "0018ffff";

    private const string AvcC = "0000001e" + "61766343" + "0142c01eff" + "e100076742000af841a2" + "01000468ce3880";

    // reserved, data_reference_index, version, revision, vendor, 2 channels, 16 bits, compression, packet size, 48 kHz
    private const string Sound = "000000000000" + "0001" + "VVVV" + "0000" + "00000000" + "00020010" + "0000" + "0000" + "bb800000";
    private const string Esds =
        "00000030" + "65736473" + "00000000" +
        "038080801f" + "000200" +                         // ES_Descriptor, its length in four bytes; ES_ID 2, no flags
        "0480808014" + "40" + "15000000" + "00007e5f00007e5f" + // DecoderConfigDescriptor: MPEG-4 audio
        "0580808002" + "1190" +                           // AudioSpecificConfig: AAC-LC, 48 kHz, stereo
        "060102";                                         // SLConfigDescriptor

    [Theory]
    [InlineData("avc1")]
    [InlineData("avc3")]
    public void Read_AvcC_GivesItsConfiguration(string type)
    {
        SampleEntry entry = SampleEntry.Read(BoxBuilder.Content(type, Visual + "0000000c70617370" + "00000001" + AvcC), 0);

        var video = Assert.IsType<AvcConfig>(entry.Header.Config);
        Assert.Equal((128, 96), (video.Width, video.Height)); // as the SPS says
        Assert.Equal(4, entry.Header.UnitLengthSize);
    }

    [Theory]
    [InlineData(0, "0000", "")]
    [InlineData(0, "0001", "00000400000000000000000000000002")] // QuickTime: samples per packet, bytes per ...
    [InlineData(0, "0002", "0000004840e77000000000000000000200007f00000000000000000000000000000004" + "00")] // ..., 48000.0
    [InlineData(1, "0001", "")] // ISO: AudioSampleEntryV1 has no such fields
    public void Read_AnyVersionOfSoundDescription_FindsTheEsds(byte stsdVersion, string version, string extra)
    {
        SampleEntry entry = SampleEntry.Read(
            BoxBuilder.Content("mp4a", Sound.Replace("VVVV", version, StringComparison.Ordinal) + Pad(extra, version) + Esds), stsdVersion);

        var audio = Assert.IsType<AacConfig>(entry.Header.Config);
        Assert.Equal((48_000, 2), (audio.SamplingRate, audio.Channels));
        Assert.Null(entry.Header.UnitLengthSize);
    }

    // Found by fuzzing publishing points.
    [Theory]
    [InlineData("avc1")]
    [InlineData("mp4a")]
    public void Read_EntryThatEndsWithinItsFields_IsMalformed(string type)
    {
        MssException failure = Assert.Throws<MssException>(() => SampleEntry.Read(BoxBuilder.Content(type, Sound.Replace("VVVV", "0002", StringComparison.Ordinal)), 0));

        Assert.Equal(MssError.MalformedInput, failure.Code);
    }

    [Fact]
    public void Read_EsdsInWave_IsFound()
    {
        string wave = "00000050" + "77617665" + "0000000c" + "66726d61" + "6d703461" + "0000000c" + "6d703461" + "00000000" + Esds;

        SampleEntry entry = SampleEntry.Read(
            BoxBuilder.Content("mp4a", Sound.Replace("VVVV", "0000", StringComparison.Ordinal) + wave), 0);

        Assert.Equal("AACL", entry.Header.Config?.FourCC);
    }

    [Theory]
    [InlineData("encv", "encrypted")]
    [InlineData("enca", "encrypted")]
    [InlineData("hvc1", "'hvc1' (HEVC)")]
    [InlineData("ac-3", "'ac-3' (AC-3)")]
    [InlineData("Opus", "'Opus' (Opus)")]
    public void Read_OtherCodec_IsUnsupportedByName(string type, string said)
    {
        MssException failure = Assert.Throws<MssException>(() => SampleEntry.Read(BoxBuilder.Content(type, Visual), 0));

        Assert.Equal(MssError.Unsupported, failure.Code);
        Assert.Contains(said, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("40", true)]
    [InlineData("66", true)]
    [InlineData("67", true)]
    [InlineData("68", true)]
    [InlineData("6b", false)] // MP3
    [InlineData("a5", false)] // AC-3
    public void Esds_ObjectType_TellsAac(string objectType, bool isAac) => Assert.Equal(
        isAac,
        CodecRegistry.OfObjectType(EsdsBox.Read(new ByteReader(
            Convert.FromHexString("00000000" + "0316" + "000200" + "0411" + objectType + "15000000" + "00007e5f00007e5f" + "0502" + "1190"),
            "esds")).ObjectTypeIndication) is AacCodec);

    [Theory]
    [InlineData("03808080" + "80" + "000200")]  // four length bytes, all with a successor: taken as they are, then too few bytes
    [InlineData("0322" + "000200" + "0414")]    // lengths beyond the end
    [InlineData("0414" + "40")]                 // DecoderConfigDescriptor without its parent
    public void Esds_BrokenDescriptors_AreMalformed(string descriptors) => Assert.Equal(
        MssError.MalformedInput,
        Assert.Throws<MssException>(() => EsdsBox.Read(new ByteReader(Convert.FromHexString("00000000" + descriptors), "esds"))).Code);

    [Fact]
    public void Stsd_CountBeyondEntries_IsMalformed() => Assert.Equal(
        MssError.MalformedInput,
        Assert.Throws<MssException>(() => StsdBox.Read(BoxBuilder.Content("stsd", "00000000" + "00000002" + "00000085" + "61766331" + Visual + AvcC))).Code);

    // Version 2 has 36 bytes; the table above spells the ones that are not zero.
    private static string Pad(string extra, string version) => version == "0002" ? extra.PadRight(72, '0')[..72] : extra;
}

using MssTools.Core.Codecs.Aac;
using MssTools.Core.Codecs.Avc;
using MssTools.Core.Inputs.Iso;
using MssTools.Core.Iso;
using Xunit;

namespace MssTools.Core.Tests.Iso;

/// <summary>What is written in front of fragments.</summary>
public class InitSegmentTests
{
    private const string Baseline = "00000001" + "6742c01eda0280bfe5c04400000fa40003a98238" + "00000001" + "68ce3c80";

    private static readonly AacConfig s_sound = new("AACL", Convert.FromHexString("1190"), 48_000, 2, 1024, "");

    [Fact]
    public void Ftyp_IsThatOfTheSpecification() => Assert.Equal(
        "00000018" + "66747970" + "69736d6c" + "00000001" + "70696666" + "69736f32", Hex(InitSegment.WriteFtyp));

    [Fact]
    public void Mfra_Empty_HasEightBytes() => Assert.Equal("00000008" + "6d667261", Hex(MfraBox.WriteEmpty));

    [Fact]
    public void Mfra_TwoFragments_LeadsToThem() => Assert.Equal(
        "00000056" + "6d667261"
            + "0000003e" + "74667261" + "01000000" + "00000002" + "00000000" + "00000002"
            + "0000000000000000" + "0000000000000300" + "010101"
            + "0000000001312d00" + "0000000000100000" + "010101"
            + "00000010" + "6d66726f" + "00000000" + "00000056",
        Hex(writer => MfraBox.Write(
            writer, [new(2, [new MfraEntry(0, 0x300), new MfraEntry(20_000_000, 0x100000)])])));

    [Fact]
    public void Esds_Aac_IsThatOfMp4Files() => Assert.Equal(
        "00000033" + "65736473" + "00000000"
            + "0380808022" + "0000" + "00"
            + "0480808014" + "40" + "15" + "000000" + "00000000" + "00000000"
            + "0580808002" + "1190"
            + "0680808001" + "02",
        Hex(new EsdsBox(0x40, s_sound.PrivateData).Write));

    [Fact]
    public void Mdhd_Language_IsPacked() => Assert.Equal(
        "0000002c" + "6d646864" + "01000000" + "0000000000000000" + "0000000000000000" + "00989680" + "0000000000000000" + "1a41" + "0000",
        Hex(writer => new MdhdBox(10_000_000, "fra").Write(writer, 0)));

    [Theory]
    [InlineData(Baseline, "0142c01effe10014" + "6742c01eda0280bfe5c04400000fa40003a98238" + "010004" + "68ce3c80")]
    [InlineData(
        "00000001" + "67640015acd941b0968400000fa40003a983c58b6580" + "00000001" + "68ebe3cb22c0",
        "01640015ffe10016" + "67640015acd941b0968400000fa40003a983c58b6580" + "010006" + "68ebe3cb22c0" + "fdf8f800")]
    public void AvcC_IsMadeOfPrivateData(string privateData, string record) => Assert.Equal(
        record, Convert.ToHexString(AvcConfigurationRecord.Write(Convert.FromHexString(privateData))), ignoreCase: true);

    [Fact]
    public void Moov_ReadAgain_SaysTheSame()
    {
        AvcConfig picture = Picture();
        var writer = new BoxWriter();
        InitSegment.WriteMoov(writer, [new TrakBox(1, picture, 10_000_000), new TrakBox(2, s_sound, 10_000_000, "fra")]);

        var moov = new BoxReader(writer.Written.Span, "file");
        Assert.True(moov.Read());
        Movie movie = Movie.Read(new BoxContent(moov.Type, moov.Content.ToArray(), moov.ContentOrigin), writer.Length);

        Assert.Equal([1, 2], movie.Tracks.Select(track => track.Id));
        Assert.All(movie.Tracks, track => Assert.Equal(10_000_000u, track.Media.Timescale));
        Assert.True(movie.Tracks[0].Entries[0].Header.Config!.IsSameAs(picture));
        Assert.True(movie.Tracks[1].Entries[0].Header.Config!.IsSameAs(s_sound));
        Assert.Equal("fra", movie.Tracks[1].Content.Language);
    }

    private static AvcConfig Picture() => new(Convert.FromHexString(Baseline), 640, 360, "");

    private static string Hex(Action<BoxWriter> write)
    {
        var writer = new BoxWriter();
        write(writer);
        return Convert.ToHexStringLower(writer.Written.Span);
    }
}

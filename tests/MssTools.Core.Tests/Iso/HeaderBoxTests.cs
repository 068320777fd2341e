using MssTools.Core.Bits;
using MssTools.Core.Iso;
using Xunit;

namespace MssTools.Core.Tests.Iso;

/// <summary>The boxes of moov that hold one thing each.</summary>
public class HeaderBoxTests
{
    [Theory]
    [InlineData("00000000" + "e1f1a1b1" + "e1f1a1b2" + "000003e8" + "00015f90", 1000, 90_000)]                         // version 0
    [InlineData("01000000" + "00000000e1f1a1b1" + "00000000e1f1a1b2" + "0000ac44" + "0000000100000002", 44_100, 0x1_0000_0002)]
    public void Mvhd_EitherVersion_GivesTimescaleAndDuration(string content, uint timescale, ulong duration) =>
        Assert.Equal(new MvhdBox(timescale, duration), MvhdBox.Read(Fields("mvhd", content)));

    [Theory]
    [InlineData("00000007" + "e1f1a1b1" + "e1f1a1b2" + "00000102", 258, true)]                  // enabled, in movie, in preview
    [InlineData("01000006" + "00000000e1f1a1b1" + "00000000e1f1a1b2" + "00000003", 3, false)]   // version 1, not enabled
    public void Tkhd_EitherVersion_GivesNumberAndFlag(string content, int trackId, bool enabled) =>
        Assert.Equal(new TkhdBox(trackId, enabled), TkhdBox.Read(Fields("tkhd", content)));

    [Theory]
    [InlineData("00000000" + "e1f1a1b1" + "e1f1a1b2" + "0000bb80" + "00023100" + "55c40000", 48_000)]
    [InlineData("01000000" + "00000000e1f1a1b1" + "00000000e1f1a1b2" + "00989680" + "0000000100000002" + "55c40000", 10_000_000)]
    public void Mdhd_EitherVersion_GivesTimescale(string content, uint timescale) =>
        Assert.Equal(timescale, MdhdBox.Read(Fields("mdhd", content)).Timescale);

    [Theory]
    [InlineData("00000000" + "e1f1a1b1" + "e1f1a1b2" + "0000bb80" + "00002710" + "1a410000", "fra")]
    [InlineData("00000000" + "e1f1a1b1" + "e1f1a1b2" + "0000bb80" + "00002710" + "1a450000", "fra")] // fre
    [InlineData("00000000" + "e1f1a1b1" + "e1f1a1b2" + "0000bb80" + "00002710" + "55c40000", null)] // und
    [InlineData("00000000" + "e1f1a1b1" + "e1f1a1b2" + "0000bb80" + "00002710" + "00010000", null)] // French on a Macintosh
    [InlineData("00000000" + "e1f1a1b1" + "e1f1a1b2" + "0000bb80" + "00002710" + "7fff0000", null)] // unspecified
    [InlineData("00000000" + "e1f1a1b1" + "e1f1a1b2" + "0000bb80", null)]                           // cut off
    [InlineData("01000000" + "00000000e1f1a1b1" + "00000000e1f1a1b2" + "0000bb80" + "0000000000002710" + "15c70000", "eng")]
    public void Mdhd_Language_IsThreeLettersOrNothing(string content, string? language) =>
        Assert.Equal(language, MdhdBox.Read(Fields("mdhd", content)).Language);

    [Theory]
    [InlineData("00000000" + "75726e00" + "6d61696e00", "urn", "main")]
    [InlineData("00000000" + "75726e00" + "6d61696e", "urn", "main")] // ends with the box
    [InlineData("00000000" + "75726e", "urn", "")]
    public void Kind_Texts_EndWithZeroOrTheBox(string content, string scheme, string value) =>
        Assert.Equal(new KindBox(scheme, value), KindBox.Read(Fields("kind", content)));

    [Theory]
    [InlineData("00000000")] // would divide by zero
    [InlineData("3b9aca01")] // one more than nanoseconds
    public void Mdhd_TimescaleOutOfRange_IsMalformed(string timescale)
    {
        MssException failure = Assert.Throws<MssException>(
            () => MdhdBox.Read(Fields("mdhd", "00000000" + "e1f1a1b1" + "e1f1a1b2" + timescale)));

        Assert.Equal(MssError.MalformedInput, failure.Code);
    }

    [Fact]
    public void Tkhd_TrackZero_IsMalformed() => Assert.Equal(
        MssError.MalformedInput,
        Assert.Throws<MssException>(() => TkhdBox.Read(Fields("tkhd", "00000007" + "e1f1a1b1" + "e1f1a1b2" + "00000000"))).Code);

    [Fact]
    public void Hdlr_QuickTime_GivesTheHandlerBehindTheComponentType() =>
        Assert.Equal(HdlrBox.Soun, HdlrBox.Read(Fields("hdlr", "00000000" + "6d686c72" + "736f756e" + "6170706c")).HandlerType);

    [Fact]
    public void Elst_Version0_GivesEmptyAndNormalEdits()
    {
        ElstBox box = ElstBox.Read(Fields(
            "elst",
            "00000000" + "00000002" +
            "000000c8" + "ffffffff" + "00010000" +  // 200 ticks of nothing
            "00000bb8" + "00000400" + "00010000")); // 3000 ticks from 1024 on

        Assert.Equal([new ElstBox.Edit(200, -1), new ElstBox.Edit(3000, 1024)], box.Edits);
        Assert.Equal([true, false], box.Edits.Select(edit => edit.IsEmpty));
    }

    [Fact]
    public void Elst_Version1_Gives64Bits() => Assert.Equal(
        [new ElstBox.Edit(0x1_0000_0001, 0x2_0000_0003)],
        ElstBox.Read(Fields("elst", "01000000" + "00000001" + "0000000100000001" + "0000000200000003" + "00010000")).Edits);

    [Fact]
    public void Elst_MoreEditsThanBytes_IsMalformed() => Assert.Equal(
        MssError.MalformedInput,
        Assert.Throws<MssException>(() => ElstBox.Read(Fields("elst", "00000000" + "10000000" + "0000000a" + "00000005" + "00010000"))).Code);

    [Fact]
    public void Trex_GivesAllDefaults() => Assert.Equal(
        new TrexBox(2, 1, 1024, 77, 0x01010000),
        TrexBox.Read(Fields("trex", "00000000" + "00000002" + "00000001" + "00000400" + "0000004d" + "01010000")));

    [Theory]
    [InlineData("00000000" + "0000afc8", 45_000)]
    [InlineData("01000000" + "000000010000afc8", 0x1_0000_afc8)]
    public void Mehd_EitherVersion_GivesDuration(string content, ulong duration) =>
        Assert.Equal(duration, MehdBox.Read(Fields("mehd", content)).FragmentDuration);

    [Theory]
    [InlineData("00000000" + "ffff0001", 0xffff_0001)]
    [InlineData("01000000" + "0000000861c46800", 36_000_000_000)]
    [InlineData("01000000" + "fffffffffffcbeab", -213_333)] // AAC priming
    public void Tfdt_EitherVersion_GivesTime(string content, long time) =>
        Assert.Equal(time, TfdtBox.Read(Fields("tfdt", content)).BaseMediaDecodeTime);

    [Fact]
    public void Tfhd_AllFields_GivesThem() => Assert.Equal(
        new TfhdBox(2, 0x1_0000_0010, 1024, 77, 0x02000000, true, 3),
        TfhdBox.Read(Fields(
            "tfhd",
            "0002003b" + "00000002" + "0000000100000010" + "00000003" + "00000400" + "0000004d" + "02000000")));

    private static ByteReader Fields(string name, string hex) => new(Convert.FromHexString(hex), name);
}

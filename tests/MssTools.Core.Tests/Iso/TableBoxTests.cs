using MssTools.Core.Iso;
using Xunit;

namespace MssTools.Core.Tests.Iso;

/// <summary>The boxes of stbl.</summary>
public class TableBoxTests
{
    [Fact]
    public void Stts_GivesRunsAndTheirSum()
    {
        SttsBox box = SttsBox.Read(BoxBuilder.Content("stts", "00000000" + "00000002" + "00000003" + "00000200" + "00000001" + "000001ff"));

        Assert.Equal((2, 3u, 512u, 1u, 511u), (box.Rows.Count, box.SampleCount(0), box.SampleDelta(0), box.SampleCount(1), box.SampleDelta(1)));
        Assert.Equal(2047, box.TotalDuration(long.MaxValue));
        Assert.Equal(2000, box.TotalDuration(2000));
    }

    [Theory]
    [InlineData("00000000")] // by the letter unsigned; QuickTime writes negative offsets all the same
    [InlineData("01000000")]
    public void Ctts_EitherVersion_GivesSignedOffsets(string header)
    {
        CttsBox box = CttsBox.Read(BoxBuilder.Content("ctts", header + "00000002" + "00000002" + "00000400" + "00000005" + "fffffe00"));

        Assert.Equal((2u, 1024, 5u, -512), (box.SampleCount(0), box.SampleOffset(0), box.SampleCount(1), box.SampleOffset(1)));
    }

    [Fact]
    public void Stsc_GivesRuns()
    {
        StscBox box = StscBox.Read(BoxBuilder.Content(
            "stsc", "00000000" + "00000002" + "00000001" + "0000001a" + "00000001" + "00000005" + "00000011" + "00000002"));

        Assert.Equal((5u, 17u, 2u), (box.FirstChunk(1), box.SamplesPerChunk(1), box.SampleDescriptionIndex(1)));
    }

    [Theory]
    [InlineData("stsz", "00000000" + "00000007" + "00000005", new uint[] { 7, 7, 7, 7, 7 })]
    [InlineData("stsz", "00000000" + "00000000" + "00000003" + "00010203" + "00000004" + "00000005", new uint[] { 66_051, 4, 5 })]
    [InlineData("stz2", "00000000" + "00000010" + "00000002" + "01020304", new uint[] { 258, 772 })]
    [InlineData("stz2", "00000000" + "00000008" + "00000003" + "0102fe", new uint[] { 1, 2, 254 })]
    [InlineData("stz2", "00000000" + "00000004" + "00000003" + "12f0", new uint[] { 1, 2, 15 })]
    public void Stsz_AnyWidth_GivesSizesAndTheirSum(string type, string content, uint[] sizes)
    {
        StszBox box = StszBox.Read(BoxBuilder.Content(type, content));

        Assert.Equal(sizes, Enumerable.Range(0, (int)box.SampleCount).Select(i => box.SizeOf(i)));
        Assert.Equal(sizes.Sum(size => size), box.TotalSize());
    }

    [Theory]
    [InlineData("stsz", "00000000" + "00000000" + "00000003" + "00010203" + "00000004")]
    [InlineData("stsz", "00000000" + "00000000" + "ffffffff" + "00010203")]
    [InlineData("stz2", "00000000" + "00000020" + "00000001" + "00010203")]
    [InlineData("stz2", "00000000" + "00000004" + "00000003" + "12")]
    public void Stsz_TooFewBytesOrOddWidth_IsMalformed(string type, string content) => Assert.Equal(
        MssError.MalformedInput, Assert.Throws<MssException>(() => StszBox.Read(BoxBuilder.Content(type, content))).Code);

    [Theory]
    [InlineData("stco", "00000000" + "00000002" + "00000030" + "fffffff0", 0xffff_fff0)]
    [InlineData("co64", "00000000" + "00000002" + "0000000000000030" + "0000000200000001", 0x2_0000_0001)]
    public void Stco_EitherWidth_GivesOffsets(string type, string content, long second)
    {
        StcoBox box = StcoBox.Read(BoxBuilder.Content(type, content));

        Assert.Equal((2, 48, second), (box.Rows.Count, box.ChunkOffset(0), box.ChunkOffset(1)));
    }

    [Fact]
    public void Stss_GivesNumbers() =>
        Assert.Equal(26u, StssBox.Read(BoxBuilder.Content("stss", "00000000" + "00000002" + "00000001" + "0000001a")).SampleNumber(1));

    [Fact]
    public void Table_MoreRowsThanBytes_IsMalformedAndSaysWhere()
    {
        MssException failure = Assert.Throws<MssException>(
            () => StssBox.Read(BoxBuilder.Content("stss", "00000000" + "00000003" + "00000001" + "0000001a")));

        Assert.Equal(MssError.MalformedInput, failure.Code);
        Assert.StartsWith("stss at 1008: count 3 needs 12 bytes, 8 are left", failure.Message, StringComparison.Ordinal);
    }
}

using MssTools.Core.Exports;
using MssTools.Core.Iso;
using MssTools.Core.Stored;
using MssTools.Core.Tests.Stored;
using Xunit;

namespace MssTools.Core.Tests.Exports;

public class SampleTablesTests
{
    private static readonly TestFragment s_fragment = new()
    {
        Samples = [new TestSample(40, [1, 2, 3], SampleFlags.Sync, Offset: 80), new TestSample(40, [4, 5], SampleFlags.NonSync, Offset: 40)],
    };

    [Fact]
    public void Write_TwoFragments_AreTheseBytes()
    {
        SampleTables tables = Tables((1000, 0), (1080, 5));
        var writer = new BoxWriter();

        tables.Write(writer, media: 0x100, isWide: false);

        Assert.Equal(
            "0000001873747473" + "00000000" + "00000001" + "00000004" + "00000028"
            + "0000003063747473" + "00000000" + "00000004" + "0000000100000050" + "0000000100000028" + "0000000100000050" + "0000000100000028"
            + "0000001873747373" + "00000000" + "00000002" + "00000001" + "00000003"
            + "0000001C73747363" + "00000000" + "00000001" + "00000001" + "00000002" + "00000001"
            + "000000247374737A" + "00000000" + "00000000" + "00000004" + "00000003" + "00000002" + "00000003" + "00000002"
            + "000000187374636F" + "00000000" + "00000002" + "00000100" + "00000105",
            Convert.ToHexString(writer.Written.Span));
        Assert.Equal((1000, 1080, 1200, 160), (tables.Start, tables.FirstShown, tables.LastShown, tables.Duration));
    }

    [Fact]
    public void Write_Wide_HasPlacesOf64Bits()
    {
        var writer = new BoxWriter();

        Tables((0, 0)).Write(writer, media: 0x1_0000_0000, isWide: true);

        Assert.EndsWith("00000018636F3634" + "00000000" + "00000001" + "0000000100000000", Convert.ToHexString(writer.Written.Span), StringComparison.Ordinal);
    }

    // The sample in front of a gap lasts until what follows; one that overlaps is cut.
    [Theory]
    [InlineData(1200, "00000003" + "00000001" + "00000028" + "00000001" + "000000A0" + "00000002" + "00000028")]
    [InlineData(1060, "00000003" + "00000001" + "00000028" + "00000001" + "00000014" + "00000002" + "00000028")]
    public void Write_NextBeginsElsewhere_LastOneLastsUntilThen(long second, string expected)
    {
        var writer = new BoxWriter();

        Tables((1000, 0), (second, 5)).Write(writer, 0, isWide: false);

        Assert.StartsWith("0000002873747473" + "00000000" + expected, Convert.ToHexString(writer.Written.Span), StringComparison.Ordinal);
    }

    [Fact]
    public void Add_GapLongerThanATableTells_IsUnsupported() =>
        Assert.Equal(MssError.Unsupported, Assert.Throws<MssException>(() => Tables((0, 0), (0x1_0000_0100, 5))).Code);

    [Fact]
    public void Add_SamplesLeaveTheMdat_IsMalformed() => Assert.Equal(
        MssError.MalformedInput, Assert.Throws<MssException>(() => new SampleTables("'video'").Add(Fragment(), 0, 0, length: 4)).Code);

    private static SampleTables Tables(params (long Time, long Place)[] fragments)
    {
        var tables = new SampleTables("'video'");
        foreach ((long time, long place) in fragments)
        {
            tables.Add(Fragment(), time, place, length: 5);
        }

        return tables;
    }

    private static StoredFragment Fragment() => StoredFragment.Read(new MemoryBytes("f", s_fragment.Build()));
}

using MssTools.Core.Bits;
using MssTools.Core.Iso;
using Xunit;

namespace MssTools.Core.Tests.Iso;

public class TfxdBoxTests
{
    // 2 s fragment that starts at 1 h, in 10 MHz ticks: 36,000,000,000 and 20,000,000.
    private const string OneHour =
        "0000002c" + "75756964" + "6d1d9b0542d544e680e2141daff757b2" + // size 44, 'uuid', tfxd
        "01000000" + "0000000861c46800" + "0000000001312d00";          // version 1, time, duration

    [Fact]
    public void Write_OneHourIn_MatchesMsSstr2244Layout()
    {
        var writer = new BoxWriter();

        new TfxdBox(36_000_000_000, 20_000_000).Write(writer);

        Assert.Equal(OneHour, Convert.ToHexStringLower(writer.Written.Span));
    }

    [Fact]
    public void Write_InsideTraf_ParentAndChildEachHoldTheirOwnSize()
    {
        var writer = new BoxWriter(capacity: 1);

        using (writer.Box(BoxTypes.Traf))
        {
            new TfxdBox(0, 1).Write(writer);
        }

        Assert.Equal("00000034" + "74726166" + "0000002c" + "75756964", Convert.ToHexStringLower(writer.Written.Span[..16]));
    }

    [Theory]
    [InlineData("01000000" + "0000000861c46800" + "0000000001312d00", 36_000_000_000, 20_000_000)]
    [InlineData("00000000" + "61c46800" + "01312d00", 1_640_261_632, 20_000_000)]
    public void Read_EitherVersion_GivesTimeAndDuration(string content, ulong time, ulong duration)
    {
        TfxdBox box = TfxdBox.Read(new ByteReader(Convert.FromHexString(content), "tfxd"));

        Assert.Equal(new TfxdBox(time, duration), box);
    }
}

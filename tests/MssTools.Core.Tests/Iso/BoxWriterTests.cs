using CsCheck;
using MssTools.Core.Iso;
using Xunit;

namespace MssTools.Core.Tests.Iso;

public class BoxWriterTests
{
    [Fact]
    public void Write_EachField_IsBigEndian()
    {
        var writer = new BoxWriter(capacity: 1);

        writer.WriteByte(0x01);
        writer.WriteUInt16(0x0203);
        writer.WriteUInt32(0x04050607);
        writer.WriteUInt64(0x08090a0b0c0d0e0f);
        writer.WriteBytes([0x10, 0x11]);

        Assert.Equal("01" + "0203" + "04050607" + "08090a0b0c0d0e0f" + "1011", Hex(writer));
    }

    [Fact]
    public void Box_WithinABox_EachGetsItsOwnSize()
    {
        var writer = new BoxWriter();

        using (writer.Box(BoxTypes.Moof))
        {
            using (writer.FullBox(BoxTypes.Mfhd, version: 1, flags: 0x00f001))
            {
                writer.WriteByte(0xaa);
            }

            using (writer.Box(BoxTypes.Traf))
            {
            }
        }

        Assert.Equal(
            "0000001d" + "6d6f6f66" +                     // 8 + 13 + 8
            "0000000d" + "6d666864" + "0100f001" + "aa" + // version and flags share a word
            "00000008" + "74726166",
            Hex(writer));
    }

    [Fact]
    public void UuidBox_WritesTheGuidInTheOrderOfItsText()
    {
        var writer = new BoxWriter();

        using (writer.UuidBox(new Guid("00112233-4455-6677-8899-aabbccddeeff"), version: 1, flags: 2))
        {
        }

        Assert.Equal("0000001c" + "75756964" + "00112233445566778899aabbccddeeff" + "01000002", Hex(writer));
    }

    [Fact]
    public void Patch_AfterGrowth_FillsThePlaceholder()
    {
        var writer = new BoxWriter(capacity: 4);

        int place = writer.WritePlaceholder();
        writer.WriteUInt64(0x1111111111111111);
        writer.Patch(place, 0xcafe);

        Assert.Equal("0000cafe" + "1111111111111111", Hex(writer));
    }

    [Fact]
    public void Box_AnyNesting_IsReadBackAsItWasOpened() =>
        Gen.Int[0, 3].Array[0, 12].Sample(depths =>
        {
            var writer = new BoxWriter(1);
            Nest(writer, depths, 0);

            Assert.Equal(Count(depths), CountBoxes(new BoxReader(writer.Written.Span, "test")));
        });

    private static int Count(int[] depths) => depths.Sum(d => d + 1);

    private static void Nest(BoxWriter writer, int[] depths, int index)
    {
        if (index < depths.Length)
        {
            NestDeep(writer, depths[index]);
            Nest(writer, depths, index + 1);
        }
    }

    private static void NestDeep(BoxWriter writer, int depth)
    {
        using (writer.Box(BoxTypes.Traf))
        {
            if (depth > 0)
            {
                NestDeep(writer, depth - 1);
            }
        }
    }

    private static int CountBoxes(BoxReader boxes)
    {
        int count = 0;
        while (boxes.Read())
        {
            count += 1 + CountBoxes(boxes.Children);
        }

        return count;
    }

    private static string Hex(BoxWriter writer) => Convert.ToHexStringLower(writer.Written.Span);
}

using MssTools.Core.Inputs.Rtmp;
using Xunit;

namespace MssTools.Core.Tests.Inputs.Rtmp;

public class ChunkWriterTests
{
    [Fact]
    public void Write_LongerThanAChunk_IsCutWithTypeThreeHeaders()
    {
        var writer = new ChunkWriter();
        writer.SetChunkSize(2);
        writer.Clear();

        writer.Write(3, new RtmpMessage(RtmpMessageType.Command, 7, 0x010203, Convert.FromHexString("aabbccddee")));

        Assert.Equal("03" + "010203" + "000005" + "14" + "07000000" + "aabb" + "c3" + "ccdd" + "c3" + "ee", Hex(writer));
    }

    [Fact]
    public void Write_LateTimestamp_IsExtendedInEveryChunk()
    {
        var writer = new ChunkWriter();
        writer.SetChunkSize(2);
        writer.Clear();

        writer.Write(6, new RtmpMessage(RtmpMessageType.Video, 1, 0xFFFFFF, Convert.FromHexString("aabbcc")));

        Assert.Equal("06" + "ffffff" + "000003" + "09" + "01000000" + "00ffffff" + "aabb" + "c6" + "00ffffff" + "cc", Hex(writer));
    }

    [Theory]
    [InlineData(63, "3f")]
    [InlineData(64, "0000")]
    [InlineData(319, "00ff")]
    [InlineData(320, "010001")]
    [InlineData(65599, "01ffff")]
    public void Write_ChunkStreamId_TakesOneToThreeBytes(int id, string basicHeader)
    {
        var writer = new ChunkWriter();

        writer.Write(id, new RtmpMessage(RtmpMessageType.Audio, 1, 9, ReadOnlyMemory<byte>.Empty));

        Assert.Equal(basicHeader + "000009" + "000000" + "08" + "01000000", Hex(writer));
    }

    [Fact]
    public void Write_ControlMessages_AreTheseBytes()
    {
        var writer = new ChunkWriter();

        writer.WriteControl(RtmpMessageType.WindowAcknowledgementSize, 2_500_000);
        writer.WritePeerBandwidth(2_500_000);
        writer.WriteUserControl(UserControlEvent.StreamBegin, 1);
        writer.WriteUserControl(UserControlEvent.SetBufferLength, 1, 3000);

        Assert.Equal(
            "02" + "000000" + "000004" + "05" + "00000000" + "002625a0" +
            "02" + "000000" + "000005" + "06" + "00000000" + "002625a0" + "02" +
            "02" + "000000" + "000006" + "04" + "00000000" + "0000" + "00000001" +
            "02" + "000000" + "00000a" + "04" + "00000000" + "0003" + "00000001" + "00000bb8",
            Hex(writer));
    }

    private static string Hex(ChunkWriter writer) => Convert.ToHexStringLower(writer.Written.Span);
}

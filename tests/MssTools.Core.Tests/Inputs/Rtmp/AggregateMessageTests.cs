using CsCheck;
using MssTools.Core.Inputs.Flv;
using MssTools.Core.Inputs.Rtmp;
using Xunit;

namespace MssTools.Core.Tests.Inputs.Rtmp;

public class AggregateMessageTests
{
    [Fact]
    public void Split_TwoTags_AreMovedToTheMessagesTime()
    {
        const string Tags =
            "08" + "000002" + "0003e8" + "00" + "000000" + "af01" + "0000000d" +  // audio at 1000
            "09" + "000001" + "000410" + "00" + "000000" + "17" + "0000000c";     // video at 1040

        List<FlvTag> tags = Split(Tags, 5000);

        Assert.Equal([(FlvTagType.Audio, 5000u, "af01"), (FlvTagType.Video, 5040u, "17")], tags.Select(t => (t.Type, t.Timestamp, Convert.ToHexStringLower(t.Data.Span))));
    }

    [Theory]
    [InlineData("08" + "0000ff" + "000000" + "00" + "000000" + "af01")]
    [InlineData("08" + "0000")]
    public void Split_TagReachesOverTheEnd_GivesThoseBeforeAndSaysWhatIsLeft(string broken)
    {
        List<FlvTag> tags = Split("08" + "000002" + "0003e8" + "00" + "000000" + "af01" + "0000000d" + broken, 5000);

        Assert.Equal([(FlvTagType.Audio, "af01"), (FlvTagType.Damaged, broken)], tags.Select(t => (t.Type, Convert.ToHexStringLower(t.Data.Span))));
    }

    [Fact]
    public void Split_AnyBytes_GivesTags() => Gen.Byte.Array[0, 200].Sample(bytes =>
        AggregateMessage.Split(new RtmpMessage(RtmpMessageType.Aggregate, 1, 0, bytes)).Count() <= 200);

    private static List<FlvTag> Split(string hex, uint time) =>
        [.. AggregateMessage.Split(new RtmpMessage(RtmpMessageType.Aggregate, 1, time, Convert.FromHexString(hex)))];
}

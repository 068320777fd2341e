using MssTools.Core.Inputs.Flv;
using MssTools.Core.Inputs.Rtmp;
using Xunit;

namespace MssTools.Core.Tests.Inputs.Rtmp;

public class RecentTagsTests
{
    [Theory]
    [InlineData("hK...", "hK...")]
    [InlineData("h...K..", "hK..")]             // what cannot be decoded is not kept
    [InlineData("hK...K.", "hK...K.")]          // half a second is kept, from a keyframe on
    [InlineData("hK...K..", "hK..")]
    [InlineData("hKKKKKK", "hKKK")]
    [InlineData("hK..H..", "hK..H..")]          // another header stays where it was
    [InlineData("hK...K.H.K..", "HK..")]
    [InlineData("", "")]
    [InlineData("h", "h")]
    public void FromFirstKeyframe_Video_CoversHalfASecondFromAKeyframeOn(string sent, string expected)
    {
        var recent = new RecentTags();
        var letters = new Dictionary<ReadOnlyMemory<byte>, char>();
        uint time = 0;
        foreach (char letter in sent) // each picture is 250 ms
        {
            FlvTag tag = letter is 'h' or 'H' ? Tags.VideoHeader(time) : Tags.Video(time, letter == 'K');
            letters[tag.Data] = letter;
            recent.Add(tag);
            time += tag.IsSequenceHeader ? 0u : 250;
        }

        Assert.Equal(expected, string.Concat(recent.FromFirstKeyframe().Select(t => letters[t.Data])));
    }

    [Fact]
    public void FromFirstKeyframe_SoundAlone_CoversTheLastHalfSecond()
    {
        var recent = new RecentTags();
        recent.Add(Tags.AudioHeader(0));
        for (uint time = 0; time <= 60_000; time += 20)
        {
            recent.Add(Tags.Audio(time));
        }

        List<FlvTag> kept = [.. recent.FromFirstKeyframe()];
        Assert.True(kept[0].IsSequenceHeader);
        Assert.InRange(60_000 - kept[1].Timestamp, 500u, 1000u);
    }

    [Fact]
    public void Add_GopWithoutEnd_IsGivenUpUntilTheNext()
    {
        var recent = new RecentTags();
        recent.Add(Tags.VideoHeader(0));
        recent.Add(Tags.Video(0, isKey: true, 5_000_000));
        recent.Add(Tags.Video(40, isKey: false, 5_000_000));
        Assert.True(Assert.Single(recent.FromFirstKeyframe()).IsSequenceHeader);

        recent.Add(Tags.Video(80, isKey: false));
        recent.Add(Tags.Video(120, isKey: true));

        Assert.Equal([0u, 120], recent.FromFirstKeyframe().Select(t => t.Timestamp));
    }

    [Fact]
    public void FromFirstKeyframe_Metadata_ComeFirstAndMoveNothing()
    {
        FlvTag metadata = Tags.Metadata(0, "onMetaData", videoCodec: 7);
        FlvTag later = Tags.Metadata(0, "onMetaData", videoCodec: 7);
        var recent = new RecentTags();
        recent.Add(metadata);
        recent.Add(Tags.VideoHeader(600_000));
        recent.Add(Tags.Video(600_000, isKey: true));
        recent.Add(later);
        recent.Add(Tags.Video(601_000, isKey: true));
        recent.Add(Tags.Metadata(601_040, "onTextData", videoCodec: 7));
        recent.Add(Tags.Metadata(601_040, "onMetaData", videoCodec: 7, padding: 70_000));

        List<FlvTag> kept = [.. recent.FromFirstKeyframe()];
        Assert.Equal(later.Data, kept[0].Data);
        Assert.Equal([600_000u, 600_000, 601_000], kept[1..].Select(tag => tag.Timestamp));
    }
}

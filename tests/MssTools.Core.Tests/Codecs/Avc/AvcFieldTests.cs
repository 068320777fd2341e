using CsCheck;
using MssTools.Core.Codecs.Avc;
using Xunit;

namespace MssTools.Core.Tests.Codecs.Avc;

public class AvcFieldTests
{
    private static readonly AvcSequenceParameterSet s_fields = AvcSequenceParameterSet.Parse(Convert.FromHexString("674d001ef4c9"));
    private static readonly AvcSequenceParameterSet s_frames = AvcSequenceParameterSet.Parse(Convert.FromHexString("6742000af841a2"));

    [Theory]
    [InlineData("6588850210", 0u, false)] // first_mb 0, I, PPS 0, frame_num 0, field, top
    [InlineData("61888628", 0u, true)]
    [InlineData("61888c48", 1u, false)]
    [InlineData("61888e68", 1u, true)]
    public void Of_SliceOfAField_TellsItsFrameAndParity(string slice, uint frame, bool isBottom) =>
        Assert.Equal(new AvcField(frame, isBottom), AvcField.Of(Convert.FromHexString(slice), s_fields));

    [Theory]
    [InlineData("618888")] // field_pic_flag is 0
    [InlineData("61")]     // cut off
    public void Of_SliceOfAFrame_IsNull(string slice) => Assert.Null(AvcField.Of(Convert.FromHexString(slice), s_fields));

    [Fact]
    public void Of_SequenceOfFramesOnly_IsNull() => Assert.Null(AvcField.Of(Convert.FromHexString("61888628"), s_frames));

    [Fact]
    public void Of_SequenceOfSeparatePlanes_IsNull() =>
        Assert.Null(AvcField.Of(Convert.FromHexString("61888628"), s_fields with { HasPlanes = true }));

    [Theory]
    [InlineData(3u, true, true)]
    [InlineData(3u, false, false)] // the same field again
    [InlineData(4u, true, false)]  // of the next frame
    public void Completes_ATopFieldOfFrameThree_WantsItsBottomField(uint frame, bool isBottom, bool completes)
    {
        var field = new AvcField(frame, isBottom);

        Assert.Equal(completes, field.Completes(new AvcField(3, false)));
        Assert.False(field.Completes(null));
    }

    [Fact]
    public void Of_AnyBytes_NeverFails() => Gen.Byte.Array[1, 20].Sample(bytes => AvcField.Of(bytes, s_fields) is null or { FrameNumber: < 16 });
}

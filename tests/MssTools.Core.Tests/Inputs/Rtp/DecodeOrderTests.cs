using MssTools.Core.Inputs.Rtp;
using MssTools.Core.Media;
using Xunit;
using static MssTools.Core.Tests.TestMedia;

namespace MssTools.Core.Tests.Inputs.Rtp;

public class DecodeOrderTests
{
    private static readonly Track s_video = Video(1000);

    [Theory]
    [InlineData(0, "0 40 80", "0 40 80")]
    [InlineData(1, "0 120 40 80 240 160 200", "-40 0 40 80 120 160 200")]
    [InlineData(2, "0 160 80 40 120 320 240", "-80 -40 0 40 80 120 160")]
    [InlineData(null, "0 120 40 80 240 160 200", "-40 0 40 80 120 160 200")] // seen from the pictures
    [InlineData(null, "0 40 80", "0 40 80")]
    [InlineData(2, "0", "0")]
    public void Push_PresentationTimes_AreSortedAndShifted(int? depth, string shown, string expected) =>
        Assert.Equal(expected, string.Join(' ', Run(depth, shown).Select(s => s.DecodeTime)));

    [Theory]
    [InlineData(1, "0 120 40 80 240 160 200")]
    [InlineData(0, "0 120 40 80 240 160 200 360 280 320")] // the SPS lies
    public void Push_AnyDepth_KeepsPresentationTimesAndNeverGoesBack(int depth, string shown)
    {
        List<Sample> samples = Run(depth, shown);

        Assert.Equal(shown, string.Join(' ', samples.Select(s => s.DecodeTime + s.CompositionOffset)));
        Assert.All(samples.Zip(samples.Skip(1)), pair => Assert.True(pair.Second.DecodeTime > pair.First.DecodeTime));
    }

    [Fact]
    public void Push_Gap_StartsAnewBehindIt() => Assert.Equal(
        "-40 0 40 9960 10000 10040", string.Join(' ', Run(1, "0 80 40 10000 10080 10040").Select(s => s.DecodeTime)));

    private static List<Sample> Run(int? depth, string shown)
    {
        var samples = new List<Sample>();
        var order = new DecodeOrder(samples.Add);
        order.SetDepth(depth);
        foreach (string time in shown.Split(' '))
        {
            order.Push(At(s_video, long.Parse(time, null), 0));
        }

        order.Flush();
        return samples;
    }
}

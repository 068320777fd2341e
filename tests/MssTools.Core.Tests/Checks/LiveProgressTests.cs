using System.Text;
using MssTools.Core.Checks;
using MssTools.Core.Manifests;
using Xunit;

namespace MssTools.Core.Tests.Checks;

public class LiveProgressTests
{
    // Starts in seconds; each lasts two.
    [Theory]
    [InlineData("video 0 2 4|audio 0 2 4", "video 0 2 4|audio 0 2 4", "")]
    [InlineData("video 0 2 4|audio 0 2 4", "video 0 2 4 6|audio 0 2 4 6", "")]
    [InlineData("video 0 2 4|audio 0 2 4", "video 2 4 6|audio 2 4 6", "MSS711 MSS711")]
    [InlineData("video 0 2 4|audio 0 2 4", "video 0 4 6|audio 0 2 4 6", "MSS709")]
    [InlineData("video 0 2 4|audio 0 2 4", "video 0 2|audio 0 2 4", "MSS709")]
    [InlineData("video 0 2 4|audio 0 2 4", "video|audio 0 2 4", "MSS709")]
    [InlineData("video 10 12 14", "video 0 2 4", "MSS709 MSS709 MSS709")]
    [InlineData("video 0 2 4", "video 0 2+1 4", "MSS708")]
    [InlineData("video 0 2 4", "video 0 3 4", "MSS709")]
    [InlineData("video 0|audio 0", "audio 0|video 0", "MSS710")]
    [InlineData("video 0|audio 0", "video 0", "MSS710")]
    [InlineData("video 0", "video 0 2 4 6 8 10", "MSS712")]
    [InlineData("video 0|audio 0", "video 0 2|audio 0 2", "")]
    [InlineData("video 0 2 4 6 8|audio 0 2", "video 0 2 4 6 8 10|audio 0 2", "MSS713")]
    public void CheckProgress_FromOneVersionToTheNext_FindsWhatIsWrong(string before, string now, string expected)
    {
        var findings = new Findings(new CheckDefinition(), "test");

        LiveManifest.CheckProgress(Read(before), Read(now), TimeSpan.FromSeconds(2), findings);

        Assert.Equal(expected, string.Join(' ', findings.Take().Select(f => f.Id)));
    }

    [Fact]
    public void CheckProgress_WindowThatIsStated_MayMove()
    {
        var findings = new Findings(new CheckDefinition(), "test");

        LiveManifest.CheckProgress(Read("video 0 2 4", window: 6), Read("video 2 4 6", window: 6), TimeSpan.FromSeconds(2), findings);

        Assert.Empty(findings.Take());
    }

    [Theory]
    [InlineData(7, false)]
    [InlineData(9, true)]
    public void IsStalled_ThreeLengthsAndABit_IsTheEdge(int seconds, bool expected) =>
        Assert.Equal(expected, LiveManifest.IsStalled(Read("video 0 2"), TimeSpan.FromSeconds(seconds)));

    private static PublishedManifest Read(string text, int window = 0)
    {
        var xml = new StringBuilder($"<SmoothStreamingMedia IsLive='TRUE' TimeScale='10' LookAheadFragmentCount='2' DVRWindowLength='{window * 10}'>");
        foreach (string index in text.Split('|'))
        {
            string[] words = index.Split(' ');
            xml.Append($"<StreamIndex Type='{words[0]}' Name='{words[0]}'><QualityLevel Bitrate='1'/>");
            foreach (string word in words.Skip(1))
            {
                int[] parts = [.. word.Split('+').Select(w => int.Parse(w, System.Globalization.CultureInfo.InvariantCulture))];
                xml.Append($"<c t='{parts[0] * 10}' d='{(parts.Length > 1 ? parts[1] : 2) * 10}'/>");
            }

            xml.Append("</StreamIndex>");
        }

        return ClientManifestReader.Read(Encoding.UTF8.GetBytes(xml.Append("</SmoothStreamingMedia>").ToString()), "test");
    }
}

using CsCheck;
using MssTools.Core.Media;
using MssTools.Core.Pipeline;
using Xunit;

namespace MssTools.Core.Tests.Pipeline;

public class KnownContentsTests
{
    private static readonly string[] s_names = ["audio", "audio_eng", "audio_fra", "audio_deu"];

    private static readonly Gen<List<Content>> s_some =
        Gen.Int[0, 3].Array[0, 4].Select(picks => Sounds(string.Join(' ', picks.Distinct().Select(i => s_names[i]))).ToList());

    // What is known, what came, and the known one that each of them is.
    [Theory]
    [InlineData("audio_eng", "audio_eng", "audio_eng")]
    [InlineData("audio", "audio_eng", "audio")]               // the encoder names it now
    [InlineData("audio_eng", "audio", "audio_eng")]           // or no longer
    [InlineData("audio_eng", "audio_fra", "audio_eng")]       // the only one, whatever it is called
    [InlineData("audio_eng", "audio_fra audio_eng", "- audio_eng")]
    [InlineData("audio_eng", "audio_fra audio_deu", "- -")]
    [InlineData("audio", "audio_eng audio_fra", "audio -")]
    [InlineData("audio_eng audio_fra", "audio", "audio_eng")]
    [InlineData("audio_eng audio_fra", "audio_fra", "audio_fra")]
    [InlineData("audio_eng audio_fra", "audio_deu", "-")]
    [InlineData("", "audio", "-")]
    public void Recognise_Sounds_AreTheKnownOnesWhereThatIsSure(string known, string came, string expected)
    {
        List<Content> all = [.. Sounds(came)];

        IEnumerable<string> found = all.Select(content => Sounds(known).ToList().Recognise(content, all)?.Name ?? "-");

        Assert.Equal(expected, string.Join(' ', found));
    }

    [Fact]
    public void Recognise_Pictures_AreNeverSound() => Assert.Null(new[] { Contents.Audio }.Recognise(Contents.Video, [Contents.Video]));

    [Fact]
    public void Recognise_Any_NoTwoAreTheSame() =>
        Gen.Select(s_some, s_some).Sample((known, came) =>
        {
            List<Content> found = [.. came.Select(content => known.Recognise(content, came)).OfType<Content>()];

            Assert.Equal(found.Count, found.Distinct().Count());
            Assert.All(found, content => Assert.Contains(content, known));
        });

    private static IEnumerable<Content> Sounds(string names) => names.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select(name => Contents.Sound(name == "audio" ? null : name[^3..]));
}

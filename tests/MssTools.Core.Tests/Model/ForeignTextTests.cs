using Xunit;

namespace MssTools.Core.Tests.Model;

public class ForeignTextTests
{
    [Theory]
    [InlineData("OBS 30.1 für Köln 😀 日本", "OBS 30.1 für Köln 😀 日本")]
    [InlineData("a\u001b[2Jb\a\n\t\u007f\u009bc", "a?[2Jb?????c")]      // C0, DEL, C1
    [InlineData("a\u202eb\u2066c\u200bd\ufeff\u00ad\u2028", "a?b?c?d???")] // direction, no width, line separator
    [InlineData("\U000e0041", "?")]                                      // a tag character, two chars
    public void Value_OfStrangers_HoldsNothingThatCommands(string text, string expected)
    {
        Assert.Equal(expected, ForeignText.Value(text));
        Assert.Equal(text == expected, ForeignText.IsFit(text));
    }

    [Fact] // of its own: attributes cannot hold them
    public void Value_HalvesOfSurrogatePairs_AreReplaced() => Assert.Equal("a?b?c?", ForeignText.Value("a\ud83db\udc00c\ud83d"));

    [Fact]
    public void Value_Long_IsCutBetweenCharacters()
    {
        Assert.Equal(new string('a', 255) + "…", ForeignText.Value(new string('a', 257)));
        Assert.Equal("a…", ForeignText.Value("a😀bc", longest: 3));
        Assert.False(ForeignText.IsFit(new string('a', 257)));
        Assert.True(ForeignText.IsFit(new string('a', 256)));
    }

    [Fact]
    public void Lines_KeepLineFeedsAlone() => Assert.Equal("a\nb?c", ForeignText.Lines("a\r\nb\u0085c", 2000));
}

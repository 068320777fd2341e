using MssTools.Core.Media;
using Xunit;

namespace MssTools.Core.Tests.Media;

public class LanguageCodeTests
{
    [Theory]
    [InlineData("fra", "fra")]
    [InlineData("fre", "fra")] // what broadcasters write
    [InlineData("FR", "fra")]
    [InlineData("fr-CA", "fra")]
    [InlineData("pt_BR", "por")]
    [InlineData("ger", "deu")]
    [InlineData(" eng ", "eng")]
    [InlineData("qaa", "qaa")] // reserved for local use: original sound, in several countries
    [InlineData("und", null)]
    [InlineData("   ", null)]
    [InlineData("xx", null)]
    [InlineData("e1g", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Parse_Code_IsIso6392T(string? code, string? expected) => Assert.Equal(expected, LanguageCode.Parse(code));
}

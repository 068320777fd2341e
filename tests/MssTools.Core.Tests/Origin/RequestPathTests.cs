using MssTools.Core.Origin;
using Xunit;

namespace MssTools.Core.Tests.Origin;

public class RequestPathTests
{
    [Theory]
    [InlineData("/", "")]
    [InlineData("/film/manifest.ismc", "film|manifest.ismc")]
    [InlineData("/film/manifest.ismc?x=/../y", "film|manifest.ismc")]
    [InlineData("/my%20film/manifest.ismc", "my film|manifest.ismc")]
    [InlineData("/film%20%C3%A4/a.txt", "film ä|a.txt")]
    [InlineData("http://example.org/film/a.txt", "film|a.txt")]
    [InlineData("http://example.org", "")]
    [InlineData("/film.ism/QualityLevels(1)/Fragments(video=0)", "film.ism|QualityLevels(1)|Fragments(video=0)")]
    [InlineData("/film.ism/QualityLevels%281%29/Fragments%28video%3D0%29", "film.ism|QualityLevels(1)|Fragments(video=0)")]
    [InlineData("/a..b/c.d", "a..b|c.d")]
    [InlineData("//film", "film")]
    [InlineData("/film//a///b", "film|a|b")]
    public void Parse_NamesOfFiles_GivesThem(string target, string expected) =>
        Assert.Equal(expected, string.Join('|', RequestPath.Parse(target)!.Segments));

    [Theory]
    [InlineData("")]
    [InlineData("*")]
    [InlineData("film")]
    [InlineData("/film/")]
    [InlineData("/film/.")]
    [InlineData("/film/..")]
    [InlineData("/../film")]
    [InlineData("/%2e%2e/film")]
    [InlineData("/%2E./film")]
    [InlineData("/%252e%252e/film")]
    [InlineData("/film%2fmanifest.ismc")]
    [InlineData("/film%5cmanifest.ismc")]
    [InlineData("/film\\manifest.ismc")]
    [InlineData("/film/.manifest.ismc.lock")]
    [InlineData("/film/manifest.ismc.")]
    [InlineData("/film/manifest.ismc%20")]
    [InlineData("/film/%20manifest.ismc")]
    [InlineData("/film/manifest.ismc::$DATA")]
    [InlineData("/C:/film")]
    [InlineData("/con")]
    [InlineData("/NUL.txt")]
    [InlineData("/com1")]
    [InlineData("/lpt9.ismc")]
    [InlineData("/aux .txt")]
    [InlineData("/manife~1.ism")]
    [InlineData("/a%00b")]
    [InlineData("/a%0d%0ab")]
    [InlineData("/a%7fb")]
    [InlineData("/a%")]
    [InlineData("/a%4")]
    [InlineData("/a%zz")]
    [InlineData("/a%+1")]
    [InlineData("/%c0%ae%c0%ae/film")]
    [InlineData("/%e0%80%ae/film")]
    [InlineData("/%ff")]
    [InlineData("/a#b")]
    [InlineData("/\u2024\u2024/film")]
    [InlineData("/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q")]
    public void Parse_AnythingElse_IsRefused(string target) => Assert.Null(RequestPath.Parse(target));

    [Fact]
    public void Parse_LongName_IsRefused()
    {
        Assert.NotNull(RequestPath.Parse("/" + new string('a', 128)));
        Assert.Null(RequestPath.Parse("/" + new string('a', 129)));
        Assert.Null(RequestPath.Parse("/" + string.Concat(Enumerable.Repeat("%61", 1000))));
    }

    [Theory]
    [InlineData("281000/video/0.fmp4", "film|281000|video|0.fmp4")]
    [InlineData("My%20Stream/video/0.fmp4", "film|My Stream|video|0.fmp4")]
    [InlineData("../other/0.fmp4", null)]
    [InlineData("/etc/passwd", null)]
    [InlineData("http://example.org/0.fmp4", null)]
    [InlineData("", null)]
    public void ParseRelative_LeadsDownOnly(string url, string? expected) =>
        Assert.Equal(expected, RequestPath.ParseRelative(["film"], url) is { } path ? string.Join('|', path.Segments) : null);
}

using MssTools.Core.Manifests;
using Xunit;

namespace MssTools.Core.Tests.Manifests;

public class UrlTemplateTests
{
    [Theory]
    [InlineData("{bitrate}/video/{start time}.fmp4", "281000/video/20000000.fmp4", null)]
    [InlineData("film/video/{bitrate}/{start time}.fmp4", "film/video/281000/20000000.fmp4", "film")]
    [InlineData("my film/video/{Bitrate}/{start_time}.fmp4", "my film/video/281000/20000000.fmp4", "my film")]
    [InlineData("a+b (c)/video/{bitrate}/{start time}.fmp4", "a+b (c)/video/281000/20000000.fmp4", "a+b (c)")]
    public void FillAndTryRead_AreInverse(string template, string url, string? stream)
    {
        var sut = new UrlTemplate(template);

        Assert.Equal(url, sut.Fill(281000, 20000000));
        Assert.True(sut.TryRead(url, out long bitrate, out long time));
        Assert.Equal((281000, 20000000), (bitrate, time));
        Assert.Equal(stream, sut.StreamFolder);
    }

    [Theory]
    [InlineData("281000/video/20000000.fmp")]
    [InlineData("281000/audio/20000000.fmp4")]
    [InlineData("x281000/video/20000000.fmp4")]
    [InlineData("281000/video/20000000xfmp4")]
    [InlineData("281000/video/020000000.fmp4")]
    public void TryRead_OtherPath_IsFalse(string url) =>
        Assert.False(new UrlTemplate("{bitrate}/video/{start time}.fmp4").TryRead(url, out _, out _));

    [Fact]
    public void TryRead_EscapedTemplate_TakesTheDecodedPath() =>
        Assert.True(new UrlTemplate("my%20film/video/{bitrate}/{start time}.fmp4").TryRead("my film/video/1/2.fmp4", out _, out _));
}

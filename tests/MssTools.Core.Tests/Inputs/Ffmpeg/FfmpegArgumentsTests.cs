using MssTools.Core.Inputs.Ffmpeg;
using Xunit;

namespace MssTools.Core.Tests.Inputs.Ffmpeg;

public class FfmpegArgumentsTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("  -i   a.mkv ", "-i|a.mkv")]
    [InlineData("-i \"a film.mkv\" -map '0:v:0'", "-i|a film.mkv|-map|0:v:0")]
    [InlineData("-i C:\\media\\a.mkv", "-i|C:\\media\\a.mkv")]
    [InlineData("-vf \"drawtext=text=\\\"a b\\\"\"", "-vf|drawtext=text=\"a b\"")]
    [InlineData("a''b '' c", "ab||c")]
    public void Split_Words(string text, string expected) => Assert.Equal(expected, string.Join('|', CommandLine.Split(text)));

    [Fact]
    public void Split_OpenQuote_IsInvalidSetting() =>
        Assert.Equal(MssError.InvalidSetting, Assert.Throws<MssException>(() => CommandLine.Split("-i 'a")).Code);

    [Theory]
    [InlineData("ffmpeg:srt://host:9000", "-i srt://host:9000 -c copy -bsf:a aac_adtstoasc -sn -dn -f mp4")]
    [InlineData("ffmpeg:-re -i a.mkv -c:a aac", "-re -i a.mkv -c copy -bsf:a aac_adtstoasc -sn -dn -c:a aac -f mp4")]
    [InlineData("FFMPEG:-i a -i b -map 0:v -map 1:a", "-i a -i b -c copy -bsf:a aac_adtstoasc -sn -dn -map 0:v -map 1:a -f mp4")]
    public void Parse_PutsCopyBehindTheLastInput(string source, string expected) =>
        Assert.Contains(expected, string.Join(' ', FfmpegArguments.Parse(source).Words), StringComparison.Ordinal);

    [Theory]
    [InlineData("ffmpeg:")]
    [InlineData("ffmpeg:-re a.mkv")]
    [InlineData("ffmpeg:-re -i")]
    public void Parse_NoInput_IsInvalidSetting(string source) =>
        Assert.Equal(MssError.InvalidSetting, Assert.Throws<MssException>(() => FfmpegArguments.Parse(source)).Code);

    [Theory]
    [InlineData("ffmpeg:-i film.mkv", false)]
    [InlineData("ffmpeg:https://host/live.m3u8", false)]
    [InlineData("ffmpeg:-re -i film.mkv", true)]
    [InlineData("ffmpeg:SRT://host:9000", true)]
    [InlineData("ffmpeg:-f v4l2 -i /dev/video0 -c:v libx264", true)]
    [InlineData("ffmpeg:-f lavfi -i testsrc -c:v libx264", false)]
    public void IsLive_SendersAndDevices(string source, bool expected) =>
        Assert.Equal(expected, FfmpegArguments.Parse(source).IsLive);
}

using MssTools.Core.Inputs;
using Xunit;

namespace MssTools.Core.Tests.Inputs;

public class SourceSecretsTests
{
    [Theory]
    [InlineData("/media/film.mp4", "/media/film.mp4")]
    [InlineData("udp://239.1.1.1:5000?localaddr=10.0.0.1", "udp://239.1.1.1:5000?localaddr=10.0.0.1")]
    [InlineData("udp://@:5000", "udp://@:5000")]
    [InlineData("udp://10.0.0.9@232.1.1.1:5000", "udp://10.0.0.9@232.1.1.1:5000")]
    [InlineData("rtsp://cam.local/stream1?transport=udp", "rtsp://cam.local/stream1?transport=udp")]
    [InlineData("rtsp://user:S3CRET@cam.local/stream1", "rtsp://user:***@cam.local/stream1")]
    [InlineData("rtsp://S3CRET@cam.local/stream1", "rtsp://***@cam.local/stream1")]
    [InlineData("http://u:S3@CRET@host/live.ts", "http://u:***@host/live.ts")]
    [InlineData("https://host/live.ts?token=S3CRET&x=S3CRET2", "https://host/live.ts?token=***&x=***")]
    [InlineData("https://host/live.ts?S3CRET", "https://host/live.ts?***")]
    [InlineData("https://host/live.ts#S3CRET", "https://host/live.ts#***")]
    [InlineData("https://host/live/eyJhbGciOiJIUzI1NiJ9S3CRET/live.ts", "https://host/live/***/live.ts")]
    [InlineData("rtmp://host/live/S3CRET", "rtmp://host/live/***")]
    [InlineData("rtmps://u:S3CRET@host/live/inst/S3CRET2?k=S3CRET", "rtmps://u:***@host/live/***/***?k=***")]
    [InlineData("rtsp://admin:it's-secret@h/s", "rtsp://admin:***@h/s")]
    [InlineData("rtsp://admin:two words@h/s", "rtsp://admin:***@h/s")]
    [InlineData("rtsp://admin:pa/ss@cam/1", "rtsp://admin:***@cam/1")]
    [InlineData("rtsp://admin:pa#ss?w@cam/1", "rtsp://admin:***@cam/1")]
    [InlineData("http://us:er:se@cret@host/a@b?c=d@e", "http://us:***@host/a@b?c=***")]
    [InlineData("http://host:80/a:b@c.ts", "http://host:80/a:b@c.ts")]
    [InlineData("http://[::1]/a@c.ts", "http://[::1]/a@c.ts")]
    [InlineData("http://h/live?token=ab'cdefghij", "http://h/live?token=***")]
    [InlineData("rtmp://h/app/o'brienkey", "rtmp://h/app/***")]
    [InlineData("rtmp://h/secretkey1", "rtmp://h/***")]
    [InlineData("rtmpte://h/app/key", "rtmpte://h/app/***")]
    [InlineData("http://h/abcdefabcdef1234567890.flv", "http://h/***.flv")]
    [InlineData("http://h/9f0c1b2a-0000-4111-8222-abcdefabcdef/a.ts", "http://h/***/a.ts")]
    [InlineData("http://h/big_buck_bunny_1080p_h264.ts", "http://h/big_buck_bunny_1080p_h264.ts")]
    [InlineData("ffmpeg:-i \"srt://h?passphrase=my pass word\"", "ffmpeg:-i \"srt://h?passphrase=***\"")]
    [InlineData("ffmpeg:-i srt://host:9000?mode=caller&passphrase=S3CRET", "ffmpeg:-i srt://host:9000?mode=caller&passphrase=***")]
    [InlineData("ffmpeg:-headers 'Authorization: Bearer S3CRET' -i https://host/a.m3u8", "ffmpeg:-headers '***' -i https://host/a.m3u8")]
    [InlineData("ffmpeg:-decryption_key 0S3CRET0 -i a.mp4", "ffmpeg:-decryption_key *** -i a.mp4")]
    public void Shown_HasStarsInThePlaceOfSecrets(string source, string expected)
    {
        Assert.Equal(expected, SourceSecrets.Shown(source));
        Assert.Equal(source != expected, SourceSecrets.IsMasked(expected));
    }

    // Servers, children and libraries repeat what they were told, each in its own way.
    [Theory]
    [InlineData("rtsp://user:p%40ss-word@cam/1", "401 for user:p@ss-word", "401 for user:***")]
    [InlineData("rtsp://user:p%40ss-word@cam/1", "bad password 'p%40ss-word'", "bad password '***'")]
    [InlineData("http://user:swordfish@cam/1", "sent Basic dXNlcjpzd29yZGZpc2g=", "sent Basic ***")]
    [InlineData("https://host/live.ts?token=abcdef", "abcdef is not valid", "*** is not valid")]
    [InlineData("rtmp://host/live/k3y-7", "no stream k3y-7 here", "no stream *** here")]
    [InlineData("http://h/live?token=ab'cdefghij", "no 'http://h/live?token=ab'cdefghij'", "no 'http://h/live?token=***'")]
    [InlineData("rtsp://admin:it's-secret@h/s", "GET rtsp://admin:it's-secret@h/s", "GET rtsp://admin:***@h/s")]
    [InlineData("https://host/a.ts", "moved to https://other/a.ts?sig=99887766", "moved to https://other/a.ts?sig=***")]
    [InlineData("ffmpeg:-headers 'Authorization: Bearer t0k3n-1' -i x", "[http @ 0x5] header t0k3n-1 refused", "[http @ 0x5] header *** refused")]
    public void Hide_AnyText_HasNoneOfThem(string source, string text, string expected) =>
        Assert.Equal(expected, SourceSecrets.Of(source).Hide(text));

    [Fact]
    public void Hide_ShortOne_IsHiddenInItsAddressOnly() =>
        Assert.Equal("ab at rtsp://a:***@a/a", SourceSecrets.Of("rtsp://a:ab@a/a").Hide("ab at rtsp://a:ab@a/a"));

    [Fact]
    public void Hide_ArgumentsThatCannotBeRead_ShowsNothingOfThem() =>
        Assert.Equal("ffmpeg:***", SourceSecrets.Shown("ffmpeg:-headers 'Authorization: S3CRET"));
}

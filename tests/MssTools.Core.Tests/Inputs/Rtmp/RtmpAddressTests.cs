using MssTools.Core.Inputs.Rtmp;
using Xunit;

namespace MssTools.Core.Tests.Inputs.Rtmp;

public class RtmpAddressTests
{
    [Theory]
    [InlineData("rtmp://host/live/cam", "host", 1935, "live", "rtmp://host/live", "cam")]
    [InlineData("rtmps://host/live/cam", "host", 443, "live", "rtmps://host/live", "cam")]
    [InlineData("rtmp://host:19350/live/cam?token=a/b", "host", 19350, "live", "rtmp://host:19350/live", "cam?token=a/b")]
    [InlineData("rtmp://me:pass%20word@host/live/cam", "host", 1935, "live", "rtmp://me:pass%20word@host/live", "cam")]
    [InlineData("rtmp://host/app/instance/cam", "host", 1935, "app/instance", "rtmp://host/app/instance", "cam")]
    [InlineData("rtmp://host/app/instance/a/b", "host", 1935, "app/instance", "rtmp://host/app/instance", "a/b")]
    [InlineData("rtmp://host/vod/mp4:folder/film.mp4", "host", 1935, "vod", "rtmp://host/vod", "mp4:folder/film.mp4")]
    [InlineData("rtmp://[::1]:1936/live/cam", "::1", 1936, "live", "rtmp://[::1]:1936/live", "cam")]
    public void Parse_Address_IsSplitAsFfmpegDoes(string address, string host, int port, string application, string server, string stream)
    {
        RtmpAddress parsed = RtmpAddress.Parse(address);

        Assert.Equal((host, port, application, server, stream), (parsed.Host, parsed.Port, parsed.Application, parsed.ServerUri, parsed.Stream));
    }

    [Theory]
    [InlineData("rtmp://host")]
    [InlineData("rtmp://host/live")]
    [InlineData("rtmp://host/live/")]
    [InlineData("rtmp:///live/cam")]
    public void Parse_SomethingIsMissing_IsInvalidSetting(string address) =>
        Assert.Equal(MssError.InvalidSetting, Assert.Throws<MssException>(() => RtmpAddress.Parse(address)).Code);
}

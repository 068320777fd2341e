using MssTools.Core.Inputs.Rtp;
using MssTools.Core.Inputs.Rtsp;
using MssTools.Core.Media;
using Xunit;

namespace MssTools.Core.Tests.Inputs.Rtsp;

public class SessionDescriptionTests
{
    private const string Video = "m=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\na=fmtp:96 packetization-mode=1; sprop-parameter-sets=Z01ACg==,aM4C\r\n";
    private const string Latm = "m=audio 0 RTP/AVP 97\r\na=rtpmap:97 MP4A-LATM/44100/2\r\n";

    [Fact]
    public void Parse_Session_TellsEachStream()
    {
        SessionDescription session = SessionDescription.Parse("v=0\r\na=control:rtsp://cam/live/\r\n" + Video + "a=control:trackID=1\r\nm=audio 0 RTP/AVP 0\r\n");

        Assert.Equal("rtsp://cam/live/", session.Control);
        Assert.Equal([("video", 96, "H264", 90_000u, "trackID=1"), ("audio", 0, "0", 0u, "")],
            session.Media.Select(m => (m.Kind, m.PayloadType, m.Encoding, m.ClockRate, m.Control)));
        Assert.Equal("Z01ACg==,aM4C", session.Media[0].Format["SPROP-parameter-sets"]);
    }

    [Fact]
    public void Choose_LatmBesidePictures_IsLeftOutWithAWarning()
    {
        var warnings = new InputWarnings();

        IReadOnlyList<RtpMedia> chosen = Choose(Video + Latm, "rtsp://cam/", warnings);

        Assert.Equal(["video"], chosen.Select(m => m.Kind));
        Assert.Contains("MP4A-LATM (AAC in LATM)", Assert.Single(warnings.All), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Latm, "rtsp://cam/", MssError.Unsupported, "AAC in LATM")]
    [InlineData("m=video 0 RTP/AVP 96\na=rtpmap:96 H265/90000\n", "rtsp://cam/", MssError.Unsupported, "H265")]
    [InlineData("m=video 0 RTP/AVP 96\na=rtpmap:96 H264/90000\na=fmtp:96 packetization-mode=2\n", "rtsp://cam/", MssError.Unsupported, "interleaved")]
    [InlineData(Video, "rtsp://cam/?video=0", MssError.NoMedia, "neither video nor audio")]
    [InlineData("", "rtsp://cam/", MssError.NoMedia, "neither video nor audio")]
    public void Choose_NothingUsable_SaysWhat(string sdp, string address, MssError code, string said)
    {
        MssException failure = Assert.Throws<MssException>(() => Choose(sdp, address, new InputWarnings()));

        Assert.Equal(code, failure.Code);
        Assert.Contains(said, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rtsp://u:p%40@cam:8554/live?channel=1&transport=udp", "rtsp://cam:8554/live?channel=1", true, "p@")]
    [InlineData("rtsp://cam/live", "rtsp://cam/live", false, "")]
    public void Address_OursAndTheirs_ArePartedFromEachOther(string text, string url, bool overUdp, string password)
    {
        RtspAddress address = RtspAddress.Parse(text);

        Assert.Equal((url, overUdp, password), (address.Url, address.OverUdp, address.Password));
    }

    [Theory]
    [InlineData("rtsps://cam/a?transport=udp")]
    [InlineData("rtsp://cam/a?transport=http")]
    public void Address_ImpossibleTransport_IsInvalidSetting(string text) =>
        Assert.Equal(MssError.InvalidSetting, Assert.Throws<MssException>(() => RtspAddress.Parse(text)).Code);

    private static IReadOnlyList<RtpMedia> Choose(string sdp, string address, InputWarnings warnings) =>
        RtspMedia.Choose(SessionDescription.Parse(sdp), RtspAddress.Parse(address), warnings);
}

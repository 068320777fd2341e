using MssTools.Integration.Tests.Exactness;
using Xunit;
using Xunit.Abstractions;

namespace MssTools.Integration.Tests.Network;

/// <summary>ffmpeg sends a transport stream in datagrams; the packets that come out of the fragments are those of its file.</summary>
public class UdpTests(ITestOutputHelper output)
{
    private static readonly TimeSpan s_last = TimeSpan.FromSeconds(2); // for datagrams on their way

    [ToolTheory("ffmpeg", "ffprobe")]
    [InlineData("udp://127.0.0.1:{0}", "udp://127.0.0.1:{0}?pkt_size=1316", "mpegts")]
    [InlineData("udp://@:{0}", "udp://127.0.0.1:{0}?pkt_size=1316", "mpegts")]
    [InlineData("udp://@239.255.17.1:{0}?localaddr=127.0.0.1", "udp://239.255.17.1:{0}?pkt_size=1316&localaddr=127.0.0.1", "mpegts")]
    [InlineData("udp://127.0.0.1@239.255.17.2:{0}?localaddr=127.0.0.1", "udp://239.255.17.2:{0}?pkt_size=1316&localaddr=127.0.0.1", "mpegts")]
    [InlineData("udp://232.255.17.3:{0}?localaddr=127.0.0.1&sources=127.0.0.1", "udp://232.255.17.3:{0}?pkt_size=1316&localaddr=127.0.0.1", "mpegts")]
    [InlineData("rtp://127.0.0.1:{0}", "rtp://127.0.0.1:{0}", "rtp_mpegts")]
    public async Task Datagrams_OfFfmpeg_AreTheFile(string source, string target, string format)
    {
        string file = await GeneratedMedia.GetAsync("broadcast.ts");
        int port = FreePort.Udp() & ~1; // RTP wants an even one
        using var run = new NetworkRun(string.Format(null, source, port));
        run.AwaitRunning();

        await Tool.RunAsync(
            "ffmpeg", "-v", "error", "-readrate", "4", "-i", file, "-c", "copy", "-f", format, string.Format(null, target, port));
        await Task.Delay(s_last);

        // ffmpeg's RTP sender keeps its last, unfilled packets for itself.
        long spread = await ElementaryStreams.AssertSameAsync(run.Stop(), file, cut: format == "rtp_mpegts" ? 25 : 0);
        output.WriteLine($"{source}: times within {spread / 10.0} us of one shift");
    }
}

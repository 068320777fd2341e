using System.Diagnostics;
using MssTools.Integration.Tests.Exactness;
using MssTools.Integration.Tests.Reading;
using Xunit;
using Xunit.Abstractions;

namespace MssTools.Integration.Tests.Network;

/// <summary>ffmpeg at the other end of TCP and HTTP; the packets that come out of the fragments are those of its file.</summary>
public class ConnectionTests(ITestOutputHelper output)
{
    [ToolFact("ffmpeg", "ffprobe")]
    public async Task Tcp_FfmpegListens_IsTheFile()
    {
        string file = await GeneratedMedia.GetAsync("broadcast.ts");
        int port = FreePort.Tcp();
        using Process sender = Send(file, "mpegts", $"tcp://127.0.0.1:{port}?listen=1");
        AwaitListener(port);
        using var run = new NetworkRun($"tcp://127.0.0.1:{port}");

        await CompareAsync(run.AwaitCompleted(), file, "tcp client");
    }

    [ToolFact("ffmpeg", "ffprobe")]
    public async Task Tcp_FfmpegCalls_IsTheFile()
    {
        string file = await GeneratedMedia.GetAsync("broadcast.ts");
        int port = FreePort.Tcp();
        using var run = new NetworkRun($"tcp://127.0.0.1:{port}?listen=1");
        AwaitListener(port);

        using Process sender = Send(file, "mpegts", $"tcp://127.0.0.1:{port}");

        await CompareAsync(run.AwaitCompleted(), file, "tcp server");
    }

    [ToolTheory("ffmpeg", "ffprobe")]
    [InlineData("mpegts")]
    [InlineData("flv")]
    [InlineData("mp4")]
    public async Task Http_FfmpegListens_IsTheFile(string format)
    {
        string file = await GeneratedMedia.GetAsync("broadcast.ts");
        int port = FreePort.Tcp();
        using Process sender = Send(
            file, format, "-listen", "1", $"http://127.0.0.1:{port}/live");
        AwaitListener(port);
        using var run = new NetworkRun($"http://127.0.0.1:{port}/live");

        await CompareAsync(run.AwaitCompleted(), file, $"http {format}", format);
    }

    // FLV counts milliseconds, and neither it nor MP4 has the transport stream's delimiters and repeated parameter sets.
    private async Task CompareAsync(ClientGroup group, string file, string what, string format = "mpegts")
    {
        long spread = await ElementaryStreams.AssertSameAsync(
            group,
            file,
            ignored: format == "mpegts" ? null : [7, 8, 9],
            tolerance: TimeSpan.TicksPerMillisecond);
        output.WriteLine($"{what}: times within {spread / 10.0} us of one shift");
    }

    private static Process Send(string file, string format, params string[] target)
    {
        string[] options = format switch
        {
            "mp4" => ["-movflags", "+frag_keyframe+delay_moov+default_base_moof", "-bsf:a", "aac_adtstoasc"],
            "flv" => ["-flvflags", "no_duration_filesize"],
            _ => [],
        };
        return Tool.Start(
            "ffmpeg",
            Environment.CurrentDirectory,
            ["-v", "error", "-readrate", "4", "-i", file, "-c", "copy", .. options, "-f", format, .. target]);
    }

    // Without a connection: a server of ffmpeg takes only one.
    private static void AwaitListener(int port) => Assert.True(
        SpinWait.SpinUntil(
            () => System.Net.NetworkInformation.IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Any(e => e.Port == port),
            Patience.Of(20)),
        "Nobody listens.");
}

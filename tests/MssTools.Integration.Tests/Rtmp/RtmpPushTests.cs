using System.Security.Cryptography.X509Certificates;
using MssTools.Core.Tests;
using MssTools.Integration.Tests.Exactness;
using Xunit;

namespace MssTools.Integration.Tests.Rtmp;

/// <summary>Encoders of others push to us, and the fragments hold what they sent.</summary>
public class RtmpPushTests
{
    [ToolFact("ffmpeg", "ffprobe")]
    public async Task Ffmpeg_OverRtmp_TwoGroupsHaveItsPackets()
    {
        using var run = new PushRun();
        string file = await GeneratedMedia.GetAsync("bframes.mp4");
        run.Await("cam", "one");
        run.Await("CAM", "two");

        Task push = PushRun.PushAsync(file, $"rtmp://127.0.0.1:{run.Port}/live/cam?token=a");
        PushRun.Until(() => run.Ingest.Publishers.Count == 1);
        LocalStream published = Assert.Single(run.Engine.GetLocalStreams());
        PushRun.Until(() => run.Ingest.Publishers[0].ReaderCount == 2);
        MssException collision = Assert.Throws<MssException>(
            () => run.Engine.AddLocalStream(new LocalStreamDefinition { Name = "cam", Source = file }));
        Assert.Equal(MssError.AlreadyExists, collision.Code);
        await push;

        await run.AssertHasPacketsAsync("one", file);
        await run.AssertHasPacketsAsync("two", file);
        Assert.Equal(("cam", true, true), (published.Name, published.IsAvailable, published.IsPublished));
        Assert.Matches("^rtmp://127.0.0.1:[0-9]+/live/cam$", published.Source);
        PushRun.Until(() => run.Ingest.ConnectionCount == 0);
        Assert.Null(run.Ingest.LastError);
        Assert.True(run.Ingest.Bytes > 100_000);
        Assert.Empty(run.Engine.GetLocalStreams());
    }

    [ToolFact("ffmpeg", "ffprobe")]
    public async Task Ffmpeg_OverRtmps_ItsPacketsAreInTheFragments()
    {
        using X509Certificate2 certificate = SelfSigned.Create();
        using var run = new PushRun(new IngestDefinition { Certificate = certificate });
        string file = await GeneratedMedia.GetAsync("bframes.mp4");
        run.Await("cam", "group");

        await PushRun.PushAsync(file, $"rtmps://127.0.0.1:{run.Port}/live/cam", "-tls_verify", "0");

        await run.AssertHasPacketsAsync("group", file);
        Assert.Null(run.Ingest.LastError);
    }

    // rtmpsink is librtmp, as in OBS; rtmp2sink is an implementation of its own.
    [ToolTheory("gst-launch-1.0", "ffmpeg", "ffprobe")]
    [InlineData("rtmpsink", " live=1")]
    [InlineData("rtmp2sink", "")]
    public async Task GStreamer_OverRtmp_ItsPacketsAreInTheFragments(string sink, string options)
    {
        using var run = new PushRun();
        string file = await GeneratedMedia.GetAsync("bframes.mp4");
        run.Await("cam", "group");

        string muxed = await MuxAsync(file, "filesink", $"location={file}.{sink}.flv"); // it clips what it reads
        await MuxAsync(file, sink, "sync=true", $"location=rtmp://127.0.0.1:{run.Port}/live/cam{options}");

        await run.AssertHasPacketsAsync("group", muxed);
        Assert.Null(run.Ingest.LastError);
    }

    [ToolFact("ffmpeg")]
    public async Task Ffmpeg_IsRefused_IsToldWhyAndTheFirstGoesOn()
    {
        using var run = new PushRun(new IngestDefinition { StreamKeys = new Dictionary<string, string> { ["secret"] = "cam" } });
        string file = await GeneratedMedia.GetAsync("bframes.mp4");
        Task first = PushRun.PushAsync(file, $"rtmp://127.0.0.1:{run.Port}/live/secret");
        PushRun.Until(() => run.Ingest.Publishers.Count == 1);

        InvalidOperationException denied = await Assert.ThrowsAsync<InvalidOperationException>(
            () => PushRun.PushAsync(file, $"rtmp://127.0.0.1:{run.Port}/live/wrong"));
        InvalidOperationException taken = await Assert.ThrowsAsync<InvalidOperationException>(
            () => PushRun.PushAsync(file, $"rtmp://127.0.0.1:{run.Port}/live/secret"));

        Assert.Contains("The stream key is not accepted.", denied.Message, StringComparison.Ordinal);
        Assert.Contains("The name is in use.", taken.Message, StringComparison.Ordinal); // and not by whom
        await first;
        Assert.Equal(2, run.Ingest.RefusedCount);
    }

    [ToolFact("ffmpeg")]
    public async Task Authorize_Script_LetsInUnderTheNameThatItGives()
    {
        using var folder = new TemporaryFolder();
        string file = await GeneratedMedia.GetAsync("bframes.mp4");
        string output = folder.PathOf("webroot/renamed/manifest.ismc");
        using System.Diagnostics.Process host = HostProcess.StartScript(folder, """
            $ingest = Start-MSSIngest -Port 0 -Address 127.0.0.1 -Authorize { if ($_.Query -eq 'token=letmein') { 'renamed'; $true } }
            "PORT $($ingest.Port)"
            New-MSSStream renamed webroot -ChunkLength 1 -LookAheadFragmentCount 0
            Wait-MSSStream renamed
            """);
        try
        {
            string? line;
            do
            {
                line = await host.StandardOutput.ReadLineAsync();
            }
            while (line?.StartsWith("PORT ", StringComparison.Ordinal) == false);

            await Assert.ThrowsAsync<InvalidOperationException>(() => PushRun.PushAsync(file, $"rtmp://127.0.0.1:{line![5..]}/live/cam"));
            await PushRun.PushAsync(file, $"rtmp://127.0.0.1:{line![5..]}/live/cam?token=letmein");

            PushRun.Until(() => File.Exists(output));
        }
        finally
        {
            host.Kill(entireProcessTree: true);
            await host.WaitForExitAsync();
        }
    }

    private static async Task<string> MuxAsync(string file, params IEnumerable<string> sink)
    {
        await Tool.RunAsync("gst-launch-1.0",
        [
            "-q", "filesrc", $"location={file}", "!", "qtdemux", "name=demux", "flvmux", "name=mux", "streamable=true", "!", .. sink,
            "demux.video_0", "!", "queue", "!", "h264parse", "!", "mux.video",
            "demux.audio_0", "!", "queue", "!", "aacparse", "!", "mux.audio",
        ]);
        return sink.Last()["location=".Length..];
    }
}

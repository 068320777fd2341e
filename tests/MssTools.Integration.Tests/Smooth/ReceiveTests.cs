using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using MssTools.Integration.Tests.Exactness;
using Xunit;

namespace MssTools.Integration.Tests.Smooth;

/// <summary>Encoders of others push to our publishing points, and the groups hold what they sent.</summary>
public class ReceiveTests
{
    [ToolTheory("ffmpeg", "ffprobe")]
    [InlineData("", false)]
    [InlineData("+delay_moov", false)]
    [InlineData("+delay_moov", true)] // over TLS, with a password
    public async Task Ffmpeg_ItsPacketsAreInTheGroup(string flags, bool isSecure)
    {
        using var run = new PointRun(isSecure);
        string file = await GeneratedMedia.GetAsync("bframes.mp4");
        run.Add("live1", isSecure ? new NetworkCredential("user", "pass word") : null);

        await Tool.RunAsync("ffmpeg", PointRun.Pushing(file, run.Address("live1", isSecure ? "user:pass%20word@" : ""), flags));

        await run.AssertHasPacketsAsync("live1", file);
        MssPublishingPoint point = run.Point("live1");
        Assert.Equal((0L, 0L, 0L, 0L), (point.DamagedCount, point.LateCount, point.DroppedCount, point.RefusedCount));
    }

    // Each is killed once while the other goes on, and comes back.
    [ToolFact("ffmpeg", "ffprobe")]
    public async Task TwoEncodersOfWhichEachIsKilled_AreOneStream()
    {
        using var run = new PointRun();
        string file = await GeneratedMedia.GetAsync("bframes.mp4");
        run.Add("live1");
        using Process first = Push();
        PointRun.Until(() => run.Point("live1").FragmentCount >= 2);
        using Process second = Push();
        PointRun.Until(() => run.Point("live1").DuplicateCount >= 2);

        first.Kill();
        await second.WaitForExitAsync();

        await run.AssertHasPacketsAsync("live1", file);

        Process Push() => Tool.Start("ffmpeg", Environment.CurrentDirectory, PointRun.Pushing(file, run.Address("live1")));
    }

    [ToolFact("ffmpeg", "ffprobe")]
    public async Task Relay_HasTheSamePacketsAsThePoint()
    {
        using var run = new PointRun();
        string file = await GeneratedMedia.GetAsync("bframes.mp4");
        run.Add("behind");
        run.Add("before", credential: null, new Uri($"http://127.0.0.1:{run.Port}/behind.isml"));

        await Tool.RunAsync("ffmpeg", PointRun.Pushing(file, run.Address("before")));

        await run.AssertHasPacketsAsync("before", file);
        await run.AssertHasPacketsAsync("behind", file);
    }

    // Encoders that never read an answer, such as ffmpeg over TLS, reset the connection behind their last byte.
    [ToolFact("ffmpeg", "ffprobe")]
    public async Task LastBurstWithAResetBehindIt_IsReadToItsEnd()
    {
        using var run = new PointRun();
        string source = Repository.Samples[0]; // 400 KB: more than a socket takes unless it is told to
        using var folder = new TemporaryFolder();
        string file = folder.PathOf("low.ismv");
        await Tool.RunAsync("ffmpeg", "-v", "error", "-y", "-i", source, "-c", "copy", "-f", "ismv", "-movflags", "isml+frag_keyframe", file);
        byte[] body = await File.ReadAllBytesAsync(file);
        int[] fragments = [.. Enumerable.Range(0, body.Length - 8).Where(at => body.AsSpan(at + 4, 4).SequenceEqual("moof"u8))];
        int begun = fragments[2];
        run.Add("live1");
        using (var client = new TcpClient { NoDelay = true, LingerState = new LingerOption(true, 0) })
        {
            await client.ConnectAsync(IPAddress.Loopback, run.Port);
            NetworkStream stream = client.GetStream();
            await stream.WriteAsync(Encoding.ASCII.GetBytes(
                string.Create(CultureInfo.InvariantCulture, $"POST /live1.isml/Streams(a) HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n{begun:x}\r\n")));
            await stream.WriteAsync(body.AsMemory(0, begun));
            PointRun.Until(() => run.Point("live1").FragmentCount == 2);

            await stream.WriteAsync((byte[])
            [
                .. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"\r\n{body.Length - begun:x}\r\n")), .. body[begun..], .. "\r\n0\r\n\r\n"u8,
            ]);
        }

        await run.AssertHasPacketsAsync("live1", source);
    }
}

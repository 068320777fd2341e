using Microsoft.Extensions.Time.Testing;
using MssTools.Integration.Tests.Exactness;
using Xunit;

namespace MssTools.Integration.Tests.Network;

/// <summary>Files that are still written while they are packaged.</summary>
public class FollowTests
{
    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(100);

    [ToolTheory("ffmpeg", "ffprobe")]
    [InlineData("broadcast.ts", "mpegts")]
    [InlineData("broadcast.ts", "flv")]
    [InlineData("broadcast.ts", "mp4 -movflags +frag_keyframe+delay_moov -bsf:a aac_adtstoasc")]
    public async Task Follow_FileThatGrows_IsPackagedToItsEnd(string name, string format)
    {
        using var folder = new TemporaryFolder();
        string file = await GeneratedMedia.GetAsync(name);
        string grown = Path.Join(folder.FullName, "grown");
        var time = new FakeTimeProvider();
        using var run = new NetworkRun(grown, follow: true, time);

        Task writing = Tool.RunAsync(
            "ffmpeg",
            ["-v", "error", "-readrate", "4", "-i", file, "-c", "copy", "-flush_packets", "1", "-f", .. format.Split(' '), grown]);
        while (run.Stream.State is StreamState.Waiting or StreamState.Running)
        {
            time.Advance(s_step);
            await Task.Delay(writing.IsCompleted ? 1 : 50); // nobody need wait half a minute for the end
        }

        await writing;

        await ElementaryStreams.AssertSameAsync(
            run.AwaitCompleted(),
            file,
            ignored: format == "mpegts" ? null : [7, 8, 9],
            tolerance: TimeSpan.TicksPerMillisecond);
    }
}

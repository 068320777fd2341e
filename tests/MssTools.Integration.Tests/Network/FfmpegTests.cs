using System.Diagnostics;
using MssTools.Integration.Tests.Exactness;
using MssTools.Integration.Tests.Reading;
using Xunit;
using Xunit.Abstractions;

namespace MssTools.Integration.Tests.Network;

/// <summary>Inputs that a child ffmpeg reads for us.</summary>
public class FfmpegTests(ITestOutputHelper output)
{
    private static readonly int[] s_perhapsMoved = [7, 8, 9]; // parameter sets and delimiters

    [ToolTheory("ffmpeg", "ffprobe")]
    [InlineData("film.mkv", "-c copy")]
    [InlineData("list.m3u8", "-c copy -f hls -hls_time 2 -hls_list_size 0")]
    public async Task Child_ReadsWhatWeCannot_IsTheFile(string name, string recipe)
    {
        using var folder = new TemporaryFolder();
        string file = await GeneratedMedia.GetAsync("broadcast.ts");
        string input = Path.Join(folder.FullName, name);
        await Tool.RunAsync("ffmpeg", ["-v", "error", "-i", file, .. recipe.Split(' '), input]);
        using var run = new NetworkRun($"ffmpeg:-i \"{input}\"");

        ClientGroup group = run.AwaitCompleted();

        // Matroska counts milliseconds.
        long spread = await ElementaryStreams.AssertSameAsync(
            group, file, ignored: s_perhapsMoved, tolerance: TimeSpan.TicksPerMillisecond);
        output.WriteLine($"{name}: times within {spread / 10.0} us of one shift");
    }

    [ToolFact("ffmpeg")]
    public void Child_ThatFails_TellsWhy()
    {
        using var run = new NetworkRun("ffmpeg:-i /nowhere/at/all.mkv");

        MssStream stream = run.AwaitFailed();

        Assert.Equal(MssError.SourceFailed, stream.LastErrorCode);
        Assert.Contains("/nowhere/at/all.mkv: No such file or directory", stream.LastError, StringComparison.Ordinal);
    }

    [ToolFact("ffmpeg", "ffprobe")]
    public async Task Child_OfALiveInput_IsStopped()
    {
        string file = await GeneratedMedia.GetAsync("broadcast.ts");
        using var run = new NetworkRun($"ffmpeg:-re -stream_loop -1 -i {file}");
        run.AwaitFragment();

        ClientGroup group = run.Stop();

        Assert.NotEmpty(group.SamplesOf(group.Video, group.Video.Levels[0]));
    }

    // A child whose source is silent writes nothing that could fail, and would keep the port from the next run's child.
    [ToolFact("ffmpeg")]
    public async Task Child_WhoseParentIsKilled_EndsThoughItsSourceIsSilent()
    {
        using var limit = new CancellationTokenSource(Patience.Of(60));
        using var folder = new TemporaryFolder();
        int port = FreePort.Udp();
        using Process parent = HostProcess.StartScript(folder, $"""
            Add-MSSLocalStream silent -Uri 'ffmpeg:-f mpegts -i udp://127.0.0.1:{port}'
            New-MSSStream silent . -Wait
            """);
        using Process child = await FindAsync($"udp://127.0.0.1:{port}", limit.Token);

        parent.Kill();

        await child.WaitForExitAsync(limit.Token);
    }

    private static async Task<Process> FindAsync(string argument, CancellationToken limit)
    {
        while (true)
        {
            foreach (Process process in Process.GetProcessesByName("ffmpeg"))
            {
                if ((await CommandLineAsync(process, limit)).Contains(argument, StringComparison.Ordinal))
                {
                    return process;
                }

                process.Dispose();
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), limit);
        }
    }

    private static async Task<string> CommandLineAsync(Process process, CancellationToken limit)
    {
        try
        {
            return await File.ReadAllTextAsync($"/proc/{process.Id}/cmdline", limit);
        }
        catch (IOException)
        {
            return ""; // it has ended
        }
    }
}

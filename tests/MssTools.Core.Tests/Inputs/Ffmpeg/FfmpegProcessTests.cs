using System.Reactive.Linq;
using MssTools.Core.Inputs;
using MssTools.Core.Inputs.Ffmpeg;
using MssTools.Core.Inputs.Network;
using MssTools.Core.Streams;
using MssTools.Core.Tests.Outputs;
using Xunit;

namespace MssTools.Core.Tests.Inputs.Ffmpeg;

/// <summary>The child's life, with a shell in the place of ffmpeg.</summary>
public class FfmpegProcessTests
{
    private const string Shell = "/bin/sh";
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    // Its number may be another process's soon.
    [Fact]
    public void Guard_ChildEndsByItself_EndsWithIt()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        using FfmpegProcess child = Start("exit 0");
        SpinWait.SpinUntil(() => child.GuardId is null, s_limit);

        Assert.Null(child.GuardId);
    }

    [Fact]
    public void Dispose_Twice_EndsChildAndGuardOnce()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        FfmpegProcess child = Start("exec sleep 1000");
        int[] ids = [child.Id, child.GuardId!.Value];

        child.Dispose();
        child.Dispose();

        Assert.All(ids, AssertGone);
    }

    [Fact]
    public void Connections_TwoHundredReconnects_LeaveNoChildNoGuardAndNoHandle()
    {
        const int Times = 200;
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        string media = Path.Join(GoldenInput.Folder, "quad.ts");
        var time = new SteppedTime(DateTimeOffset.UnixEpoch);
        using var stop = new CancellationTokenSource();
        var status = new StreamStatus(1, "a", 0, TestGroup.Define("/t", "a"), time);
        var ids = new List<int>();
        int handles = Directory.GetFiles("/proc/self/fd").Length;
        var input = new NamedInput(new LocalStreamDefinition { Name = "a", Source = "ffmpeg:-re -i a" });
        using (var connections = new InputConnections(status, () => { }, () => input, Open, Timeout.InfiniteTimeSpan, keepAlive: true, time, stop.Token))
        {
            Assert.NotEmpty(connections.From(connections.Open()!).Select(c => c.Samples).Concat().ToEnumerable());
        }

        Assert.Equal(Times, status.ToModel().DisconnectCount);
        Assert.Equal(2 * Times, ids.Count);
        Assert.All(ids, AssertGone);
        Assert.InRange(Directory.GetFiles("/proc/self/fd").Length, 0, handles + Times / 2); // other tests run beside this one

        IMediaReader? Open(NamedInput _, CancellationToken end)
        {
            if (ids.Count == 2 * Times)
            {
                stop.Cancel();
                return null;
            }

            FfmpegProcess child = Start($"exec cat '{media}'");
            ids.AddRange([child.Id, child.GuardId ?? child.Id]);
            return StreamedContainer.Open(new InputStream(child), "a", end);
        }
    }

    private static FfmpegProcess Start(string script) => FfmpegProcess.Start(new FfmpegArguments(["-c", script], IsLive: true), Shell);

    // A number that was given anew is not our child's.
    private static void AssertGone(int id) => Assert.True(SpinWait.SpinUntil(() => !IsOurs(id), s_limit), $"{id} lives");

    private static bool IsOurs(int id)
    {
        try
        {
            string[] fields = File.ReadAllText($"/proc/{id}/stat").Split(") ")[^1].Split(' ');
            return fields[1] == $"{Environment.ProcessId}";
        }
        catch (IOException)
        {
            return false;
        }
    }
}

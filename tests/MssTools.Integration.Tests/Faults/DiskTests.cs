using Xunit;
using Xunit.Abstractions;

namespace MssTools.Integration.Tests.Faults;

/// <summary>A disk without room.</summary>
[Trait("Category", "Measure")]
public class DiskTests(ITestOutputHelper output)
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    [SmallDiskTheory]
    [InlineData(PlaylistType.Appending)]
    [InlineData(PlaylistType.Rolling)]
    public async Task FullDisk_Drop_GoesOnWhenThereIsRoomAgain(PlaylistType type)
    {
        int times = Measure.Times(gate: 2, measure: 4);
        using var disk = new SmallDisk(4096);
        using var run = new FaultRun(["cam"], d => d with { TargetFolder = disk.FullName, PlaylistType = type });
        var encoder = new TestEncoder("cam");
        encoder.Start(run.Time.Elapsed);
        using (RtmpPublisher publisher = await RtmpPublisher.ConnectAsync(run.Port, "cam", encoder))
        {
            for (int i = 0; i < times; i++)
            {
                await run.PlayAsync(publisher, encoder, 6 * s_second);
                disk.Fill();
                await run.PlayAsync(publisher, encoder, 6 * s_second);
                disk.Empty();
            }

            await run.PlayAsync(publisher, encoder, 6 * s_second);
        }

        run.Finish(mayLose: true);
        run.AssertLipSync();
        MssStream stream = run.Streams[0];
        run.Report(output, $"Disk is full for 6 s, Drop ({type})", times, "Fragments are left out and counted; went on when there was room", encoder);
        Assert.True(stream.DroppedFragmentCount > times, run.Story());
        Assert.Equal(times, run.Watch.Video[0].Gaps.Count);
        Assert.Contains(stream.Warnings, w => w.Contains("left out", StringComparison.Ordinal));
    }

    // The mirror's disk is full, is empty again, and is taken away: the group in the target folder has every fragment.
    [SmallDiskTheory]
    [InlineData(PlaylistType.Appending)]
    [InlineData(PlaylistType.Rolling)]
    public async Task FullMirror_Drop_TheTargetLosesNothing(PlaylistType type)
    {
        using var disk = new SmallDisk(4096);
        using var run = new FaultRun(["cam"], d => d with { MirrorTo = [disk.FullName], PlaylistType = type });
        var encoder = new TestEncoder("cam");
        encoder.Start(run.Time.Elapsed);
        using (RtmpPublisher publisher = await RtmpPublisher.ConnectAsync(run.Port, "cam", encoder))
        {
            await run.PlayAsync(publisher, encoder, 6 * s_second);
            disk.Fill();
            await run.PlayAsync(publisher, encoder, 6 * s_second);
            disk.Empty();
            await run.PlayAsync(publisher, encoder, 6 * s_second);
            Directory.Delete(Path.Join(disk.FullName, run.Definition.GroupName), recursive: true);
            await run.PlayAsync(publisher, encoder, 6 * s_second);
        }

        run.Finish();
        run.AssertLipSync();
        MssStream stream = run.Streams[0];
        run.Report(output, $"Mirror's disk is full for 6 s, then its folder is deleted ({type})", 1, "The target has all; the mirror counts what it lacks", encoder);
        Assert.Equal((0L, null), (stream.DroppedFragmentCount, stream.LastError));
        Assert.Empty(run.Watch.Video[0].Gaps);
        Assert.True(stream.Outputs[1].DroppedFragmentCount > 2, run.Story());
        Assert.Contains(stream.Warnings, w => w.Contains("left out", StringComparison.Ordinal));
    }

    [SmallDiskTheory]
    [InlineData(PlaylistType.Appending)]
    public async Task FullDisk_Fail_Fails(PlaylistType type)
    {
        using var disk = new SmallDisk(4096);
        using var run = new FaultRun(
            ["cam"], d => d with { TargetFolder = disk.FullName, PlaylistType = type, OverloadPolicy = OverloadPolicy.Fail });
        var encoder = new TestEncoder("cam");
        encoder.Start(run.Time.Elapsed);
        using RtmpPublisher publisher = await RtmpPublisher.ConnectAsync(run.Port, "cam", encoder);
        await run.PlayAsync(publisher, encoder, 8 * s_second);
        disk.Fill();
        await run.PlayAsync(publisher, encoder, 8 * s_second);
        await run.UntilAsync(() => run.Streams[0].State == StreamState.Failed, "failed");

        MssStream stream = run.Streams[0];
        Assert.Equal(MssError.SinkFailed, stream.LastErrorCode);
        disk.Empty();
        run.Watch.Finish();
        Assert.Empty(run.Watch.Complaints);
        run.Report(output, "Disk is full, Fail", 1, $"The stream is {stream.State}: {stream.LastErrorCode}; what was listed stays whole", encoder);
    }
}

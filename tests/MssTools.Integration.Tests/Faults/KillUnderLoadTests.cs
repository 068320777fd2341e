using System.Diagnostics;
using MssTools.Integration.Tests.Network;
using MssTools.Integration.Tests.Reading;
using Xunit;
using Xunit.Abstractions;

namespace MssTools.Integration.Tests.Faults;

/// <summary>The packager is killed (SIGKILL) again and again while another process sends to it.</summary>
[Trait("Category", "Measure")]
public class KillUnderLoadTests(ITestOutputHelper output)
{
    private const int Groups = 5;
    private const int KillsPerGroup = 10;

    // The seed of the moments is printed; MSS_SEED sets it.
    [MeasureFact]
    public async Task Kill_50TimesWhileDatagramsArrive_EachRunGoesOnBehindTheOneBefore()
    {
        int seed = Seed.Choose(output);
        int[] lost = await Task.WhenAll(Enumerable.Range(0, Groups).Select(i => RunAsync(new Random(seed + i))));
        output.WriteLine($"kills before anything was listed: {lost.Sum()}");
    }

    private async Task<int> RunAsync(Random random)
    {
        using var folder = new TemporaryFolder();
        int port = FreePort.Udp();
        string script = $"""
            Add-MSSLocalStream cam -Uri 'udp://127.0.0.1:{port}'
            New-MSSStream -LocalStreamName cam -TargetFolder . -GroupName group -Bandwidth 1000 -ChunkLength 1 -LookAheadFragmentCount 1 -Wait
            """;
        using var watch = new GroupWatch(folder.PathOf("group"));
        using var stop = new CancellationTokenSource();
        Task sending = SendAsync(port, stop.Token);
        int idle = 0;
        for (int i = 0; i < KillsPerGroup; i++)
        {
            int before = watch.Manifests;
            using Process host = HostProcess.StartScript(folder, script);
            FaultRun.Until(() => watch.Manifests > before || host.HasExited, "a manifest");
            await Task.Delay(random.Next(3000));
            Assert.False(host.HasExited, host.HasExited ? await host.StandardError.ReadToEndAsync() : "");
            host.Kill(entireProcessTree: true);
            await host.WaitForExitAsync();
            idle += watch.Manifests == before ? 1 : 0;
            GroupLaws.Check(folder.PathOf("group"), lookAhead: 1, runs: int.MaxValue);
        }

        await stop.CancelAsync();
        await sending;
        watch.Finish();
        Assert.Empty(watch.Complaints);
        Assert.Equal(KillsPerGroup - idle, watch.Video[0].Gaps.Count(g => g > TimeSpan.Zero) + 1);
        FaultTable.Add(output, "kill -9 while datagrams arrive, one group", KillsPerGroup, "Each run went on behind the one before; all that was listed is whole", 0, watch);
        return idle;
    }

    private static async Task SendAsync(int port, CancellationToken stop)
    {
        using var proxy = new UdpProxy(port, seed: 1);
        var sender = new TsSender(proxy);
        var encoder = new TestEncoder("cam");
        var clock = Stopwatch.StartNew();
        encoder.Start(TimeSpan.Zero);
        while (!stop.IsCancellationRequested)
        {
            sender.Send(encoder, clock.Elapsed);
            await Task.Delay(5, CancellationToken.None);
        }
    }
}

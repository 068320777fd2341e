using MssTools.Integration.Tests.Network;
using Xunit;
using Xunit.Abstractions;

namespace MssTools.Integration.Tests.Faults;

/// <summary>A transport stream in datagrams that get lost, doubled, late and damaged.</summary>
[Trait("Category", "Measure")]
public class TransportStreamTests(ITestOutputHelper output)
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData("Datagrams are lost (1 %)", 0.01, 0, 0, 0)]
    [InlineData("Datagrams come twice (1 %)", 0, 0.01, 0, 0)]
    [InlineData("Datagrams change places (1 %)", 0, 0, 0.01, 0)]
    [InlineData("Bits flip in datagrams (1 %)", 0, 0, 0, 0.01)]
    public async Task Datagrams_Suffer_LosesUntilTheNextIdrOnly(string fault, double drop, double twice, double reorder, double damage)
    {
        int port = FreePort.Udp();
        using var run = new FaultRun(["cam"], null, [new LocalStreamDefinition { Name = "cam", Source = $"udp://127.0.0.1:{port}" }]);
        using var proxy = new UdpProxy(port, seed: 7);
        var sender = new TsSender(proxy);
        var encoder = new TestEncoder("cam");
        await run.UntilAsync(() => run.Streams[0].State == StreamState.Running, "running");
        encoder.Start(run.Time.Elapsed);
        await run.PlayAsync(sender, encoder, 5 * s_second);
        (proxy.Drop, proxy.Double, proxy.Reorder, proxy.Damage) = (drop, twice, reorder, damage);
        await run.PlayAsync(sender, encoder, Measure.Times(gate: 40, measure: 60) * s_second);
        (proxy.Drop, proxy.Double, proxy.Reorder, proxy.Damage) = (0, 0, 0, 0);
        await run.PlayAsync(sender, encoder, 5 * s_second);

        output.WriteLine(run.Story());
        output.WriteLine(string.Join('\n', run.Watch.Complaints.Take(8)));
        if (damage > 0)
        {
            run.FinishDamaged();
        }
        else
        {
            run.Finish();
        }

        run.Report(output, fault, proxy.Injected, $"{run.Streams[0].LossCount} losses counted; pictures are left out until the next IDR frame", encoder);
        run.AssertLipSync(damage > 0 ? 0.05 : 0.02);
        Assert.True(damage > 0 || run.Streams[0].LossCount > 0 == twice <= 0); // a second copy is passed over
    }

    [Fact]
    public async Task Timestamps_Wrap_NothingHappens()
    {
        int port = FreePort.Udp();
        using var run = new FaultRun(["cam"], null, [new LocalStreamDefinition { Name = "cam", Source = $"udp://127.0.0.1:{port}" }]);
        using var proxy = new UdpProxy(port, seed: 7);
        var sender = new TsSender(proxy);
        await run.UntilAsync(() => run.Streams[0].State == StreamState.Running, "running");
        TimeSpan wrap = TimeSpan.FromSeconds((1L << 33) / 90_000.0) - run.Time.Elapsed - 8 * s_second;
        var encoder = new TestEncoder("cam") { Clock = mark => mark.Moment + wrap };
        encoder.Start(run.Time.Elapsed);
        await run.PlayAsync(sender, encoder, 20 * s_second);

        run.Finish();
        run.AssertLipSync();
        run.Report(output, "33-bit TS timestamps wrap", 1, "Nothing is seen of it", encoder);
        Assert.Empty(run.Watch.Video[0].Gaps);
        Assert.Empty(run.Watch.Audio[0].Gaps);
    }
}

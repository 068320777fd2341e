using Xunit;
using Xunit.Abstractions;

namespace MssTools.Integration.Tests.Faults;

/// <summary>Encoders that go and come back.</summary>
[Trait("Category", "Measure")]
public class DisconnectTests(ITestOutputHelper output)
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    /// <summary>The connection breaks, ends, stalls or is left half open; the encoder's clock goes on.</summary>
    [Fact]
    public async Task Disconnects_InARow_TheGroupGoesOn()
    {
        int times = Measure.Times(gate: 12, measure: 100);
        using var run = new FaultRun(["cam"]);
        using var proxy = new TcpProxy(run.Port);
        var encoder = new TestEncoder("cam");
        for (int i = 0; i <= times; i++)
        {
            encoder.Start(run.Time.Elapsed);
            using RtmpPublisher publisher = await RtmpPublisher.ConnectAsync(proxy.Port, "cam", encoder);
            await run.PlayAsync(publisher, encoder, i % 10 == 9 ? 6 * s_second : 2.5 * s_second);
            switch (i % 4)
            {
                case 0:
                    proxy.Cut(reset: true);
                    break;
                case 1:
                    proxy.Cut(reset: false);
                    break;
                case 2:
                    proxy.CutClients(); // the server does not learn of it; the next connection takes over
                    break;
                default:
                    publisher.Abort();
                    break;
            }

            await run.Time.WaitAsync((i % 5) * 0.4 * s_second);
        }

        run.Finish();
        run.AssertLipSync();
        Assert.InRange(run.Streams[0].DisconnectCount, times - 5, times + 1);
        run.Report(output, "RTMP publisher is cut off", times, "Went on in the same StreamIndex, on the encoder's clock, with a gap where one was", encoder);
    }

    /// <summary>The encoder crashes and starts again, with a clock that begins at zero.</summary>
    [Theory]
    [InlineData(14)]
    [InlineData(3)] // as long as a server might send again what it sent before
    public async Task EncoderRestarts_ClockFromZero_TheGroupGoesOn(int seconds)
    {
        int times = Measure.Times(gate: 5, measure: 20);
        using var run = new FaultRun(["cam"]);
        var encoder = new TestEncoder("cam");
        for (int i = 0; i <= times; i++)
        {
            encoder.Restart(run.Time.Elapsed);
            using RtmpPublisher publisher = await RtmpPublisher.ConnectAsync(run.Port, "cam", encoder);
            await run.PlayAsync(publisher, encoder, seconds * s_second);
        }

        run.Finish();
        run.AssertLipSync();
        run.Report(output, $"Encoder starts anew after {seconds} s, clock from 0", times, "Re-based to the next start of a fragment", encoder);
        int[] lost = [.. Enumerable.Range(1, times + 1).Except(run.Watch.Video[0].Samples.Select(s => s.Mark.Run))];
        Assert.True(lost.Length == 0, $"Nothing is left of the runs {string.Join(", ", lost)}.\n{run.Story()}");
    }

    /// <summary>A server that begins each connection with the seconds that it sent on the one before.</summary>
    [Fact]
    public async Task ServerSendsAgain_NothingTwiceAndNothingLost()
    {
        int times = Measure.Times(gate: 4, measure: 10);
        using var run = new FaultRun(["cam"], speed: 3); // what comes 10 s late is rightly lost, and machines halt for a second
        var encoder = new TestEncoder("cam");
        encoder.Start(run.Time.Elapsed);
        for (int i = 0; i <= times; i++)
        {
            using RtmpPublisher publisher = await RtmpPublisher.ConnectAsync(run.Port, "cam", encoder);
            await run.PlayAsync(publisher, encoder, 4 * s_second);
            encoder.Repeat(2 * s_second);
        }

        run.Finish();
        run.AssertLipSync();
        run.Report(output, "Server sends the last seconds again", times, "Passed over what was there before", encoder);
        int[] numbers = [.. run.Watch.Video[0].Samples.Select(s => s.Mark.Number)];
        Assert.Equal(Enumerable.Range(numbers[0], numbers.Length), numbers);
        Assert.Empty(run.Watch.Video[0].Gaps);
    }

    /// <summary>The network passes nothing on for a while, and then everything at once.</summary>
    [Fact]
    public async Task Stall_EverythingArrivesLate_NothingIsLost()
    {
        int times = Measure.Times(gate: 2, measure: 5);
        using var run = new FaultRun(["cam"]);
        using var proxy = new TcpProxy(run.Port);
        var encoder = new TestEncoder("cam");
        encoder.Start(run.Time.Elapsed);
        using RtmpPublisher publisher = await RtmpPublisher.ConnectAsync(proxy.Port, "cam", encoder);
        for (int i = 0; i < times; i++)
        {
            await run.PlayAsync(publisher, encoder, 5 * s_second);
            proxy.IsStalled = true;
            await run.PlayAsync(publisher, encoder, 5 * s_second);
            proxy.IsStalled = false;
        }

        await run.PlayAsync(publisher, encoder, 5 * s_second);
        run.Finish();
        run.AssertLipSync();
        run.Report(output, "Network stalls for 5 s", times, "Nothing is lost; fragments come late", encoder);
        Assert.Empty(run.Watch.Video[0].Gaps);
    }

    /// <summary>A broken device between flips bits of what encoders send over TCP.</summary>
    [Fact]
    public async Task DamagedBytes_TheGroupGoesOn()
    {
        int times = Measure.Times(gate: 5, measure: 12);
        using var run = new FaultRun(["cam"]);
        using var proxy = new TcpProxy(run.Port) { DamageEvery = 20_000 };
        var encoder = new TestEncoder("cam");
        int broken = 0;
        for (int i = 0; i < times; i++)
        {
            encoder.Start(run.Time.Elapsed);
            try
            {
                using RtmpPublisher publisher = await RtmpPublisher.ConnectAsync(proxy.Port, "cam", encoder);
                await run.PlayAsync(publisher, encoder, 8 * s_second);
            }
            catch (Exception refused) when (refused is MssException or IOException or OperationCanceledException)
            {
                broken++;
                await run.Time.WaitAsync(s_second);
            }
        }

        proxy.DamageEvery = 0;
        encoder.Start(run.Time.Elapsed);
        using (RtmpPublisher publisher = await RtmpPublisher.ConnectAsync(proxy.Port, "cam", encoder))
        {
            await run.PlayAsync(publisher, encoder, 5 * s_second);
        }

        output.WriteLine(run.Story());
        output.WriteLine(string.Join('\n', run.Watch.Complaints.Take(5)));
        run.FinishDamaged();
        run.Report(output, "Bits flip on an RTMP connection", proxy.Damaged, $"{broken} connections were given up by the ingest and made anew", encoder);
        Assert.Equal(encoder.Sent[^1].Run, run.Watch.Video.SelectMany(l => l.Samples).Last().Mark.Run);
    }
}

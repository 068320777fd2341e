using MssTools.Integration.Tests.Reading;
using Xunit;
using Xunit.Abstractions;

namespace MssTools.Integration.Tests.Faults;

/// <summary>Clocks that are not what they should be: the source's, and the machine's.</summary>
[Trait("Category", "Measure")]
public class ClockTests(ITestOutputHelper output)
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task SourceClock_JumpsByAnHour_TheGroupGoesOn()
    {
        const int Times = 8;
        using var run = new FaultRun(["cam"]);
        var encoder = new TestEncoder("cam") { Clock = mark => mark.Moment + 5 * s_hour };
        encoder.Start(run.Time.Elapsed);
        using RtmpPublisher publisher = await RtmpPublisher.ConnectAsync(run.Port, "cam", encoder);
        for (int i = 0; i <= Times; i++)
        {
            TimeSpan shift = (5 + i % 2) * s_hour;
            encoder.Clock = mark => mark.Moment + shift;
            await run.PlayAsync(publisher, encoder, 5.3 * s_second);
        }

        run.Finish();
        run.AssertLipSync(0.02);
        run.Report(output, "Source's clock jumps by ± 1 h", Times, "Went on at the present", encoder);
        Assert.True(run.Watch.Video[0].Gaps.Sum(g => g.TotalSeconds) < Times * 2.5, run.Story());
    }

    [Fact]
    public async Task SourceClock_OnePictureIsFarOff_TheOthersStayWhereTheyWere()
    {
        const int Every = 130;
        using var run = new FaultRun(["cam"]);
        var encoder = new TestEncoder("cam")
        {
            Clock = mark => mark.Moment + (mark.IsVideo && mark.Number % Every == Every - 1 ? 6 : 5) * s_hour,
        };
        encoder.Start(run.Time.Elapsed);
        using RtmpPublisher publisher = await RtmpPublisher.ConnectAsync(run.Port, "cam", encoder);
        await run.PlayAsync(publisher, encoder, 60 * s_second);

        run.Finish();
        run.Report(output, "One picture's timestamp is 1 h off", 60 * 25 / Every, "Sound and picture stay together", encoder);
        run.AssertLipSync(0.02);
    }

    [Fact]
    public async Task MachineClock_StepsByAnHour_TheGroupGoesOn()
    {
        const int Times = 6;
        using var run = new FaultRun(["cam"]);
        var encoder = new TestEncoder("cam");
        encoder.Start(run.Time.Elapsed);
        RtmpPublisher publisher = await RtmpPublisher.ConnectAsync(run.Port, "cam", encoder);
        for (int i = 0; i <= Times; i++)
        {
            await run.PlayAsync(publisher, encoder, 4 * s_second);
            run.Time.Step(i % 2 == 0 ? s_hour : -2 * s_hour);
            if (i % 3 == 2)
            {
                publisher.Abort();
                encoder.Restart(run.Time.Elapsed);
                publisher = await RtmpPublisher.ConnectAsync(run.Port, "cam", encoder);
            }
        }

        await run.PlayAsync(publisher, encoder, 4 * s_second);
        publisher.Dispose();
        run.Finish();
        run.AssertLipSync();
        run.Report(output, "Machine's clock is set by + 1 h, - 2 h", Times + 1, "Nothing: only monotonic timestamps count", encoder);
        Assert.True(run.Watch.Video[0].Gaps.Sum(g => g.TotalSeconds) < 8);
    }

    [Fact]
    public async Task RtmpTimestamps_Wrap_NothingHappens()
    {
        using var run = new FaultRun(["cam"]);
        TimeSpan wrap = TimeSpan.FromMilliseconds(uint.MaxValue) - run.Time.Elapsed - 8 * s_second;
        var encoder = new TestEncoder("cam") { Clock = mark => mark.Moment + wrap };
        encoder.Start(run.Time.Elapsed);
        using RtmpPublisher publisher = await RtmpPublisher.ConnectAsync(run.Port, "cam", encoder);
        await run.PlayAsync(publisher, encoder, 20 * s_second);

        run.Finish();
        run.AssertLipSync();
        run.Report(output, "32-bit RTMP timestamps wrap", 1, "Nothing is seen of it", encoder);
        Assert.Empty(run.Watch.Video[0].Gaps);
        Assert.Empty(run.Watch.Audio[0].Gaps);
    }

    // Some encoders stamp sound seconds off the pictures of the same moment.
    [Theory]
    [InlineData(3)]
    [InlineData(-3)]
    public async Task SoundAndPicture_StampedSecondsApart_StaySo(int seconds)
    {
        using var run = new FaultRun(["cam"]);
        var encoder = new TestEncoder("cam")
        {
            Clock = mark => mark.Moment + 10 * s_second + (mark.IsVideo ? TimeSpan.Zero : seconds * s_second),
        };
        for (int i = 0; i < 3; i++)
        {
            encoder.Start(run.Time.Elapsed);
            using RtmpPublisher publisher = await RtmpPublisher.ConnectAsync(run.Port, "cam", encoder);
            await run.PlayAsync(publisher, encoder, 12 * s_second);
        }

        run.Finish();
        output.WriteLine(run.Story());
        run.Report(output, $"Sound is stamped {seconds} s off the picture", 3, "The distance stays what it is at the source", encoder);
        Dictionary<(int, int), long> pictures = run.Watch.Video[0].Samples
            .ToDictionary(s => (s.Mark.Run, s.Mark.Number), s => s.Sample.PresentationTime - s.Mark.Moment.Ticks);
        int compared = 0;
        foreach ((SampleMark mark, Reading.ClientSample sample) in run.Watch.Audio[0].Samples)
        {
            if (pictures.TryGetValue((mark.Run, SampleMark.FirstAt(true, mark.Moment)), out long shift))
            {
                compared++;
                double off = (sample.PresentationTime - mark.Moment.Ticks - shift) / (double)TimeSpan.TicksPerSecond;
                Assert.InRange(off, seconds - 0.06, seconds + 0.06);
            }
        }

        Assert.True(compared > 1000);
    }

    // The resolution changes in mid-stream, and back, and changes over a restart.
    [Fact]
    public async Task Resolution_Changes_ANewEpochBegins()
    {
        using var run = new FaultRun(["cam"]);
        var encoder = new TestEncoder("cam");
        encoder.Start(run.Time.Elapsed);
        using (RtmpPublisher publisher = await RtmpPublisher.ConnectAsync(run.Port, "cam", encoder))
        {
            await run.PlayAsync(publisher, encoder, 8 * s_second);
            encoder.HasOtherPicture = true;
            await run.PlayAsync(publisher, encoder, 8 * s_second);
        }

        encoder.HasOtherPicture = false;
        encoder.Start(run.Time.Elapsed);
        using (RtmpPublisher publisher = await RtmpPublisher.ConnectAsync(run.Port, "cam", encoder))
        {
            await run.PlayAsync(publisher, encoder, 8 * s_second);
        }

        ClientGroup group = run.Finish();
        run.AssertLipSync();
        run.Report(output, "Resolution changes", 2, "The live manifest lists the latest part, the recording all; each part has a manifest of its own", encoder);
        Assert.InRange(group.Video.Rows.Count, 22, 26);
        ClientGroup[] parts = [.. Directory.GetFiles(run.Definition.GroupFolder, "manifest_*.ismc").Order(StringComparer.Ordinal)
            .Select(path => ClientGroup.Load(run.Definition.GroupFolder, Path.GetFileName(path)))];
        Assert.Equal(["128", "176", "128"], parts.Select(p => (string?)p.Video.Levels[0].Element.Attribute("MaxWidth")));
        Assert.Equal(group.Video.Rows.Count, parts.Sum(p => p.Video.Rows.Count));
        Assert.Equal(group.Audio.Rows.Count, parts.Sum(p => p.Audio.Rows.Count));
    }

    [Fact]
    public async Task FirstIdr_IsMissing_BeginsWithTheNext()
    {
        const int Times = 6;
        using var run = new FaultRun(["cam"]);
        var encoder = new TestEncoder("cam");
        for (int i = 0; i < Times; i++)
        {
            encoder.Start(run.Time.Elapsed + 0.31 * s_second, atIdr: false);
            using RtmpPublisher publisher = await RtmpPublisher.ConnectAsync(run.Port, "cam", encoder);
            await run.PlayAsync(publisher, encoder, 5.7 * s_second);
        }

        run.Finish();
        run.AssertLipSync();
        run.Report(output, "Connection begins without an IDR frame", Times, "Began with the next one", encoder);
    }
}

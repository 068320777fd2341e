using Xunit;
using Xunit.Abstractions;

namespace MssTools.Integration.Tests.Faults;

/// <summary>Two renditions of one group over connections of their own.</summary>
[Trait("Category", "Measure")]
public class RenditionTests(ITestOutputHelper output)
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);
    private static readonly string[] s_names = ["low", "high"];

    [Theory]
    [InlineData(3)] // while the group waits for both
    [InlineData(8)] // the group runs already
    public async Task OneSourceClock_OpenedSecondsApart_EqualFragmentTimes(int seconds)
    {
        using var run = new FaultRun(s_names);
        TestEncoder[] encoders = [new("low"), new("high")];
        Task low = PublishAsync(run, encoders[0], 20 * s_second);
        await run.Time.WaitAsync(seconds * s_second);
        await PublishAsync(run, encoders[1], (20 - seconds) * s_second);
        await low;

        run.Finish();
        run.AssertLipSync();
        AssertOneClock(run);
        run.Report(output, $"Renditions opened {seconds} s apart", 1, $"Equal source times got equal fragment times; {string.Join(", then ", run.Watch.Shapes)}", encoders);
    }

    [Theory]
    [InlineData(PlaylistType.Appending)]
    [InlineData(PlaylistType.Rolling)]
    public async Task OneOfTwo_DiesAndReturns_TheOtherGoesOn(PlaylistType type)
    {
        using var run = new FaultRun(s_names, d => d with { PlaylistType = type, PlaylistLength = 6, StaleRetentionCount = 6 });
        TestEncoder[] encoders = [new("low"), new("high")];
        Task low = PublishAsync(run, encoders[0], 60 * s_second);
        await PublishAsync(run, encoders[1], 10 * s_second);
        await run.Time.WaitAsync(10 * s_second);
        await PublishAsync(run, encoders[1], 40 * s_second);
        await low;

        run.Finish();
        run.AssertLipSync();
        AssertOneClock(run);
        run.Report(output, $"One of two renditions dies for 10 s ({type})", 1, string.Join(", then ", run.Watch.Shapes), encoders);
        output.WriteLine(run.Story());
        Assert.Contains("video:1 audio:1 video_2:1 audio_2:1", run.Watch.Shapes.Select(Sorted));
        Assert.Equal(
            type == PlaylistType.Rolling ? "video:2 audio:2" : "video:1 audio:1 video_2:1 audio_2:1",
            Sorted(run.Watch.Shapes[^1]));
    }

    private static string Sorted(string shape) => string.Join(' ', shape.Split(' ')
        .OrderBy(s => s.Contains('_', StringComparison.Ordinal)).ThenByDescending(s => s, StringComparer.Ordinal));

    private static async Task PublishAsync(FaultRun run, TestEncoder encoder, TimeSpan length)
    {
        encoder.Start(run.Time.Elapsed);
        using RtmpPublisher publisher = await RtmpPublisher.ConnectAsync(run.Port, encoder.Name, encoder);
        await run.PlayAsync(publisher, encoder, length);
    }

    // The same moment has the same time in both, and the fragments begin alike.
    private static void AssertOneClock(FaultRun run)
    {
        Dictionary<int, long> low = run.Watch.Video[0].Samples.ToDictionary(s => s.Mark.Number, s => s.Sample.PresentationTime);
        int common = 0;
        foreach ((SampleMark mark, Reading.ClientSample sample) in run.Watch.Video[1].Samples)
        {
            if (low.TryGetValue(mark.Number, out long time))
            {
                common++;
                Assert.InRange(sample.PresentationTime - time, -TimeSpan.TicksPerMillisecond, TimeSpan.TicksPerMillisecond);
            }
        }

        Assert.True(common > 100);
        Assert.True(run.Watch.Video[0].Fragments.Select(f => f.Time).Intersect(run.Watch.Video[1].Fragments.Select(f => f.Time)).Count() > 5);
    }
}

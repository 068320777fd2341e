using System.Diagnostics;
using MssTools.Core;

namespace MssTools.Bench;

/// <summary>Measures what one live stream costs while it runs: a file that is paced by its own clock.</summary>
internal static class LiveBenchmark
{
    private const int VideoKilobits = 5_000;

    /// <summary>How long the runtime may compile the hot code once more before the clock starts.</summary>
    private const int WarmUpSeconds = 90;

    /// <summary>Runs the benchmark and prints the processor time.</summary>
    public static int Run(BenchOptions options)
    {
        int seconds = options.LiveSeconds;
        IReadOnlyList<string> inputs = TestMedia.Mp4(VideoKilobits, (seconds + 2 * WarmUpSeconds) * VideoKilobits / 8000, 1);
        string folder = Path.Join(ToolPath.Artifacts, "live");
        var engine = new MssEngine(TimeProvider.System);
        MssStream stream = engine.Start(EngineRun.Definition(inputs, folder, isLive: true))[0];
        Thread.Sleep(TimeSpan.FromSeconds(WarmUpSeconds));

        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        var watch = Stopwatch.StartNew();
        Thread.Sleep(TimeSpan.FromSeconds(seconds));
        double load = (Environment.CpuUsage.TotalTime - cpu) / watch.Elapsed;
        long fragments = engine.GetStreams()[0].FragmentCount;

        engine.StopStream(stream.Id);
        engine.Shutdown();
        Directory.Delete(folder, recursive: true);
        Console.WriteLine($"One live stream of {VideoKilobits / 1000} Mbit/s: {load:P2} of a core over {seconds} s, {fragments} fragments.");
        return fragments > 0 ? 0 : 1;
    }
}

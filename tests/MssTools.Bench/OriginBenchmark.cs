using System.Globalization;
using MssTools.Core;

namespace MssTools.Bench;

/// <summary>
/// Serves the same files with nginx (one worker) and with Start-MSSServer inside the script host, in turn, to wrk.
/// </summary>
internal static class OriginBenchmark
{
    private const int SmallFile = 50_000;
    private const int LargeFile = 2_000_000;
    private static readonly int[] s_connections = [32, 512];

    /// <summary>Runs the benchmark and prints tables in Markdown.</summary>
    public static int Run(BenchOptions options)
    {
        if (!ToolPath.Exists("wrk") || !ToolPath.Exists("nginx"))
        {
            Console.Error.WriteLine("wrk and nginx are needed on the PATH: apt install wrk nginx-light.");
            return 2;
        }

        string root = MakeRoot();
        using var nginx = ServerProcess.Nginx(root);
        using var ours = ServerProcess.Ours(root, options.Host ?? ToolPath.Host);
        Console.WriteLine(Line($"Load of the machine before: {File.ReadAllText("/proc/loadavg").Trim()}"));
        Console.WriteLine();
        Console.WriteLine("| | Connections | nginx, requests/s | MssTools | ratio | nginx, MB/s | MssTools | ratio | nginx, CPU us/request | MssTools | errors of nginx | MssTools |");
        Console.WriteLine("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
        int errors = 0;
        int seconds = options.WrkSeconds;
        foreach (string path in (string[])["bench/video/50k.fmp4", "demo/manifest.ismc", "bench/video/2m.fmp4"])
        {
            foreach (int connections in s_connections)
            {
                var theirRuns = new List<WrkRun>();
                var ourRuns = new List<WrkRun>();
                for (int round = 0; round <= options.Rounds; round++)
                {
                    (WrkRun their, WrkRun our) = (WrkRun.Run(nginx, path, connections, seconds), WrkRun.Run(ours, path, connections, seconds));
                    if (round > 0) // the first one warms up
                    {
                        theirRuns.Add(their);
                        ourRuns.Add(our);
                    }
                }

                (WrkRun n, WrkRun m) = (WrkRun.MedianOf(theirRuns), WrkRun.MedianOf(ourRuns));
                errors += m.Errors;
                Console.WriteLine(Line(
                    $"| {path} | {connections} | {n.Requests:F0} | {m.Requests:F0} | {m.Requests / n.Requests:F2} | {n.Bytes / 1e6:F0} | {m.Bytes / 1e6:F0} | {m.Bytes / n.Bytes:F2} | {n.CpuMicroseconds:F1} | {m.CpuMicroseconds:F1} | {n.Errors} | {m.Errors} |"));
            }
        }

        Console.WriteLine();
        SlowClients.Measure(ours, "bench/video/2m.fmp4", "demo/manifest.ismc");
        IdleConnections.Measure(ours);
        Console.WriteLine(Line($"Load of the machine after: {File.ReadAllText("/proc/loadavg").Trim()}"));
        return errors == 0 ? 0 : 1;
    }

    // A real group, and files of exact sizes beside it.
    private static string MakeRoot()
    {
        string root = Path.Join(ToolPath.Artifacts, "origin");
        Directory.CreateDirectory(Path.Join(root, "bench/video"));
        WriteRandom(Path.Join(root, "bench/video/50k.fmp4"), SmallFile);
        WriteRandom(Path.Join(root, "bench/video/2m.fmp4"), LargeFile);
        string media = Path.GetFullPath(Path.Join(ToolPath.Artifacts, "../../examples/media"));
        IReadOnlyList<string> inputs = [Path.Join(media, "low.mp4"), Path.Join(media, "mid.mp4"), Path.Join(media, "high.mp4")];
        var engine = new MssEngine(TimeProvider.System);
        foreach (MssStream stream in engine.Start(
            EngineRun.Definition(inputs, root, isLive: false) with { GroupName = "demo" }))
        {
            engine.WaitForEnd(stream.Id, Timeout.InfiniteTimeSpan, CancellationToken.None);
        }

        return root;
    }

    private static void WriteRandom(string path, int length)
    {
        byte[] bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        File.WriteAllBytes(path, bytes);
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

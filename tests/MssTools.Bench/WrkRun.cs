using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace MssTools.Bench;

/// <summary>What wrk measured in one run.</summary>
/// <param name="Requests">Per second.</param>
/// <param name="Bytes">Per second.</param>
/// <param name="CpuMicroseconds">The server's processor time per request.</param>
/// <param name="Errors">Answers other than 2xx and 3xx, and failures of sockets.</param>
internal sealed partial record WrkRun(double Requests, double Bytes, double CpuMicroseconds, int Errors)
{
    /// <summary>Asks a server for one file over and over.</summary>
    public static WrkRun Run(ServerProcess server, string path, int connections, int seconds)
    {
        TimeSpan cpu = server.Cpu;
        using Process wrk = Process.Start(new ProcessStartInfo("wrk", ["-t1", "--timeout", "30s", $"-c{connections}", $"-d{seconds}s", server.UrlOf(path)]) { RedirectStandardOutput = true })!;
        string output = wrk.StandardOutput.ReadToEnd();
        wrk.WaitForExit();
        Match total = Total().Match(output);
        double requests = Number(total.Groups["requests"]);
        double duration = Number(total.Groups["seconds"]);
        double bytes = Number(total.Groups["bytes"]) * total.Groups["unit"].Value switch
        {
            "KB" => 1024,
            "MB" => 1024 * 1024,
            "GB" => 1024 * 1024 * 1024,
            _ => 1,
        };
        return new WrkRun(
            requests / duration,
            bytes / duration,
            (server.Cpu - cpu).TotalMicroseconds / requests,
            Failures().Matches(output).Sum(m => (int)Number(m.Groups["count"])));
    }

    /// <summary>The median of each figure; errors are added.</summary>
    public static WrkRun MedianOf(IReadOnlyList<WrkRun> runs) => new(
        Median(runs.Select(r => r.Requests)), Median(runs.Select(r => r.Bytes)), Median(runs.Select(r => r.CpuMicroseconds)), runs.Sum(r => r.Errors));

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static double Number(Group group) => double.Parse(group.Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"(?<requests>\d+) requests in (?<seconds>[\d.]+)s, (?<bytes>[\d.]+)(?<unit>[KMG]?B) read")]
    private static partial Regex Total();

    [GeneratedRegex(@"(connect|read|write|timeout|responses:) (?<count>\d+)")]
    private static partial Regex Failures();
}

using System.Globalization;

namespace MssTools.Bench;

/// <summary>Lets all contenders package the same files in turn, several rounds over, and prints medians.</summary>
internal static class VodBenchmark
{
    private const int MostRenditions = 3;
    private const int VideoKilobits = 12_000;
    private const string Reference = "ffmpeg";
    private const string BareHost = "bare host";
    private const string RunningEngine = "MssTools, running engine";
    private const string WholeProcess = "MssTools, whole process";

    /// <summary>Runs the benchmark and prints a table in Markdown.</summary>
    public static int Run(BenchOptions options)
    {
        IReadOnlyList<string> inputs = TestMedia.Mp4(VideoKilobits, options.SizeMb, MostRenditions);
        using var output = new OutputFolder();
        List<Contender> contenders = [.. Contenders(inputs, output, options.Host ?? ToolPath.Host).Where(c => options.Only is null || c.Name.Contains(options.Only, StringComparison.OrdinalIgnoreCase))];
        var costs = contenders.ToDictionary(c => c, _ => new List<Cost>());
        for (int round = 1; round <= options.Rounds; round++)
        {
            foreach (Contender contender in contenders)
            {
                output.Renew();
                Cost cost = contender.Run();
                costs[contender].Add(cost);
                Console.Error.WriteLine(Line($"round {round}: {contender.Name} x{contender.Renditions}: {cost.Wall.TotalSeconds:F2} s, CPU {cost.Cpu.TotalSeconds:F2} s"));
            }
        }

        Print(contenders, costs.ToDictionary(c => c.Key, c => Cost.MedianOf(c.Value)));
        return 0;
    }

    private static IEnumerable<Contender> Contenders(IReadOnlyList<string> inputs, OutputFolder output, string host)
    {
        string bare = Script("bare", "");
        string vod = Script("vod", "New-MSSStream -Path $args[1..9] -TargetFolder $args[0] -ChunkLength 2 -IsLive $false -Wait");
        yield return new Contender(BareHost, 0, () => ChildProcesses.Run([[host, bare]]));
        foreach (int count in (int[])[1, MostRenditions])
        {
            string[] files = [.. inputs.Take(count)];
            yield return new Contender("cp", count, () => ChildProcesses.Run([["cp", .. files, output.Path]]));
            yield return new Contender(
                "cp, then sync", count, () => ChildProcesses.Run([ThenSync(output.Path, ["cp", .. files, output.Path])]));
            yield return new Contender(Reference, count, () => ChildProcesses.Run([Ffmpeg(files, output.Path)]));
            yield return new Contender(
                "ffmpeg, then sync", count, () => ChildProcesses.Run([ThenSync(output.Path, Ffmpeg(files, output.Path))]));
            if (ToolPath.Exists("mp4fragment"))
            {
                yield return new Contender("mp4fragment", count, () => ChildProcesses.Run([.. files.Select(file => Mp4Fragment(file, output.Path))]));
            }

            yield return new Contender(RunningEngine, count, () => EngineRun.Vod(files, output.Path));
            yield return new Contender(WholeProcess, count, () => ChildProcesses.Run([[host, vod, output.Path, .. files]]));
        }
    }

    // ffmpeg names folders by bit rates, which therefore must differ.
    private static string[] Ffmpeg(string[] files, string folder) =>
    [
        "ffmpeg", "-nostdin", "-v", "error", "-y",
        .. files.SelectMany(file => (string[])["-i", file]),
        .. files.SelectMany((_, i) => (string[])["-map", $"{i}", $"-b:v:{i}", $"{12_000_000 + i}", $"-b:a:{i}", $"{128_000 + i}"]),
        "-c", "copy", "-f", "smoothstreaming", "-min_frag_duration", "2000000", Path.Join(folder, "ffmpeg"),
    ];

    // MssTools makes what it publishes durable; with this, others do so too.
    private static string[] ThenSync(string folder, string[] command) =>
        ["sh", "-c", "\"$@\" && sync --file-system \"$0\"", folder, .. command];

    private static string[] Mp4Fragment(string file, string folder) =>
        ["mp4fragment", "--quiet", "--fragment-duration", "2000", file, Path.Join(folder, Path.GetFileName(file))];

    private static string Script(string name, string text)
    {
        string path = Path.Join(ToolPath.Artifacts, name + ".ps1");
        File.WriteAllText(path, text);
        return path;
    }

    private static void Print(List<Contender> contenders, Dictionary<Contender, Cost> medians)
    {
        Cost bare = medians.FirstOrDefault(m => m.Key.Name == BareHost).Value;
        Console.WriteLine("| | Files | Wall, s | x ffmpeg | CPU, s | x ffmpeg | Peak memory, MB |");
        Console.WriteLine("|---|--:|--:|--:|--:|--:|--:|");
        foreach (Contender contender in contenders)
        {
            Cost cost = medians[contender];
            Cost reference = medians.FirstOrDefault(m => m.Key.Name == Reference && m.Key.Renditions == contender.Renditions).Value;
            long memory = cost.PeakMemory - (contender.Name == WholeProcess ? bare.PeakMemory : 0);
            Console.WriteLine(Line(
                $"| {contender.Name} | {contender.Renditions} | {cost.Wall.TotalSeconds:F2} | {Ratio(cost.Wall, reference.Wall)} | {cost.Cpu.TotalSeconds:F2} | {Ratio(cost.Cpu, reference.Cpu)} | {memory / 1e6:F0} |"));
        }

        Console.WriteLine();
        Console.WriteLine("Memory of MssTools is what it takes beyond the bare engine. Memory of several processes is the sum of their peaks.");
    }

    private static string Ratio(TimeSpan time, TimeSpan reference) => reference > TimeSpan.Zero ? Line($"{time / reference:F2}") : "";

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private sealed record Contender(string Name, int Renditions, Func<Cost> Run);
}

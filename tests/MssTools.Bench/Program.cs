using System.Globalization;
using MssTools.Bench;
using MssTools.Bench.Disturbed;
using MssTools.Bench.Hostile;
using MssTools.Bench.Nodes;
using MssTools.Bench.Placing;

CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
switch (args)
{
    case [OwnProcess.VictimPart, ..]:
        return Victim.Run(args.AsSpan(1));
    case [OwnProcess.AttackersPart, ..]:
        return Attackers.Run(args.AsSpan(1));
}

if (BenchOptions.Parse(args) is not { } options)
{
    Console.Error.WriteLine(BenchOptions.Usage);
    return 2;
}

if (options.Kind == BenchKind.Placing)
{
    return PlacingBenchmark.Run(options);
}

if (!OperatingSystem.IsLinux())
{
    Console.Error.WriteLine("The benchmark reads CPU time and memory from /proc, which only Linux has.");
    return 2;
}

if (options.Kind == BenchKind.Origin)
{
    return OriginBenchmark.Run(options);
}

if (!ToolPath.Exists("ffmpeg"))
{
    Console.Error.WriteLine("ffmpeg is not on the PATH. It makes the input and is what we compare with: apt install ffmpeg.");
    return 2;
}

return options.Kind switch
{
    BenchKind.Live => LiveBenchmark.Run(options),
    BenchKind.Ingest or BenchKind.Smooth => IngestBenchmark.Run(options),
    BenchKind.Soak => SoakBenchmark.Run(options),
    BenchKind.Disturbed => DisturbedBenchmark.Run(options),
    BenchKind.Hostile => HostileBenchmark.Run(options),
    BenchKind.Nodes => NodesBenchmark.Run(options),
    BenchKind.Micro => MicroBenchmark.Run(options),
    _ => VodBenchmark.Run(options),
};

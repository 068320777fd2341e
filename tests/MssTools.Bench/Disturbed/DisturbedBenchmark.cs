using System.Runtime.InteropServices;
using MssTools.Core;

namespace MssTools.Bench.Disturbed;

/// <summary>
/// Twenty groups in this process, of all kinds of input, each disturbed at random moments. What is listed must be there and
/// whole all the time, and each group must come back.
/// </summary>
internal static class DisturbedBenchmark
{
    /// <summary>Runs it and prints the tables; 1 if anything was wrong.</summary>
    public static int Run(BenchOptions options)
    {
        int seed = options.Seed ?? Random.Shared.Next(1, 1_000_000);
        var length = TimeSpan.FromMinutes(options.Minutes);
        string root = Path.Join(ToolPath.Artifacts, "disturbed");
        Directory.CreateDirectory(root);
        Prepare((int)length.TotalSeconds + 300);
        Console.WriteLine($"Seed {seed}, {options.Minutes} min.");
        ProcessLook before = ProcessLook.Take("before anything is started");
        using var log = new RunLog(Path.Join(root, "log.txt"), seed);
        using var over = new CancellationTokenSource(length);
        using PosixSignalRegistration interrupt = End(PosixSignal.SIGINT, over);
        using PosixSignalRegistration terminate = End(PosixSignal.SIGTERM, over);
        using var nginx = new RtmpServer(Path.Join(root, "nginx"));
        var engine = new MssEngine(TimeProvider.System);
        int ingest = engine.StartIngest(new IngestDefinition { Port = 0, Address = "127.0.0.1", AllowTakeover = true }).Port;
        int origin = engine.StartServer(new ServerDefinition { Root = root, Port = 0 }).Port;
        IReadOnlyList<DisturbedInput> inputs = new InputTable(root, (int)length.TotalSeconds + 300, ingest, nginx.Port).Make();
        try
        {
            List<DisturbedRun> runs =
            [
                .. inputs
                    .Select((input, i) => new DisturbedRun(engine, input, seed * 100 + i, origin, log, over.Token))
                    .Where(run => run.Input.Name.Contains(options.Only ?? "", StringComparison.Ordinal)),
            ];
            Task lives = Task.WhenAll(runs.Select(r => Task.Run(r.RunAsync)));
            List<ProcessLook> looks = [before, .. LooksOf(lives, length)];
            lives.GetAwaiter().GetResult();
            Dictionary<string, IReadOnlyList<MssStream>> ends = runs.ToDictionary(r => r.Input.Name, r => r.Streams);
            engine.Shutdown();
            looks.Add(ProcessLook.Take("all streams stopped; encoders run"));
            runs.ForEach(r => r.Checker.LookAtAll());
            Dispose(inputs);
            looks.Add(ProcessLook.Take("encoders and relays ended; nginx runs"));
            log.Note("handles", ProcFs.OwnHandlesByKind());
            DisturbedReport.Print(runs, ends, looks);
            Console.WriteLine();
            Console.WriteLine(
                $"Seed {seed}: {log.Complaints} faults; full disk here: {inputs[0].Disk.Fullness}; "
                + $"{root}/log.txt has all that happened.");
            return log.Complaints == 0 ? 0 : 1;
        }
        finally
        {
            Dispose(inputs);
        }
    }

    private static void Prepare(int seconds)
    {
        for (int configuration = 0; configuration < DisturbedMedia.Configurations; configuration++)
        {
            DisturbedMedia.Long(configuration, isLow: false, seconds, "mp4");
            DisturbedMedia.Long(configuration, isLow: true, seconds, "mp4");
            DisturbedMedia.Long(configuration, isLow: false, seconds, "ts");
        }
    }

    // At 1/6 of the time (minute 5 of 30), in the middle, and at the end.
    private static IEnumerable<ProcessLook> LooksOf(Task lives, TimeSpan length)
    {
        foreach (TimeSpan next in (TimeSpan[])[length / 6, length / 3])
        {
            if (!lives.Wait(next))
            {
                yield return ProcessLook.Take($"minute {(next == length / 6 ? length / 6 : length / 2).TotalMinutes:0.#}");
            }
        }

        lives.Wait();
        yield return ProcessLook.Take("end of the run");
    }

    private static void Dispose(IReadOnlyList<DisturbedInput> inputs)
    {
        foreach (DisturbedInput input in inputs)
        {
            input.Dispose();
        }
    }

    private static PosixSignalRegistration End(PosixSignal signal, CancellationTokenSource over) =>
        PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            over.Cancel();
        });
}

using System.Diagnostics;
using MssTools.Core;

namespace MssTools.Bench;

/// <summary>
/// Many streams in this process for a long time: publishers push 2 Mbit/s each to rolling groups, and go and come back
/// with a new clock every minute. What the process holds must not grow.
/// </summary>
internal static class SoakBenchmark
{
    private const int VideoKilobits = 1872; // with 128 kbit/s of sound: 2 Mbit/s
    private const int FeedSeconds = 60;
    private const int Looks = 8;

    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(5);

    /// <summary>Runs the soak and prints a table in Markdown.</summary>
    public static int Run(BenchOptions options)
    {
        var feed = new RtmpFeed(TestMedia.Flv(VideoKilobits, FeedSeconds));
        using var output = new OutputFolder();
        output.Renew();
        var engine = new MssEngine(TimeProvider.System);
        int port = engine.StartIngest(new IngestDefinition { Port = 0, Address = "127.0.0.1", AllowTakeover = true }).Port;
        string[] names = [.. Enumerable.Range(1, options.Streams).Select(i => $"soak{i}")];
        foreach (string name in names)
        {
            engine.Start(DefinitionOf(name, output.Path));
        }

        Console.WriteLine($"{names.Length} streams of 2 Mbit/s for {options.Minutes} min; each publisher reconnects every {FeedSeconds} s.");
        Console.WriteLine();
        Console.WriteLine("| after | resident, MiB | GC heap, MiB | handles | threads | fragments | dropped | disconnects |");
        Console.WriteLine("|--:|--:|--:|--:|--:|--:|--:|--:|");
        Publisher[] publishers = new Publisher[names.Length];
        var total = TimeSpan.FromMinutes(options.Minutes);
        var clock = Stopwatch.StartNew();
        for (int look = 0; look <= Looks; look++)
        {
            // The first look is behind the first connections and what the runtime compiles.
            TimeSpan until = TimeSpan.FromSeconds(20) + total * look / Looks;
            while (clock.Elapsed < until)
            {
                Send(publishers, feed, port, names, clock.Elapsed);
                Thread.Sleep(s_step);
            }

            Look(engine, clock.Elapsed);
        }

        Array.ForEach(publishers, p => p?.Dispose());
        engine.Shutdown();
        return 0;
    }

    // Publishers come one after another, so that they do not all leave at once.
    private static void Send(Publisher?[] publishers, RtmpFeed feed, int port, string[] names, TimeSpan now)
    {
        for (int i = 0; i < publishers.Length; i++)
        {
            if (publishers[i] is { } running && running.IsAlive && !running.IsDone)
            {
                running.SendDue();
            }
            else if (now > TimeSpan.FromSeconds((double)FeedSeconds * i / publishers.Length / 4))
            {
                publishers[i]?.Dispose();
                publishers[i] = RtmpPublisher.ConnectAsync(feed, port, names[i]).GetAwaiter().GetResult();
                publishers[i]!.Start();
            }
        }
    }

    private static void Look(MssEngine engine, TimeSpan after)
    {
        long heap = GC.GetTotalMemory(forceFullCollection: true);
        IReadOnlyList<MssStream> streams = engine.GetStreams();
        Console.WriteLine(
            $"| {after:hh\\:mm\\:ss} | {ProcFs.OwnMemory() / 1048576.0:F1} | {heap / 1048576.0:F1} | {ProcFs.OwnHandles()} | {ProcFs.OwnThreads()} | "
            + $"{streams.Sum(s => s.FragmentCount)} | {streams.Sum(s => s.DroppedFragmentCount)} | {streams.Sum(s => s.DisconnectCount)} |");
    }

    private static StreamDefinition DefinitionOf(string name, string folder) => new()
    {
        LocalStreamNames = [name],
        TargetFolder = folder,
        GroupName = name,
        ChunkLength = 2,
        IsLive = true,
        PlaylistType = PlaylistType.Rolling,
        PlaylistLength = 10,
        StaleRetentionCount = 5,
    };
}

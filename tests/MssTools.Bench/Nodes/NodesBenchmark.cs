using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;
using MssTools.Bench.Disturbed;
using MssTools.Core;

namespace MssTools.Bench.Nodes;

/// <summary>
/// Three nodes with live groups of real inputs. Nodes are killed and frozen, their store goes away, and a reader of all manifests sees to it that nothing that
/// was listed is lost or changes.
/// </summary>
internal static class NodesBenchmark
{
    /// <summary>Wanted length of fragments, in seconds.</summary>
    public const int ChunkLength = 2;

    private const int RestSeconds = 20;

    /// <summary>A fragment announces successors that never came: a node was killed before it listed them.</summary>
    private const string BrokenPromise = "MSS507";

    /// <summary>A live manifest is old: nobody writes any more when all is checked.</summary>
    private const string OldManifest = "MSS707";

    // A store takes its time for each of thousands of fragments.
    private static readonly ParallelOptions s_readers = new() { MaxDegreeOfParallelism = 8 };

    private static readonly TimeSpan s_start = TimeSpan.FromSeconds(120);

    /// <summary>Runs it and prints the tables; 1 if anything was wrong.</summary>
    public static int Run(BenchOptions options)
    {
        int seed = options.Seed ?? Random.Shared.Next(1, 1_000_000);
        var random = new Random(seed);
        string root = Path.Join(ToolPath.Artifacts, $"nodes-{options.Target}".ToLowerInvariant());
        if (Directory.Exists(root))
        {
            Directory.Delete(root, recursive: true);
        }

        Directory.CreateDirectory(root);
        Console.WriteLine($"Seed {seed}, {options.LiveGroups} groups, target {options.Target}.");
        using var log = new RunLog(Path.Join(root, "log.txt"), seed);
        using var store = new StoreChild(Path.Join(root, "redis"));
        using var inputs = new NodesInputs(root, options.LiveGroups);
        using NodesTarget target = NodesTargets.Start(options.Target, root);
        string key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        NodeChild Make(string name) => new(name, root, store.Address, key);
        List<NodeChild> nodes = [Make("a"), Make("b"), Make("c")];
        try
        {
            return Run(options, nodes, Make, store, inputs, target, log, random);
        }
        finally
        {
            nodes.ForEach(node => node.Dispose());
        }
    }

    private static int Run(
        BenchOptions options, List<NodeChild> nodes, Func<string, NodeChild> make, StoreChild store, NodesInputs inputs, NodesTarget target, RunLog log, Random random)
    {
        foreach (NodeChild node in nodes)
        {
            node.Start();
            Await(node.IsRunning, $"node '{node.Name}' does not start");
        }

        StreamDefinition[] definitions = [.. Enumerable.Range(0, options.LiveGroups).Select(i => inputs.Make(i, target.Folder))];
        foreach (StreamDefinition definition in definitions)
        {
            nodes[0].Client.Start(definition);
        }

        List<GroupWatch> groups = [.. definitions.Select(d => new GroupWatch(d.GroupName, target, log))];
        List<Fault> faults = [];
        NodesRun run;
        using (var watcher = new Watcher(groups))
        {
            run = new NodesRun(nodes, groups, watcher, store, log, random);
            run.AwaitAll(s_start);
            log.Note("all", "are published");
            FaultKind[] kinds =
            [
                .. Enumerable.Repeat(FaultKind.Kill, options.Kills),
                .. Enumerable.Repeat(FaultKind.Freeze, options.Freezes),
                .. Enumerable.Repeat(FaultKind.Stop, options.Stops),
                .. Enumerable.Repeat(FaultKind.StoreAway, options.StoreAway > 0 ? 1 : 0),
            ];
            random.Shuffle(kinds);
            foreach (FaultKind kind in kinds)
            {
                Thread.Sleep(TimeSpan.FromSeconds(RestSeconds + random.Next(10)));
                Fault fault = run.Do(kind, TimeSpan.FromSeconds(options.StoreAway));
                faults.Add(fault);
                NodesReport.Print(fault, log.Elapsed);
            }

            for (int i = 1; i <= options.Joins; i++)
            {
                using NodeChild fourth = make($"d{i}");
                new NodesBalance(nodes, groups, watcher, run, log).Measure(fourth);
            }

            run.AwaitAll(s_start);
            run.Places(nodes[^1]);
            nodes.ForEach(node => node.Dispose());
        }

        Parallel.ForEach(groups, s_readers, static group => group.LookAtAll());

        NodesReport.Print(faults, groups, run.Refusals, Check(definitions, groups, log));
        Console.WriteLine();
        Console.WriteLine($"{log.Complaints} faults after {log.Elapsed:hh\\:mm\\:ss}.");
        return log.Complaints == 0 ? 0 : 1;
    }

    // As Test-MSSGroup.
    private static List<MssFinding> Check(StreamDefinition[] definitions, List<GroupWatch> groups, RunLog log)
    {
        var engine = new MssEngine(TimeProvider.System);
        var all = new ConcurrentBag<MssFinding>();
        Parallel.ForEach(definitions.Zip(groups), s_readers, pair =>
        {
            (StreamDefinition definition, GroupWatch group) = pair;
            MssFinding[] findings = [.. engine.CheckAsync(new CheckDefinition { Path = definition.GroupFolder }, CancellationToken.None).ToBlockingEnumerable()];
            foreach (MssFinding error in findings.Where(f => f.Severity == FindingSeverity.Error && f.Id != OldManifest && !(f.Id == BrokenPromise && (f.Place.Length == 0 || group.IsBeforeGap(f.Place)))))
            {
                log.Complain(definition.GroupName, $"{error} {error.Place}");
            }

            Array.ForEach(findings, all.Add);
        });
        engine.Shutdown();
        return [.. all];
    }

    private static void Await(Func<bool> condition, string otherwise)
    {
        long start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(start) > s_start)
            {
                throw new TimeoutException(otherwise);
            }

            Thread.Sleep(100);
        }
    }
}

using System.Diagnostics;

namespace MssTools.Bench.Placing;

/// <summary>Where the groups of a large cluster are: after they were started, after a tenth of the nodes died, after it is balanced, and after the nodes came back.</summary>
internal static class PlacingBenchmark
{
    /// <summary>How many groups are started a second.</summary>
    private const int StartsPerSecond = 200;

    /// <summary>Without a move for so long, the cluster is balanced.</summary>
    private static readonly TimeSpan s_quiet = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan s_limit = TimeSpan.FromHours(4);

    /// <summary>Runs it and prints the table; 1 where a group does not run, or moved twice within five minutes.</summary>
    public static int Run(BenchOptions options)
    {
        int seed = options.Seed ?? Random.Shared.Next(1, 1_000_000);
        int groupCount = options.Groups ?? 10_000;
        Console.WriteLine($"Seed {seed}: {groupCount} groups over {options.NodeCount} virtual nodes, virtual time.");
        Console.WriteLine("| after | time | moves | groups a node: min, median, max | processors of a node: min, median, max |");
        Console.WriteLine("|---|---:|---:|---|---|");
        var watch = Stopwatch.StartNew();
        var cluster = new VirtualCluster(options.NodeCount, groupCount, new Random(seed));
        cluster.Clock.Run(TimeSpan.FromSeconds(10));

        TimeSpan began = cluster.Clock.Now;
        Start(cluster);
        bool isWhole = Settle(cluster);
        Print(cluster, "all are started through one node", cluster.Clock.Now - began, 0);
        Balance(cluster, "balance");

        began = cluster.Clock.Now;
        cluster.Kill(Math.Max(1, options.NodeCount / 10));
        isWhole &= Settle(cluster);
        Print(cluster, "a tenth of the nodes died, all groups run again", cluster.Clock.Now - began, 0);
        Balance(cluster, "balance");

        cluster.Revive();
        Balance(cluster, "the dead nodes came back empty, balance");
        cluster.Kill(cluster.Living.Count);
        began = cluster.Clock.Now;
        cluster.Revive();
        isWhole &= Settle(cluster);
        Print(cluster, "all nodes died and came back", cluster.Clock.Now - began, 0);
        Balance(cluster, "balance");

        TimeSpan[] looks = [.. cluster.Looks.Order()];
        Console.WriteLine();
        Console.WriteLine(
            $"A look for balance takes {looks[looks.Length / 2].TotalMilliseconds:f1} ms (median of {looks.Length}), {looks[^1].TotalMilliseconds:f1} ms at most. "
            + $"Groups that moved twice within five minutes: {cluster.Restless}. {cluster.Clock.Now.TotalSeconds:f0} s in {watch.Elapsed.TotalSeconds:f0} s.");
        return isWhole && cluster.Restless == 0 ? 0 : 1;
    }

    // As one client does that is connected to one node.
    private static void Start(VirtualCluster cluster)
    {
        VirtualNode first = cluster.Living[0];
        foreach (VirtualGroup group in cluster.Groups)
        {
            cluster.Orphans.Add(group);
            first.Place(group);
            cluster.Clock.Run(TimeSpan.FromSeconds(1.0 / StartsPerSecond));
        }
    }

    private static bool Settle(VirtualCluster cluster) => cluster.Clock.RunUntil(() => cluster.Orphans.Count == 0, s_limit);

    private static void Balance(VirtualCluster cluster, string after)
    {
        TimeSpan began = cluster.Clock.Now;
        int moves = cluster.Moves;
        cluster.Clock.RunUntil(() => cluster.Clock.Now - Max(began, cluster.LastMove) > s_quiet, s_limit);
        Print(cluster, after, Max(began, cluster.LastMove) - began, cluster.Moves - moves);
    }

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private static void Print(VirtualCluster cluster, string after, TimeSpan time, int moves)
    {
        int[] groups = [.. cluster.Living.Select(node => node.Held.Count).Order()];
        double[] cpu = [.. cluster.Living.Select(node => node.Held.Sum(group => group.Cpu)).Order()];
        Console.WriteLine(
            $"| {after} | {time.TotalSeconds:f0} s | {moves} | {groups[0]}, {groups[groups.Length / 2]}, {groups[^1]} "
            + $"| {cpu[0]:P0}, {cpu[cpu.Length / 2]:P0}, {cpu[^1]:P0} |");
    }
}

using System.Diagnostics;
using MssTools.Bench.Disturbed;

namespace MssTools.Bench.Nodes;

/// <summary>Measures how long it takes until all is in balance when a node joins and leaves, and what moves for it.</summary>
/// <param name="nodes">The nodes that stay.</param>
/// <param name="groups">The groups.</param>
/// <param name="watcher">Looks at the groups all the time.</param>
/// <param name="run">Knows where groups are.</param>
/// <param name="log">Gets complaints.</param>
internal sealed class NodesBalance(List<NodeChild> nodes, IReadOnlyList<GroupWatch> groups, Watcher watcher, NodesRun run, RunLog log)
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(90);

    /// <summary>All is in balance when nothing has moved for so long.</summary>
    private static readonly TimeSpan s_rest = TimeSpan.FromSeconds(45);

    /// <summary>Has another node join, and leave when groups move no more; prints how long both took, and what moved.</summary>
    /// <param name="fourth">The node.</param>
    public void Measure(NodeChild fourth)
    {
        AwaitRest(nodes);
        int[] counts = [.. groups.Select(g => g.Count)];
        List<NodeChild> all = [.. nodes, fourth];
        int[] lines = [.. all.Select(n => n.LogLength)];
        long start = Stopwatch.GetTimestamp();
        fourth.Start();
        if (!Waiting.Until(fourth.IsRunning, s_limit))
        {
            log.Complain(fourth.Name, "it does not start");
        }

        double joined = Stopwatch.GetElapsedTime(start).TotalSeconds;
        AwaitRest(all);
        double balanced = Stopwatch.GetElapsedTime(start).TotalSeconds - s_rest.TotalSeconds;
        Console.WriteLine($"A fourth node: running after {joined:f1} s, in balance after {balanced:f0} s: {Shares()}");
        PrintPauses(counts, "A join");
        PrintMoves(all, lines);
        start = Stopwatch.GetTimestamp();
        counts = [.. groups.Select(g => g.Count)];
        lines = [.. all.Select(n => n.LogLength)];
        if (!fourth.Leave())
        {
            log.Complain(fourth.Name, "it did not leave");
        }

        double left = Stopwatch.GetElapsedTime(start).TotalSeconds;
        if (!Waiting.Until(() => groups.Select((g, i) => g.Count > counts[i] + 3).All(isNew => isNew), s_limit))
        {
            log.Complain(fourth.Name, "not all are published after it left");
        }

        AwaitRest(nodes);
        balanced = Stopwatch.GetElapsedTime(start).TotalSeconds - s_rest.TotalSeconds;
        Console.WriteLine($"It leaves: gone after {left:f1} s, in balance after {balanced:f0} s: {Shares()}");
        PrintPauses(counts, "A leave");
        PrintMoves(nodes, lines);
    }

    private void PrintPauses(int[] counts, string what)
    {
        watcher.AwaitRound();
        IReadOnlyList<Listed>[] rows = [.. groups.Select((g, i) => g.From(counts[i] - 1))];
        double[] pauses = [.. rows.Select(own => own.Zip(own.Skip(1)).Max(pair => Stopwatch.GetElapsedTime(pair.First.Seen, pair.Second.Seen).TotalSeconds)).Order()];
        double missing = rows.Max(own => own.Zip(own.Skip(1)).Max(pair => TimeSpan.FromTicks(pair.Second.Time - pair.First.Time - pair.First.Duration).TotalSeconds));
        Console.WriteLine(
            $"{what}: longest pause of listing {pauses[pauses.Length / 2]:f1} s (median of groups), {pauses[^1]:f1} s (worst); missing pictures {missing:f1} s (worst)");
    }

    private string Shares() => string.Join(", ", run.Places(nodes[0]).GroupBy(p => p.Value).OrderBy(g => g.Key).Select(g => $"{g.Key} {g.Count()}"));

    // Until no group has been moved for a while.
    private static void AwaitRest(List<NodeChild> all)
    {
        int Moves() => all.Sum(n => n.LogFrom(0).Count(IsMove));
        int before = -1;
        long since = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(since) < s_rest)
        {
            if (Moves() is var now && now != before)
            {
                (before, since) = (now, Stopwatch.GetTimestamp());
            }

            Thread.Sleep(100);
        }
    }

    private static void PrintMoves(List<NodeChild> all, int[] lines)
    {
        string[] moved = [.. all.SelectMany((n, i) => n.LogFrom(lines[i])).Where(IsMove)];
        string[][] twice = [.. moved.GroupBy(line => line[line.IndexOf("\"group\":", StringComparison.Ordinal)..]).Where(g => g.Count() > 1).Select(g => g.ToArray())];
        Console.WriteLine($"{moved.Length} moves, {twice.Length} groups moved more than once");
        foreach (string line in twice.SelectMany(lines => lines))
        {
            Console.WriteLine($"- {line}");
        }
    }

    private static bool IsMove(string line) => line.Contains(", for balance.", StringComparison.Ordinal);
}

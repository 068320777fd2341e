using System.Diagnostics;
using MssTools.Bench.Disturbed;

namespace MssTools.Bench.Nodes;

/// <summary>Does things to nodes, one after the other, and measures what their groups make of it.</summary>
/// <param name="nodes">The nodes.</param>
/// <param name="groups">The groups.</param>
/// <param name="watcher">Looks at the groups all the time.</param>
/// <param name="store">The cluster's store.</param>
/// <param name="log">Gets what happens.</param>
/// <param name="random">Draws nodes.</param>
internal sealed class NodesRun(
    List<NodeChild> nodes, IReadOnlyList<GroupWatch> groups, Watcher watcher, StoreChild store, RunLog log, Random random)
{
    private const int FrozenEnd = 70;

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan s_freeze = TimeSpan.FromSeconds(20);

    // How much of the nodes' logs is of faults before: who was moved since may list nothing for a moment.
    private int[] _seen = new int[nodes.Count];

    /// <summary>Lines that frozen nodes logged after they woke.</summary>
    public List<string> Refusals { get; } = [];

    /// <summary>Waits until all groups list something new.</summary>
    /// <exception cref="TimeoutException">One of them does not.</exception>
    public void AwaitAll(TimeSpan limit)
    {
        int[] counts = [.. groups.Select(g => g.Count)];
        if (!Waiting.Until(() => groups.Select((g, i) => g.Count > counts[i]).All(isNew => isNew), limit))
        {
            throw new TimeoutException($"Not published: {string.Join(", ", groups.Where((g, i) => g.Count == counts[i]).Select(g => g.Name))}.");
        }
    }

    /// <summary>Does one thing, and waits until all groups publish again.</summary>
    public Fault Do(FaultKind kind, TimeSpan storeAway)
    {
        if (kind == FaultKind.StoreAway)
        {
            return TakeStoreAway(storeAway);
        }

        Dictionary<string, string> places = Places(nodes[0]);
        NodeChild[] busy = [.. nodes.Where(n => places.ContainsValue(n.Name))];
        NodeChild victim = busy[random.Next(busy.Length)];
        NodeChild next = nodes.First(n => n != victim);
        HashSet<string> hit =
            [.. places.Where(place => place.Value == victim.Name || (kind == FaultKind.Stop && place.Value == next.Name)).Select(place => place.Key)];
        int ends = victim.ExitCodes.Count;
        int line = victim.LogLength;
        log.Note(victim.Name, $"{kind}; it has {hit.Count} groups: {string.Join(' ', hit.Order())}");
        long start = Stopwatch.GetTimestamp();
        if (kind == FaultKind.Kill)
        {
            victim.Kill();
        }
        else if (kind == FaultKind.Freeze)
        {
            victim.Freeze();
        }
        else
        {
            StopInTurn(victim, next);
        }

        watcher.AwaitRound();
        int[] counts = [.. groups.Select(g => g.Count)];
        if (kind == FaultKind.Freeze)
        {
            Thread.Sleep(s_freeze - Stopwatch.GetElapsedTime(start));
            victim.Thaw();
        }

        if (!Waiting.Until(() => groups.Select((g, i) => g.Count > counts[i] + 1).All(isNew => isNew), s_limit))
        {
            log.Complain(victim.Name, $"{kind}: not published again: {string.Join(", ", groups.Where((g, i) => g.Count <= counts[i] + 1).Select(g => g.Name))}");
        }

        bool isBack = Waiting.Until(() => victim.ExitCodes.Count > ends && victim.IsRunning(), s_limit);
        double back = Stopwatch.GetElapsedTime(start).TotalSeconds;
        int? exit = victim.ExitCodes.Count > ends ? victim.ExitCodes[ends] : null;
        if (!isBack)
        {
            log.Complain(victim.Name, $"{kind}: it is no node again");
        }

        if (kind == FaultKind.Freeze)
        {
            Refusals.AddRange(victim.LogFrom(line).TakeWhile(static l => !l.StartsWith("# ended", StringComparison.Ordinal)).Where(IsOfWaking).Select(l => $"{victim.Name}: {l}"));
            if (exit != FrozenEnd)
            {
                log.Complain(victim.Name, $"it woke, and ended with {exit?.ToString() ?? "nothing"}");
            }
        }

        return Measure(kind, victim.Name, hit, counts, start, isBack ? back : null, exit);
    }

    /// <summary>Where each group is, and that all run; complains otherwise.</summary>
    /// <param name="asked">The node that is asked.</param>
    public Dictionary<string, string> Places(NodeChild asked)
    {
        IReadOnlyList<MssGroup> listed = [];
        if (!Waiting.Until(() => (listed = asked.Client.GetGroups()) is var now && now.Count == groups.Count && now.All(g => g.State == StreamState.Running), s_limit))
        {
            log.Complain(asked.Name, $"{listed.Count} groups are listed; not running: "
                + string.Join("; ", listed.Where(g => g.State != StreamState.Running).Select(g => $"{g.GroupName} at {g.Node} {g.State} {g.LastError}")));
        }

        return listed.ToDictionary(g => g.GroupName, g => g.Node, StringComparer.Ordinal);
    }

    private void StopInTurn(NodeChild first, NodeChild second)
    {
        foreach (NodeChild node in (NodeChild[])[first, second])
        {
            int ends = node.ExitCodes.Count;
            node.Restart();
            if (!Waiting.Until(() => node.ExitCodes.Count > ends, s_limit) || node.ExitCodes[ends] != 0)
            {
                log.Complain(node.Name, "it did not end in order");
            }
        }
    }

    private Fault TakeStoreAway(TimeSpan length)
    {
        log.Note("store", $"away for {length.TotalSeconds} s");
        watcher.AwaitRound();
        int[] counts = [.. groups.Select(g => g.Count)];
        long start = Stopwatch.GetTimestamp();
        store.Stop();
        Thread.Sleep(length);
        store.Start();
        AwaitAll(s_limit);
        double back = Stopwatch.GetElapsedTime(start).TotalSeconds;
        foreach (NodeChild node in nodes)
        {
            Places(node);
        }

        return Measure(FaultKind.StoreAway, "", [], counts, start, back, exit: null);
    }

    private Fault Measure(FaultKind kind, string node, HashSet<string> hit, int[] counts, long start, double? back, int? exit)
    {
        List<double> outages = [];
        List<double> missing = [];
        double others = 0;
        double moved = 0;
        string told = string.Join('\n', nodes.SelectMany((n, i) => n.LogFrom(_seen[i])).Where(line => line.Contains("(Migrating)", StringComparison.Ordinal)));
        for (int i = 0; i < groups.Count; i++)
        {
            IReadOnlyList<Listed> rows = groups[i].From(counts[i] - 1); // one from before it
            if (rows.Count < 2)
            {
                continue; // complained about
            }

            if (hit.Contains(groups[i].Name))
            {
                outages.Add(Stopwatch.GetElapsedTime(start, rows[1].Seen).TotalSeconds);
                missing.Add(rows.Zip(rows.Skip(1)).Max(pair => TimeSpan.FromTicks(pair.Second.Time - pair.First.Time - pair.First.Duration).TotalSeconds));
                log.Note(groups[i].Name, $"listed again after {outages[^1]:f1} s, {missing[^1]:f1} s are missing");
                continue;
            }

            double longest = rows.Zip(rows.Skip(1)).Max(pair => Stopwatch.GetElapsedTime(pair.First.Seen, pair.Second.Seen).TotalSeconds);
            if (told.Contains($"/{groups[i].Name}\\u0027 leaves", StringComparison.Ordinal))
            {
                moved = Math.Max(moved, longest);
                log.Note(groups[i].Name, $"was moved meanwhile, and listed nothing for {longest:f1} s");
                continue;
            }

            others = Math.Max(others, longest);
            if (longest > 3 * NodesBenchmark.ChunkLength)
            {
                log.Complain(groups[i].Name, $"it is not of node '{node}', and listed nothing for {longest:f1} s");
            }
        }

        _seen = [.. nodes.Select(n => n.LogLength)];
        return new Fault(kind, node, outages, missing, others, moved, back, exit);
    }

    private static bool IsOfWaking(string line) =>
        line.Contains("Fenced", StringComparison.Ordinal) || line.Contains("stood still", StringComparison.Ordinal) || line.Contains("out of its cluster", StringComparison.Ordinal);
}

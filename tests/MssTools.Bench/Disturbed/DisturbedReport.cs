namespace MssTools.Bench.Disturbed;

/// <summary>Prints what became of the inputs, in Markdown.</summary>
internal static class DisturbedReport
{
    private static readonly Disturbance[] s_kinds = Enum.GetValues<Disturbance>();

    /// <summary>Prints all tables.</summary>
    /// <param name="runs">The inputs.</param>
    /// <param name="ends">The streams as they were before they were stopped, by input.</param>
    /// <param name="looks">At this process.</param>
    public static void Print(
        IReadOnlyList<DisturbedRun> runs,
        IReadOnlyDictionary<string, IReadOnlyList<MssStream>> ends,
        IReadOnlyList<ProcessLook> looks)
    {
        Console.WriteLine();
        Console.WriteLine(
            $"| input | kind | {string.Join(" | ", s_kinds)} "
            + "| published, s | missing, s | of deleted folders | fragments left out | reconnects | losses |");
        Console.WriteLine($"|---|---|{string.Concat(s_kinds.Select(_ => "--:|"))}--:|--:|--:|--:|--:|--:|");
        foreach (DisturbedRun run in runs)
        {
            IReadOnlyList<MssStream> streams = ends[run.Input.Name];
            Console.WriteLine(
                $"| {run.Input.Name} | {run.Input.Kind} | {string.Join(" | ", s_kinds.Select(k => TimesOf(run, k)))} "
                + $"| {run.Checker.Published.TotalSeconds:F1} | {run.Checker.Missing.TotalSeconds:F1} | {run.Checker.Deleted} "
                + $"| {streams.Sum(s => s.DroppedFragmentCount)} | {streams.Sum(s => s.DisconnectCount)} "
                + $"| {streams.Sum(s => s.LossCount)} |");
        }

        PrintTolls(runs);
        PrintReasons(runs);
        Console.WriteLine();
        Console.WriteLine("| this process | resident, MiB | GC heap, MiB | handles | threads | children |");
        Console.WriteLine("|---|--:|--:|--:|--:|--:|");
        foreach (ProcessLook look in looks)
        {
            Console.WriteLine(look);
        }
    }

    private static void PrintTolls(IReadOnlyList<DisturbedRun> runs)
    {
        Console.WriteLine();
        Console.WriteLine("| disturbance | times | missing, s | longest way back, s |");
        Console.WriteLine("|---|--:|--:|--:|");
        foreach (Disturbance kind in s_kinds)
        {
            List<Toll> tolls = [.. runs.Where(r => r.Tolls.ContainsKey(kind)).Select(r => r.Tolls[kind])];
            Console.WriteLine(
                $"| {kind} | {tolls.Sum(t => t.Times)} | {tolls.Sum(t => t.Missing.TotalSeconds):F1} "
                + $"| {tolls.Select(t => t.LongestReturn.TotalSeconds).DefaultIfEmpty().Max():F0} |");
        }
    }

    private static void PrintReasons(IReadOnlyList<DisturbedRun> runs)
    {
        Console.WriteLine();
        Console.WriteLine("What the streams said (LastError and Warnings, numbers left out):");
        foreach (DisturbedRun run in runs)
        {
            Console.WriteLine();
            Console.WriteLine($"- {run.Input.Name}");
            foreach (string reason in run.Reasons.Keys)
            {
                Console.WriteLine($"  - {reason}");
            }
        }
    }

    private static string TimesOf(DisturbedRun run, Disturbance kind) =>
        run.Tolls.TryGetValue(kind, out Toll? toll) ? $"{toll.Times}" : run.Input.Possible.Contains(kind) ? "0" : "–";
}

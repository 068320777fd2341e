namespace MssTools.Bench.Nodes;

/// <summary>Prints what nodes made of their faults, in Markdown.</summary>
internal static class NodesReport
{
    /// <summary>Prints a fault that is over.</summary>
    public static void Print(Fault fault, TimeSpan elapsed) => Console.WriteLine(
        $"{elapsed:hh\\:mm\\:ss} {fault.Kind} {fault.Node}: {fault.Outages.Count} groups, listed again after {Of(fault.Outages)} s, missing {Of(fault.Missing)} s; "
        + $"others {fault.OthersWorst:f1} s, moved ones {fault.MovedWorst:f1} s; back after {fault.Back?.ToString("f1") ?? "-"} s, exit code {fault.ExitCode?.ToString() ?? "-"}");

    /// <summary>Prints all tables.</summary>
    public static void Print(IReadOnlyList<Fault> faults, IReadOnlyList<GroupWatch> groups, IReadOnlyList<string> refusals, IReadOnlyList<MssFinding> findings)
    {
        Console.WriteLine();
        Console.WriteLine("| fault | times | groups hit | listed again after, s: median | worst | missing pictures, s: median | worst | worst of other groups, s | of those moved for balance, s | node back after, s: worst |");
        Console.WriteLine("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
        foreach (IGrouping<FaultKind, Fault> kind in faults.GroupBy(f => f.Kind).OrderBy(g => g.Key))
        {
            List<double> outages = [.. kind.SelectMany(f => f.Outages)];
            List<double> missing = [.. kind.SelectMany(f => f.Missing)];
            Console.WriteLine(
                $"| {kind.Key} | {kind.Count()} | {outages.Count} | {Median(outages):f1} | {outages.DefaultIfEmpty().Max():f1} | {Median(missing):f1} "
                + $"| {missing.DefaultIfEmpty().Max():f1} | {kind.Max(f => f.OthersWorst):f1} | {kind.Max(f => f.MovedWorst):f1} | {kind.Max(f => f.Back ?? double.NaN):f1} |");
        }

        Console.WriteLine();
        Console.WriteLine($"{groups.Count} groups, {groups.Sum(g => g.Count)} rows of pictures, {groups.Sum(g => g.Fragments)} fragments read when listed and again at the end.");
        Console.WriteLine();
        Console.WriteLine("Findings of the check:");
        foreach (IGrouping<(string Id, FindingSeverity Severity), MssFinding> id in findings.GroupBy(f => (f.Id, f.Severity)).OrderBy(g => g.Key.Id))
        {
            Console.WriteLine($"- {id.Key.Id} {id.Key.Severity}: {id.Sum(f => f.Count)} times, as: {id.First().Message}");
        }

        Console.WriteLine();
        Console.WriteLine("What frozen nodes logged when they woke:");
        foreach (string line in refusals)
        {
            Console.WriteLine($"- {line}");
        }
    }

    private static string Of(IReadOnlyList<double> seconds) => $"{Median(seconds):f1} (worst {seconds.DefaultIfEmpty().Max():f1})";

    private static double Median(IReadOnlyList<double> numbers) => numbers.Count == 0 ? 0 : numbers.Order().ElementAt(numbers.Count / 2);
}

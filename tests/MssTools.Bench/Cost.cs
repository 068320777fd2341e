namespace MssTools.Bench;

/// <summary>What a run took.</summary>
/// <param name="Wall">Time on the clock.</param>
/// <param name="Cpu">Processor time of all its threads and processes, in the program and in the kernel on its behalf.</param>
/// <param name="PeakMemory">Most memory that was resident at a time, in bytes; for a part of a process its growth.</param>
internal readonly record struct Cost(TimeSpan Wall, TimeSpan Cpu, long PeakMemory)
{
    /// <summary>The medians of several runs, each by itself.</summary>
    public static Cost MedianOf(IReadOnlyCollection<Cost> runs) => new(
        Median(runs.Select(r => r.Wall)), Median(runs.Select(r => r.Cpu)), Median(runs.Select(r => r.PeakMemory)));

    private static T Median<T>(IEnumerable<T> values)
    {
        List<T> sorted = [.. values.Order()];
        return sorted[sorted.Count / 2];
    }
}

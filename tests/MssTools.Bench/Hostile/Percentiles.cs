namespace MssTools.Bench.Hostile;

/// <summary>Median, 99 % and maximum of times.</summary>
internal static class Percentiles
{
    /// <summary>In words; times are milliseconds.</summary>
    public static string Of(IReadOnlyCollection<double> times)
    {
        double[] sorted = [.. times.Order()];
        return sorted.Length == 0 ? "none" : $"{sorted[sorted.Length / 2]:F1} / {sorted[sorted.Length * 99 / 100]:F1} / {sorted[^1]:F0}";
    }
}

namespace MssTools.Bench.Hostile;

/// <summary>One time that an attack runs.</summary>
/// <param name="Begin">After the start of the run.</param>
/// <param name="End">After the start of the run.</param>
/// <param name="Connections">At a time.</param>
/// <param name="Seed">Of what they do.</param>
internal sealed record AttackTime(TimeSpan Begin, TimeSpan End, int Connections, int Seed);

/// <summary>When attacks run: drawn before anything begins, so that it follows from the seed and not from the machine.</summary>
internal static class AttackSchedule
{
    private const int MostConnections = 64;
    private const double LongestRun = 60;
    private const double LongestPause = 40;
    private const double Shortest = 3;

    /// <summary>Draws the times of all attacks.</summary>
    public static IReadOnlyList<IReadOnlyList<AttackTime>> Draw(int attacks, TimeSpan length, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, attacks).Select(_ => Draw(length, random).ToList())];
    }

    private static IEnumerable<AttackTime> Draw(TimeSpan length, Random random)
    {
        TimeSpan begin = TimeSpan.FromSeconds(random.NextDouble() * LongestPause / 2);
        while (begin < length)
        {
            TimeSpan end = begin + TimeSpan.FromSeconds(Shortest + random.NextDouble() * (LongestRun - Shortest));
            yield return new AttackTime(begin, end < length ? end : length, random.Next(1, MostConnections + 1), random.Next());
            begin = end + TimeSpan.FromSeconds(Shortest + random.NextDouble() * (LongestPause - Shortest));
        }
    }
}

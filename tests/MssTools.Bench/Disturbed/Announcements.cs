namespace MssTools.Bench.Disturbed;

/// <summary>What tfrf boxes announced, by quality level, and whether it came.</summary>
/// <param name="complain">Told what is wrong.</param>
internal sealed class Announcements(Action<string> complain)
{
    private readonly Dictionary<string, Dictionary<long, long>> _announced = [];

    /// <summary>Takes the next listed fragment of a quality level.</summary>
    /// <param name="level">Kind and bit rate.</param>
    /// <param name="fragment">The fragment.</param>
    /// <param name="isExcused">True for the time of a fragment that may be missing, or is there without being listed.</param>
    public void Check(string level, FragmentFile fragment, Func<long, bool> isExcused)
    {
        if (!_announced.TryGetValue(level, out Dictionary<long, long>? announced))
        {
            _announced.Add(level, announced = []);
        }

        if (announced.Remove(fragment.Time, out long promised) && promised != fragment.Duration)
        {
            complain($"{level}: {fragment.Time} was announced with {promised} and has {fragment.Duration}");
        }

        foreach (long broken in announced.Keys.Where(t => t < fragment.Time).ToList())
        {
            announced.Remove(broken);
            if (!isExcused(broken))
            {
                complain($"{level}: {broken} was announced and never came; {fragment.Time} is listed");
            }
        }

        foreach ((long time, long duration) in fragment.Announced)
        {
            announced[time] = duration;
        }
    }
}

namespace MssTools.Core.Outputs.Push;

/// <summary>How long a push waits before it tries again: longer each time that it fails in a row, and longest where it is refused.</summary>
/// <param name="first">The first pause after a connection was lost.</param>
internal sealed class RetryPauses(TimeSpan first)
{
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_firstRefused = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_longestRefused = TimeSpan.FromMinutes(5);

    private int _lost;
    private int _refused;

    /// <summary>How often it failed in a row.</summary>
    public int Failures => _lost + _refused;

    /// <summary>It works.</summary>
    public void Reset() => (_lost, _refused) = (0, 0);

    /// <summary>It failed: the pause before the next attempt.</summary>
    public TimeSpan Next(PushEnd end) => end == PushEnd.Refused
        ? Doubled(s_firstRefused, _refused++, s_longestRefused)
        : Doubled(first, _lost++, first > s_longest ? first : s_longest);

    private static TimeSpan Doubled(TimeSpan pause, int times, TimeSpan longest)
    {
        for (int i = 0; i < times && pause < longest; i++)
        {
            pause *= 2;
        }

        return pause < longest ? pause : longest;
    }
}

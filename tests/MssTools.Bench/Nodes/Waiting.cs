using System.Diagnostics;

namespace MssTools.Bench.Nodes;

/// <summary>Waits for what nodes and groups come to.</summary>
internal static class Waiting
{
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(0.2);

    /// <summary>Waits until something is so; a node that does not answer is asked again.</summary>
    /// <returns>False: it did not become so in time.</returns>
    public static bool Until(Func<bool> condition, TimeSpan limit)
    {
        long start = Stopwatch.GetTimestamp();
        while (!IsSo(condition))
        {
            if (Stopwatch.GetElapsedTime(start) > limit)
            {
                return false;
            }

            Thread.Sleep(s_look);
        }

        return true;
    }

    private static bool IsSo(Func<bool> condition)
    {
        try
        {
            return condition();
        }
        catch (MssException failure) when (failure.Code is MssError.Unavailable or MssError.TimedOut)
        {
            return false;
        }
    }
}

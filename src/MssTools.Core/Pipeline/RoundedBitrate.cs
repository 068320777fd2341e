namespace MssTools.Core.Pipeline;

/// <summary>Rounds measured bit rates, so that folders keep their names from run to run.</summary>
internal static class RoundedBitrate
{
    private const long Smallest = 1000;

    /// <summary>Rounds to three significant digits, and to 1000 bits per second at least.</summary>
    public static long Of(long bitsPerSecond)
    {
        long step = StepOf(bitsPerSecond);
        return Math.Max(Smallest, (bitsPerSecond + step / 2) / step * step);
    }

    /// <summary>
    /// The next rounded value above <paramref name="bitsPerSecond"/>; tells two equal renditions apart.
    /// </summary>
    public static long After(long bitsPerSecond) => bitsPerSecond + StepOf(bitsPerSecond);

    private static long StepOf(long bitsPerSecond)
    {
        long step = 1;
        while (bitsPerSecond / step >= 1000)
        {
            step *= 10;
        }

        return step;
    }
}

namespace MssTools.Core.Media;

/// <summary>Exact conversion between timescales.</summary>
internal static class Timescale
{
    /// <summary>Ticks per second of every time inside the pipeline (100 ns, the unit of MS-SSTR and of .NET).</summary>
    public const long Ticks = 10_000_000;

    /// <summary>
    /// Ticks of one millisecond: fragments start on whole milliseconds, which no client's arithmetic rounds.
    /// </summary>
    public const long Millisecond = Ticks / 1000;

    /// <summary>
    /// Converts a time from one timescale to another, rounding half away from zero. 128 bits inside: exact for any
    /// 64-bit time. Always apply it to absolute times; adding rounded durations would drift.
    /// </summary>
    /// <exception cref="OverflowException">The result needs more than 64 bits.</exception>
    public static long Rescale(long time, long from, long to)
    {
        if (from == to)
        {
            return time;
        }

        Int128 scaled = (Int128)time * to;
        Int128 half = from / 2;
        return checked((long)((scaled >= 0 ? scaled + half : scaled - half) / from));
    }

    /// <summary>The whole millisecond nearest to <paramref name="ticks"/>, in ticks of 100 ns.</summary>
    public static long ToWholeMilliseconds(long ticks) => Rescale(ticks, Ticks, 1000) * Millisecond;
}

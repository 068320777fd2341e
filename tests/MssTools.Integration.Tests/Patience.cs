namespace MssTools.Integration.Tests;

/// <summary>
/// How long tests wait for what should come. Being late is no failure of what is tested, a hang is one: so each wait has
/// a limit, and this is the one place that makes them generous.
/// </summary>
internal static class Patience
{
    /// <summary>How many times longer than on an idle machine anything may take; the pages' driver gets it as well.</summary>
    public const int Factor = 5;

    /// <summary>A limit for what takes so long on an idle machine that is none of the fastest.</summary>
    /// <param name="seconds">Seconds on that machine.</param>
    public static TimeSpan Of(double seconds) => TimeSpan.FromSeconds(seconds * Factor);
}

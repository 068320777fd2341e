namespace MssTools.Integration.Tests.Faults;

/// <summary>
/// Whether faults are measured (<c>.ci/measure</c>, which sets <c>MSS_MEASURE</c>): each as often as docs/faults.md says
/// and against the real clock. Otherwise they gate: the same laws, fewer times, on a clock that waits for who is late.
/// </summary>
internal static class Measure
{
    /// <summary>True to measure.</summary>
    public static bool IsOn { get; } = Environment.GetEnvironmentVariable("MSS_MEASURE") is not (null or "" or "0");

    /// <summary>How often, or for how many seconds, a fault is injected.</summary>
    public static int Times(int gate, int measure) => IsOn ? measure : gate;
}

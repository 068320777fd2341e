namespace MssTools.Core.Manifests;

/// <summary>A fragment that a manifest lists, in ticks of its StreamIndex. Repeats are spelled out.</summary>
/// <param name="Time">Start: t, or where the one before it ends.</param>
/// <param name="Duration">Length: d, or as far as the next one; zero where neither says it.</param>
/// <param name="Line">Line of its c element, counted from 1.</param>
/// <param name="Form">What the c element really said.</param>
internal readonly record struct ListedFragment(long Time, long Duration, int Line, ListedForm Form)
{
    /// <summary>Where it ends.</summary>
    public long End => Time + Duration;
}

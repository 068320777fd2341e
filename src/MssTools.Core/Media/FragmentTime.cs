namespace MssTools.Core.Media;

/// <summary>Where a fragment stands on the group's timeline.</summary>
/// <param name="Time">Start in 100 ns ticks.</param>
/// <param name="Duration">Length in 100 ns ticks.</param>
internal readonly record struct FragmentTime(long Time, long Duration)
{
    /// <summary>Where the fragment ends.</summary>
    public long End => Time + Duration;
}

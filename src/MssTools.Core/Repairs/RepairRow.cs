namespace MssTools.Core.Repairs;

/// <summary>A row of a repaired manifest, in ticks of its StreamIndex.</summary>
/// <param name="Time">Start.</param>
/// <param name="Duration">Length.</param>
internal readonly record struct RepairRow(long Time, long Duration)
{
    /// <summary>Where it ends.</summary>
    public long End => Time + Duration;
}

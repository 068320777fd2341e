namespace MssTools.Core.Pipeline;

/// <summary>Where a group's timeline starts, and when that was.</summary>
/// <param name="Time">Start of the timeline in 100 ns ticks.</param>
/// <param name="Timestamp">The clock's timestamp (<see cref="TimeProvider.GetTimestamp"/>) at that moment.</param>
internal readonly record struct TimelineStart(long Time, long Timestamp);

namespace MssTools.Core.Pipeline;

/// <summary>What is known of an input that comes when it happens.</summary>
/// <param name="Clock">The group's clock.</param>
/// <param name="Gaps">What to publish for the time in which the input was away.</param>
/// <param name="Jumped">Told of a source time, as it comes out on the group's timeline, that no longer fits it.</param>
internal sealed record LiveInput(LiveClock Clock, GapPolicy Gaps, Action<long> Jumped);

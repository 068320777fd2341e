namespace MssTools.Core.Pipeline;

/// <summary>What is known of an input that comes when it happens.</summary>
/// <param name="Clock">The group's clock.</param>
/// <param name="Gaps">What to publish for the time in which the input was away.</param>
internal sealed record LiveInput(LiveClock Clock, GapPolicy Gaps);

namespace MssTools.Core.Stored;

/// <summary>A sample of a stored fragment.</summary>
/// <param name="Offset">Where its bytes begin in the document.</param>
/// <param name="Size">How many there are.</param>
/// <param name="Duration">Ticks until the next one, by its row or by the fragment's default; null: neither says it.</param>
/// <param name="Flags">What its row says; null: nothing.</param>
/// <param name="CompositionTimeOffset">PTS − DTS in ticks, signed whatever the version of the run.</param>
internal readonly record struct StoredSample(long Offset, uint Size, uint? Duration, uint? Flags, int CompositionTimeOffset);

namespace MssTools.Core.Stored;

/// <summary>A fragment within a Smooth file.</summary>
/// <param name="Time">Its start in ticks of the track; not negative.</param>
/// <param name="Duration">Its length in the same ticks.</param>
/// <param name="Offset">Where its moof begins in the file.</param>
/// <param name="Length">Bytes of moof and mdat.</param>
/// <param name="IsPlain">True where it says its time itself and finds its samples wherever it lies: it can be cut out as it stands.</param>
internal readonly record struct IsmFragment(long Time, long Duration, long Offset, long Length, bool IsPlain);

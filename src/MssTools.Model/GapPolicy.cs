namespace MssTools;

/// <summary>What a live stream publishes for the time in which its input was away.</summary>
public enum GapPolicy
{
    /// <summary>Nothing: the last fragment ends where its samples end, and the next one starts later.</summary>
    Skip,

    /// <summary>The last picture and the last sound frame last until the input is back, so times have no hole.</summary>
    Hold,
}

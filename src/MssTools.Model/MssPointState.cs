namespace MssTools;

/// <summary>Where a publishing point is in its life, as IIS Media Services names it.</summary>
#pragma warning disable CA1028 // ConvertTo-Json writes names for enums of 64 bits, and numbers for others.
public enum MssPointState : long
#pragma warning restore CA1028
{
    /// <summary>It waits for an encoder.</summary>
    Idle,

    /// <summary>An encoder is there; the streams of the presentation are being gathered.</summary>
    Starting,

    /// <summary>Fragments become public.</summary>
    Started,

    /// <summary>The broadcast has ended, or was stopped; what is there becomes a recording.</summary>
    Stopping,

    /// <summary>The broadcast is a recording. The next encoder begins another, unless the point was stopped by hand.</summary>
    Stopped,

    /// <summary>The group could not be made, or failed; LastError says why.</summary>
    Error,
}

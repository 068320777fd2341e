namespace MssTools.Core.Codecs;

/// <summary>An access unit as a sample carries it. All parts are views of one array.</summary>
/// <param name="Data">
/// Every NAL unit of the access unit behind a four-byte length: delimiter, SPS, PPS and SEI too.
/// </param>
/// <param name="IsSync">
/// Whether it holds an IDR slice. An I picture with a recovery point SEI is none: pictures behind it may refer to
/// pictures before it.
/// </param>
/// <param name="IsRecoveryPoint">Whether it holds a recovery point SEI.</param>
/// <param name="Slice">The first slice, or nothing.</param>
/// <param name="Sps">The first SPS, or nothing.</param>
/// <param name="Pps">The first PPS, or nothing.</param>
internal readonly record struct AvcAccessUnit(
    ReadOnlyMemory<byte> Data,
    bool IsSync,
    bool IsRecoveryPoint,
    ReadOnlyMemory<byte> Slice,
    ReadOnlyMemory<byte> Sps,
    ReadOnlyMemory<byte> Pps)
{
    /// <summary>Whether it holds a slice; without one there is nothing to show.</summary>
    public bool HasPicture => !Slice.IsEmpty;

    /// <summary>How decoding may start at it; its slices' types were not looked at.</summary>
    public AvcStart Start =>
        IsSync ? AvcStart.Idr : IsRecoveryPoint ? AvcStart.RecoveryPoint : AvcStart.None;
}

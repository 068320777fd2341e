namespace MssTools.Core.Codecs.Avc;

/// <summary>An access unit as a sample carries it. All parts are views of one array.</summary>
/// <param name="Data">
/// Every NAL unit of the access unit behind a four-byte length: delimiter, SPS, PPS and SEI too.
/// </param>
/// <param name="IsSync">
/// Whether it holds an IDR slice. An I picture with a recovery point SEI is none: pictures behind it may refer to
/// pictures before it.
/// </param>
/// <param name="IsRecoveryPoint">Whether it holds a recovery point SEI.</param>
/// <param name="IsIntra">Whether all its slices are I or SI slices.</param>
/// <param name="Slice">The first slice, or nothing.</param>
/// <param name="Sps">The first SPS, or nothing.</param>
/// <param name="Pps">The first PPS, or nothing.</param>
internal readonly record struct AvcAccessUnit(
    ReadOnlyMemory<byte> Data,
    bool IsSync,
    bool IsRecoveryPoint,
    bool IsIntra,
    ReadOnlyMemory<byte> Slice,
    ReadOnlyMemory<byte> Sps,
    ReadOnlyMemory<byte> Pps)
{
    /// <summary>Whether it holds a slice; without one there is nothing to show.</summary>
    public bool HasPicture => !Slice.IsEmpty;

    /// <summary>How decoding may start at it.</summary>
    public AvcStart Start => this switch
    {
        { IsSync: true } => AvcStart.Idr,
        { IsRecoveryPoint: true } => AvcStart.RecoveryPoint,
        { IsIntra: true } => AvcStart.Intra,
        _ => AvcStart.None,
    };
}

namespace MssTools.Core.Codecs.Avc;

/// <summary>What the NAL units of one access unit tell of its picture.</summary>
/// <param name="Start">How decoding may start at it.</param>
/// <param name="IsReference">Whether other pictures may refer to it: nal_ref_idc is not 0.</param>
/// <param name="Slice">Where the header byte of its first slice stands in the sample, or −1.</param>
internal readonly record struct AvcPicture(AvcStart Start, bool IsReference, int Slice)
{
    /// <summary>Whether there is a slice; without one there is nothing to show.</summary>
    public bool IsThere => Slice >= 0;
}

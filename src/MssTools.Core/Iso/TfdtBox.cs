using MssTools.Core.Bits;

namespace MssTools.Core.Iso;

/// <summary>TrackFragmentBaseMediaDecodeTimeBox, in traf (ISO/IEC 14496-12 8.8.12).</summary>
/// <param name="BaseMediaDecodeTime">Decode time of the fragment's first sample, in the track's ticks.</param>
internal readonly record struct TfdtBox(long BaseMediaDecodeTime)
{
    /// <summary>
    /// Reads the box's content, in version 0 or 1. A time with the top bit set is a small negative one.
    /// </summary>
    public static TfdtBox Read(ByteReader fields) =>
        new(FullBoxHeader.Read(ref fields).Version == 1 ? fields.ReadInt64() : fields.ReadUInt32());
}

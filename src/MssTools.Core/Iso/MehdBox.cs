using MssTools.Core.Bits;

namespace MssTools.Core.Iso;

/// <summary>MovieExtendsHeaderBox, in mvex (ISO/IEC 14496-12 8.8.2).</summary>
/// <param name="FragmentDuration">
/// Length of the presentation, fragments included, in ticks of the movie's timescale.
/// </param>
internal readonly record struct MehdBox(ulong FragmentDuration)
{
    /// <summary>Reads the box's content, in version 0 or 1.</summary>
    public static MehdBox Read(ByteReader fields) =>
        new(FullBoxHeader.Read(ref fields).Version == 1 ? fields.ReadUInt64() : fields.ReadUInt32());
}

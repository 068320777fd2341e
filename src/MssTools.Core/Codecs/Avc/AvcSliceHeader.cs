using MssTools.Core.Bits;

namespace MssTools.Core.Codecs.Avc;

/// <summary>The start of a slice header (ISO/IEC 14496-10 7.3.3).</summary>
/// <param name="FirstMacroblock">first_mb_in_slice; 0 in the first slice of a picture.</param>
/// <param name="SliceType">slice_type, 0 to 9.</param>
internal readonly record struct AvcSliceHeader(uint FirstMacroblock, uint SliceType)
{
    /// <summary>Bytes of a NAL unit, header byte included, that are enough to read it.</summary>
    public const int LongestLength = 8;

    private const uint I = 2;
    private const uint Si = 4;
    private const uint AllSlicesAlike = 5; // added where all slices of the picture are of the type

    /// <summary>True for slices that refer to no other picture.</summary>
    public bool IsIntra => SliceType % AllSlicesAlike is I or Si;

    /// <summary>Reads it; null where the slice is too short. Emulation prevention does not occur so early.</summary>
    /// <param name="slice">The start of a NAL unit of type 1, 2 or 5.</param>
    public static AvcSliceHeader? Read(ReadOnlySpan<byte> slice)
    {
        const int FewestBytes = 2;
        if (slice.Length < FewestBytes)
        {
            return null;
        }

        try
        {
            var bits = new BitReader(slice[1..Math.Min(slice.Length, LongestLength)], "slice header");
            return new AvcSliceHeader(bits.ReadUnsignedGolomb(), bits.ReadUnsignedGolomb());
        }
        catch (MssException)
        {
            return null;
        }
    }
}

using MssTools.Core.Bits;

namespace MssTools.Core.Codecs;

/// <summary>A picture that is one field of a frame (PAFF): what its slices say of it (ISO/IEC 14496-10 7.3.3).</summary>
/// <param name="FrameNumber">frame_num, the same in both fields of a frame.</param>
/// <param name="IsBottom">bottom_field_flag.</param>
internal readonly record struct AvcField(uint FrameNumber, bool IsBottom)
{
    private const int LongestHeader = 32; // bytes; what is read of it has at most 15

    /// <summary>
    /// Reads the start of a slice; null where it belongs to a frame, or is damaged. Nobody codes fields with separate
    /// colour planes, so colour_plane_id is not expected.
    /// </summary>
    /// <param name="slice">A NAL unit of type 1, 2 or 5.</param>
    /// <param name="sps">The sequence that it belongs to.</param>
    public static AvcField? Of(ReadOnlySpan<byte> slice, in AvcSequenceParameterSet sps)
    {
        if (!sps.MayHaveFields)
        {
            return null;
        }

        var bits = new BitReader(NalUnit.ToRawPayload(slice[..Math.Min(slice.Length, LongestHeader)]), "slice header");
        try
        {
            bits.ReadUnsignedGolomb(); // first_mb_in_slice
            bits.ReadUnsignedGolomb(); // slice_type
            bits.ReadUnsignedGolomb(); // pic_parameter_set_id
            uint frameNumber = bits.ReadBits(sps.FrameNumberBits);
            return bits.ReadFlag() ? new AvcField(frameNumber, bits.ReadFlag()) : null; // field_pic_flag
        }
        catch (MssException)
        {
            return null;
        }
    }

    /// <summary>Whether this is the other field of a frame whose first field is known.</summary>
    public bool Completes(AvcField? first) =>
        first is { } other && FrameNumber == other.FrameNumber && IsBottom != other.IsBottom;
}

using MssTools.Core.Bits;

namespace MssTools.Core.Codecs.Avc;

/// <summary>
/// What all slices of one picture have in common, and those of its neighbour do not (ISO/IEC 14496-10 7.4.1.2.4).
/// </summary>
/// <param name="IsIdr">Whether it is an IDR picture.</param>
/// <param name="IsReference">Whether nal_ref_idc is not 0.</param>
/// <param name="FrameNumber">frame_num.</param>
/// <param name="Field">Which field it is; null where it is a frame.</param>
/// <param name="IdrId">idr_pic_id, or 0.</param>
/// <param name="Order">pic_order_cnt_lsb, or 0.</param>
internal readonly record struct AvcPictureNumbers(
    bool IsIdr, bool IsReference, uint FrameNumber, AvcField? Field, uint IdrId, uint Order)
{
    /// <summary>Bytes of a NAL unit that are enough to read them.</summary>
    public const int LongestHeader = 40;

    /// <summary>Reads the start of a slice; null where it is damaged, or tells no pictures apart.</summary>
    /// <param name="slice">The start of a NAL unit of type 1, 2 or 5.</param>
    /// <param name="sps">The sequence that it belongs to.</param>
    public static AvcPictureNumbers? Of(ReadOnlySpan<byte> slice, in AvcSequenceParameterSet sps)
    {
        if (sps.HasPlanes || slice.IsEmpty)
        {
            return null; // each plane begins at macroblock 0
        }

        try
        {
            var bits = new BitReader(NalUnit.ToRawPayload(slice[..Math.Min(slice.Length, LongestHeader)]), "slice header");
            bits.ReadUnsignedGolomb(); // first_mb_in_slice
            bits.ReadUnsignedGolomb(); // slice_type
            bits.ReadUnsignedGolomb(); // pic_parameter_set_id
            uint frame = bits.ReadBits(sps.FrameNumberBits);
            AvcField? field = sps.MayHaveFields && bits.ReadFlag() ? new AvcField(frame, bits.ReadFlag()) : null;
            bool isIdr = NalUnit.TypeOf(slice[0]) == NalUnitType.SliceIdr;
            uint idr = isIdr ? bits.ReadUnsignedGolomb() : 0;
            uint order = sps.OrderBits > 0 ? bits.ReadBits(sps.OrderBits) : 0;
            return new AvcPictureNumbers(isIdr, NalUnit.IsReference(slice[0]), frame, field, idr, order);
        }
        catch (MssException)
        {
            return null;
        }
    }

    /// <summary>Whether this is no slice of the picture before, nor of the second field of its frame.</summary>
    /// <param name="before">The picture before.</param>
    /// <param name="isDelimited">Whether an access unit delimiter stands between.</param>
    public bool Follows(in AvcPictureNumbers before, bool isDelimited) =>
        Field?.Completes(before.Field) != true && (isDelimited || this != before);
}

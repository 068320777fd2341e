using System.Buffers.Binary;

namespace MssTools.Core.Codecs.Avc;

/// <summary>Conversion of H.264 from its byte stream format (ISO/IEC 14496-10 annex B).</summary>
internal static class AnnexB
{
    private const int LengthSize = 4;

    /// <summary>Converts one access unit to NAL units with four-byte lengths.</summary>
    /// <param name="bytes">The access unit with start codes.</param>
    public static AvcAccessUnit ToAccessUnit(ReadOnlySpan<byte> bytes)
    {
        int size = 0;
        for (var reader = new AnnexBReader(bytes); reader.Read();)
        {
            size = checked(size + LengthSize + reader.NalUnit.Length);
        }

        byte[] data = GC.AllocateUninitializedArray<byte>(size);
        bool isSync = false;
        bool isRecoveryPoint = false;
        bool isIntra = true;
        ReadOnlyMemory<byte> slice = default;
        ReadOnlyMemory<byte> sps = default;
        ReadOnlyMemory<byte> pps = default;
        int position = 0;
        for (var reader = new AnnexBReader(bytes); reader.Read();)
        {
            int length = reader.NalUnit.Length;
            BinaryPrimitives.WriteInt32BigEndian(data.AsSpan(position), length);
            reader.NalUnit.CopyTo(data.AsSpan(position + LengthSize));
            Memory<byte> nalUnit = data.AsMemory(position + LengthSize, length);
            position += LengthSize + length;
            switch (reader.Type)
            {
                case NalUnitType.SliceIdr or NalUnitType.Slice or NalUnitType.SlicePartitionA:
                    isSync |= reader.Type == NalUnitType.SliceIdr;
                    isIntra &= AvcSliceHeader.Read(nalUnit.Span)?.IsIntra ?? false;
                    slice = slice.IsEmpty ? nalUnit : slice;
                    break;
                case NalUnitType.SupplementalEnhancementInformation:
                    isRecoveryPoint |= RecoveryPoint.IsIn(nalUnit.Span);
                    break;
                case NalUnitType.SequenceParameterSet when sps.IsEmpty:
                    sps = nalUnit;
                    break;
                case NalUnitType.PictureParameterSet when pps.IsEmpty:
                    pps = nalUnit;
                    break;
            }
        }

        return new AvcAccessUnit(data, isSync, isRecoveryPoint, isIntra && !slice.IsEmpty, slice, sps, pps);
    }
}

using System.Buffers.Binary;
using MssTools.Core.Bits;

namespace MssTools.Core.Codecs.Avc;

/// <summary>Writes the AVCDecoderConfigurationRecord, avcC (ISO/IEC 14496-15 5.3.3.1), of one SPS and one PPS.</summary>
internal static class AvcConfigurationRecord
{
    private const int StartCode = 4;
    private const byte Version = 1;
    private const byte LengthOfFour = 0xff;      // six reserved bits, lengthSizeMinusOne
    private const byte OneSps = 0xe1;            // three reserved bits, numOfSequenceParameterSets
    private const byte OnePps = 1;
    private const int ShortestSps = 4;
    private const byte ReservedBeforeChroma = 0xfc;
    private const byte ReservedBeforeDepth = 0xf8;

    /// <summary>Makes the content of the box.</summary>
    /// <param name="privateData">Start code, SPS, start code, PPS; as <see cref="AvcConfig"/> has them.</param>
    /// <exception cref="MssException">MalformedInput: it is something else, as a manifest may state.</exception>
    public static byte[] Write(ReadOnlySpan<byte> privateData)
    {
        // Parameter sets hold no start codes.
        ReadOnlySpan<byte> first = privateData[Math.Min(StartCode, privateData.Length)..];
        int second = first.IndexOf([(byte)0, (byte)0, (byte)0, (byte)1]) + StartCode;
        if (second < StartCode + ShortestSps || privateData.Length == second + StartCode)
        {
            throw new MssException(MssError.MalformedInput, $"The CodecPrivateData {Convert.ToHexString(privateData)} is not one SPS and one PPS of H.264.");
        }

        ReadOnlySpan<byte> sps = privateData[StartCode..second];
        ReadOnlySpan<byte> pps = privateData[(second + StartCode)..];
        return
        [
            Version, sps[1], sps[2], sps[3], LengthOfFour,
            OneSps, .. Length(sps), .. sps,
            OnePps, .. Length(pps), .. pps,
            .. HighProfileFields(sps),
        ];
    }

    private static byte[] Length(ReadOnlySpan<byte> set)
    {
        byte[] length = new byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)set.Length);
        return length;
    }

    // Chroma format and bit depths, for the profiles whose SPS states them in front of all else.
    private static byte[] HighProfileFields(ReadOnlySpan<byte> sps)
    {
        if (sps[1] is not (100 or 110 or 122 or 144))
        {
            return [];
        }

        var bits = new BitReader(NalUnit.ToRawPayload(sps), "SPS");
        bits.Skip(24); // profile_idc, constraints, level_idc
        bits.ReadUnsignedGolomb(); // seq_parameter_set_id
        uint chroma = bits.ReadUnsignedGolomb();
        bits.Skip(chroma == 3 ? 1 : 0); // separate_colour_plane_flag
        uint luma = bits.ReadUnsignedGolomb();
        return
        [
            (byte)(ReservedBeforeChroma | chroma & 3),
            (byte)(ReservedBeforeDepth | luma & 7),
            (byte)(ReservedBeforeDepth | bits.ReadUnsignedGolomb() & 7),
            0, // numOfSequenceParameterSetExt
        ];
    }
}

using MssTools.Core.Bits;

namespace MssTools.Core.Codecs.Avc;

/// <summary>Video usability information, the end of an SPS (ISO/IEC 14496-10 E.1).</summary>
internal static class AvcUsability
{
    private const uint ExtendedAspectRatio = 255;
    private const uint MostBuffers = 32;
    private const uint DeepestReorder = 16;

    /// <summary>max_num_reorder_frames, or null where it is not there. It is a hint, so broken bits tell nothing.</summary>
    /// <param name="bits">Stands at vui_parameters_present_flag.</param>
    public static int? TryReadReorderDepth(BitReader bits)
    {
        try
        {
            return bits.ReadFlag() ? ReadReorderDepth(ref bits) : null;
        }
        catch (MssException)
        {
            return null;
        }
    }

    private static int? ReadReorderDepth(ref BitReader bits)
    {
        if (bits.ReadFlag() && bits.ReadBits(8) == ExtendedAspectRatio) // aspect_ratio_info_present_flag
        {
            bits.Skip(16 + 16);
        }

        SkipIf(ref bits, 1);       // overscan_info
        if (bits.ReadFlag())       // video_signal_type_present_flag
        {
            bits.Skip(3 + 1);
            SkipIf(ref bits, 24);  // colour_description
        }

        if (bits.ReadFlag())       // chroma_loc_info_present_flag
        {
            bits.ReadUnsignedGolomb();
            bits.ReadUnsignedGolomb();
        }

        SkipIf(ref bits, 32 + 32 + 1); // timing_info
        bool hasNetworkBuffer = SkipBuffers(ref bits);
        if (SkipBuffers(ref bits) | hasNetworkBuffer)
        {
            bits.Skip(1); // low_delay_hrd_flag
        }

        bits.Skip(1);         // pic_struct_present_flag
        if (!bits.ReadFlag()) // bitstream_restriction_flag
        {
            return null;
        }

        bits.Skip(1); // motion_vectors_over_pic_boundaries_flag
        for (int i = 0; i < 4; i++)
        {
            bits.ReadUnsignedGolomb(); // sizes and vector lengths
        }

        uint depth = bits.ReadUnsignedGolomb();
        return depth <= DeepestReorder ? (int)depth : null;
    }

    private static void SkipIf(ref BitReader bits, int size)
    {
        if (bits.ReadFlag())
        {
            bits.Skip(size);
        }
    }

    // hrd_parameters (E.1.2)
    private static bool SkipBuffers(ref BitReader bits)
    {
        if (!bits.ReadFlag())
        {
            return false;
        }

        uint count = bits.ReadUnsignedGolomb() + 1;
        if (count > MostBuffers)
        {
            throw bits.Malformed($"cpb_cnt_minus1 is {count - 1}");
        }

        bits.Skip(4 + 4);
        for (uint i = 0; i < count; i++)
        {
            bits.ReadUnsignedGolomb();
            bits.ReadUnsignedGolomb();
            bits.Skip(1);
        }

        bits.Skip(5 + 5 + 5 + 5);
        return true;
    }
}

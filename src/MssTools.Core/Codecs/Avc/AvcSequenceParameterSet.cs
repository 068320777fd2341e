using MssTools.Core.Bits;

namespace MssTools.Core.Codecs.Avc;

/// <summary>What manifests and slice headers want of an SPS (ISO/IEC 14496-10 7.3.2.1.1).</summary>
/// <param name="Profile">Name of the profile, for people.</param>
/// <param name="Level">Number of the level as the standard writes it: 3.1, 1b.</param>
/// <param name="Width">Pixels left after frame cropping.</param>
/// <param name="Height">Pixels left after frame cropping; of a frame also where fields are coded.</param>
/// <param name="MayHaveFields">Whether frame_mbs_only_flag is 0: pictures may be fields.</param>
/// <param name="FrameNumberBits">Bits of frame_num, 4 to 16.</param>
/// <param name="ReorderDepth">
/// How many pictures at most are decoded before one and shown behind it; null where the SPS does not tell.
/// </param>
/// <param name="OrderBits">Bits of pic_order_cnt_lsb, 4 to 16; 0 where slices have none.</param>
/// <param name="HasPlanes">Whether separate_colour_plane_flag is 1: each plane has slices of its own.</param>
internal readonly record struct AvcSequenceParameterSet(
    string Profile,
    string Level,
    int Width,
    int Height,
    bool MayHaveFields,
    int FrameNumberBits,
    int? ReorderDepth,
    int OrderBits,
    bool HasPlanes)
{
    private const int MacroblockSize = 16;
    private const uint LargestSide = 4096; // in macroblocks; level 6.2 allows 1055
    private const uint LargestChromaFormat = 3;
    private const uint LongestPictureOrderCycle = 255;
    private const int ShortestFrameNumber = 4; // bits
    private const int LongestFrameNumber = 16;
    private const uint OutputInDecodeOrder = 2; // pic_order_cnt_type
    private const uint Baseline = 66;           // profile_idc; it has no B pictures

    /// <summary>Parses a whole NAL unit of type 7.</summary>
    /// <exception cref="MssException">MalformedInput: it ends early or a value is out of range.</exception>
    public static AvcSequenceParameterSet Parse(ReadOnlySpan<byte> nalUnit)
    {
        var bits = new BitReader(NalUnit.ToRawPayload(nalUnit), "SPS");
        uint profile = bits.ReadBits(8);
        uint constraints = bits.ReadBits(8);
        uint level = bits.ReadBits(8);
        bits.ReadUnsignedGolomb(); // seq_parameter_set_id
        bool hasPlanes = false;
        uint chroma = HasChromaFormat(profile) ? ReadChromaArrayType(ref bits, out hasPlanes) : 1;

        int frameNumberBits = ReadFrameNumberBits(ref bits);
        bool isOrdered = ReadPictureOrder(ref bits, out int orderBits) == OutputInDecodeOrder || profile == Baseline;
        bits.ReadUnsignedGolomb(); // max_num_ref_frames
        bits.Skip(1);              // gaps_in_frame_num_value_allowed_flag

        int width = ReadSide(ref bits);
        int height = ReadSide(ref bits);
        int fields = 1;
        if (!bits.ReadFlag()) // frame_mbs_only_flag
        {
            fields = 2;
            bits.Skip(1); // mb_adaptive_frame_field_flag
        }

        bits.Skip(1); // direct_8x8_inference_flag
        height *= fields;
        if (bits.ReadFlag()) // frame_cropping_flag
        {
            // Units of equations 7-19 to 7-22: the chroma sampling grid, doubled vertically for fields.
            width = Crop(ref bits, width, chroma is 1 or 2 ? 2 : 1);
            height = Crop(ref bits, height, (chroma == 1 ? 2 : 1) * fields);
        }

        return new AvcSequenceParameterSet(
            ProfileName(profile, constraints),
            LevelName(profile, constraints, level),
            width,
            height,
            MayHaveFields: fields > 1,
            frameNumberBits,
            isOrdered ? 0 : AvcUsability.TryReadReorderDepth(bits),
            orderBits,
            hasPlanes);
    }

    private static bool HasChromaFormat(uint profile) =>
        profile is 100 or 110 or 122 or 244 or 44 or 83 or 86 or 118 or 128 or 138 or 139 or 134 or 135;

    private static uint ReadChromaArrayType(ref BitReader bits, out bool separatePlanes)
    {
        uint chroma = bits.ReadUnsignedGolomb();
        if (chroma > LargestChromaFormat)
        {
            throw bits.Malformed($"chroma_format_idc is {chroma}");
        }

        separatePlanes = chroma == 3 && bits.ReadFlag();
        bits.ReadUnsignedGolomb(); // bit_depth_luma_minus8
        bits.ReadUnsignedGolomb(); // bit_depth_chroma_minus8
        bits.Skip(1);              // qpprime_y_zero_transform_bypass_flag
        if (bits.ReadFlag())       // seq_scaling_matrix_present_flag
        {
            for (int i = 0; i < (chroma == 3 ? 12 : 8); i++)
            {
                if (bits.ReadFlag())
                {
                    SkipScalingList(ref bits, i < 6 ? 16 : 64);
                }
            }
        }

        return separatePlanes ? 0 : chroma;
    }

    private static int ReadFrameNumberBits(ref BitReader bits)
    {
        uint more = bits.ReadUnsignedGolomb(); // log2_max_frame_num_minus4
        return more <= LongestFrameNumber - ShortestFrameNumber
            ? ShortestFrameNumber + (int)more
            : throw bits.Malformed($"log2_max_frame_num_minus4 is {more}");
    }

    private static void SkipScalingList(ref BitReader bits, int size)
    {
        int last = 8;
        for (int i = 0, next = 8; i < size && next != 0; i++)
        {
            next = (last + bits.ReadSignedGolomb()) & 255;
            last = next == 0 ? last : next;
        }
    }

    private static uint ReadPictureOrder(ref BitReader bits, out int orderBits)
    {
        orderBits = 0;
        uint type = bits.ReadUnsignedGolomb();
        if (type == 0)
        {
            uint more = bits.ReadUnsignedGolomb(); // log2_max_pic_order_cnt_lsb_minus4
            orderBits = more <= LongestFrameNumber - ShortestFrameNumber
                ? ShortestFrameNumber + (int)more
                : throw bits.Malformed($"log2_max_pic_order_cnt_lsb_minus4 is {more}");
        }
        else if (type == 1)
        {
            bits.Skip(1);              // delta_pic_order_always_zero_flag
            bits.ReadSignedGolomb();   // offset_for_non_ref_pic
            bits.ReadSignedGolomb();   // offset_for_top_to_bottom_field
            uint count = bits.ReadUnsignedGolomb();
            if (count > LongestPictureOrderCycle)
            {
                throw bits.Malformed($"num_ref_frames_in_pic_order_cnt_cycle is {count}");
            }

            for (uint i = 0; i < count; i++)
            {
                bits.ReadSignedGolomb();
            }
        }

        return type;
    }

    private static int ReadSide(ref BitReader bits)
    {
        uint last = bits.ReadUnsignedGolomb();
        return last < LargestSide
            ? (int)(last + 1) * MacroblockSize
            : throw bits.Malformed($"a side of {last + 1L} macroblocks is longer than {LargestSide}");
    }

    private static int Crop(ref BitReader bits, int size, int unit)
    {
        long cropped = ((long)bits.ReadUnsignedGolomb() + bits.ReadUnsignedGolomb()) * unit;
        return cropped < size
            ? (int)(size - cropped)
            : throw bits.Malformed($"frame cropping takes {cropped} of {size} pixels");
    }

    // constraint_set0_flag is the highest bit.
    private static string ProfileName(uint profile, uint constraints) => profile switch
    {
        66 => (constraints & 0x40) != 0 ? "Constrained Baseline" : "Baseline",
        77 => "Main",
        88 => "Extended",
        100 => (constraints & 0x0c) == 0x0c ? "Constrained High" : "High",
        110 => "High 10",
        122 => "High 4:2:2",
        244 => "High 4:4:4 Predictive",
        44 => "CAVLC 4:4:4 Intra",
        118 => "Multiview High",
        128 => "Stereo High",
        _ => $"profile {profile}",
    };

    private static string LevelName(uint profile, uint constraints, uint level) =>
        level == 9 || (level == 11 && profile is 66 or 77 or 88 && (constraints & 0x10) != 0)
            ? "1b"
            : level % 10 == 0 ? $"{level / 10}" : $"{level / 10}.{level % 10}";
}

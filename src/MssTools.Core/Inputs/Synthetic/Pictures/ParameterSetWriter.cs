using MssTools.Core.Bits;
using MssTools.Core.Codecs.Avc;

namespace MssTools.Core.Inputs.Synthetic.Pictures;

/// <summary>Writes the parameter sets of Constrained Baseline as <see cref="PictureWriter"/> uses it (ISO/IEC 14496-10 7.3.2).</summary>
internal static class ParameterSetWriter
{
    /// <summary>Bits of frame_num in slice headers.</summary>
    public const int FrameNumberBits = 8;

    private const uint Baseline = 66;            // profile_idc
    private const uint IsConstrained = 0b1100_0000; // constraint_set0_flag, constraint_set1_flag
    private const uint OutputInDecodeOrder = 2;  // pic_order_cnt_type
    private const int PresetQp = 26;
    private const uint CropUnit = 2;             // pixels (equations 7-19 to 7-22)

    /// <summary>The sequence parameter set, a whole NAL unit.</summary>
    /// <param name="width">Pixels, even.</param>
    /// <param name="height">Pixels, even.</param>
    /// <param name="framesPerSecond">Pictures per second.</param>
    /// <param name="level">The level.</param>
    public static byte[] Sequence(int width, int height, int framesPerSecond, AvcLevel level)
    {
        var bits = new BitWriter();
        bits.WriteBits(Baseline, 8);
        bits.WriteBits(IsConstrained, 8);
        bits.WriteBits(level.Number, 8);
        bits.WriteUnsignedGolomb(0); // seq_parameter_set_id
        bits.WriteUnsignedGolomb(FrameNumberBits - 4); // log2_max_frame_num_minus4
        bits.WriteUnsignedGolomb(OutputInDecodeOrder);
        bits.WriteUnsignedGolomb(1); // max_num_ref_frames
        bits.WriteFlag(false);       // gaps_in_frame_num_value_allowed_flag
        uint croppedWidth = WriteSide(bits, width);
        uint croppedHeight = WriteSide(bits, height);
        bits.WriteFlag(true); // frame_mbs_only_flag
        bits.WriteFlag(true); // direct_8x8_inference_flag
        bool isCropped = croppedWidth + croppedHeight > 0;
        bits.WriteFlag(isCropped);
        if (isCropped)
        {
            bits.WriteUnsignedGolomb(0); // frame_crop_left_offset
            bits.WriteUnsignedGolomb(croppedWidth / CropUnit);
            bits.WriteUnsignedGolomb(0); // frame_crop_top_offset
            bits.WriteUnsignedGolomb(croppedHeight / CropUnit);
        }

        bits.WriteFlag(true); // vui_parameters_present_flag
        WriteUsability(bits, framesPerSecond);
        return Close(bits, NalUnitType.SequenceParameterSet);
    }

    /// <summary>The picture parameter set, a whole NAL unit.</summary>
    public static byte[] Picture()
    {
        var bits = new BitWriter();
        bits.WriteUnsignedGolomb(0); // pic_parameter_set_id
        bits.WriteUnsignedGolomb(0); // seq_parameter_set_id
        bits.WriteFlag(false);       // entropy_coding_mode_flag: CAVLC
        bits.WriteFlag(false);       // bottom_field_pic_order_in_frame_present_flag
        bits.WriteUnsignedGolomb(0); // num_slice_groups_minus1
        bits.WriteUnsignedGolomb(0); // num_ref_idx_l0_default_active_minus1
        bits.WriteUnsignedGolomb(0); // num_ref_idx_l1_default_active_minus1
        bits.WriteFlag(false);       // weighted_pred_flag
        bits.WriteBits(0, 2);        // weighted_bipred_idc
        bits.WriteSignedGolomb(DotMacroblock.Qp - PresetQp); // pic_init_qp_minus26
        bits.WriteSignedGolomb(0);   // pic_init_qs_minus26
        bits.WriteSignedGolomb(DotMacroblock.ChromaQpOffset);
        bits.WriteFlag(true);        // deblocking_filter_control_present_flag
        bits.WriteFlag(false);       // constrained_intra_pred_flag
        bits.WriteFlag(false);       // redundant_pic_cnt_present_flag
        return Close(bits, NalUnitType.PictureParameterSet);
    }

    private static uint WriteSide(BitWriter bits, int pixels)
    {
        int macroblocks = (pixels + DotCanvas.MacroblockSize - 1) / DotCanvas.MacroblockSize;
        bits.WriteUnsignedGolomb((uint)macroblocks - 1);
        return (uint)(macroblocks * DotCanvas.MacroblockSize - pixels);
    }

    // vui_parameters (E.1.1)
    private static void WriteUsability(BitWriter bits, int framesPerSecond)
    {
        bits.WriteFlag(false); // aspect_ratio_info_present_flag
        bits.WriteFlag(false); // overscan_info_present_flag
        bits.WriteFlag(false); // video_signal_type_present_flag
        bits.WriteFlag(false); // chroma_loc_info_present_flag
        bits.WriteFlag(true);  // timing_info_present_flag
        bits.WriteBits(1, 32); // num_units_in_tick
        bits.WriteBits((uint)(2 * framesPerSecond), 32); // time_scale, for fields
        bits.WriteFlag(true);  // fixed_frame_rate_flag
        bits.WriteFlag(false); // nal_hrd_parameters_present_flag
        bits.WriteFlag(false); // vcl_hrd_parameters_present_flag
        bits.WriteFlag(false); // pic_struct_present_flag
        bits.WriteFlag(true);  // bitstream_restriction_flag
        bits.WriteFlag(false); // motion_vectors_over_pic_boundaries_flag
        bits.WriteUnsignedGolomb(0); // max_bytes_per_pic_denom: no limit
        bits.WriteUnsignedGolomb(0); // max_bits_per_mb_denom: no limit
        bits.WriteUnsignedGolomb(0); // log2_max_mv_length_horizontal
        bits.WriteUnsignedGolomb(0); // log2_max_mv_length_vertical
        bits.WriteUnsignedGolomb(0); // max_num_reorder_frames
        bits.WriteUnsignedGolomb(1); // max_dec_frame_buffering
    }

    private static byte[] Close(BitWriter bits, NalUnitType type)
    {
        NalUnitWriter.CloseRawPayload(bits);
        return NalUnitWriter.ToNalUnit(type, bits.Written);
    }
}

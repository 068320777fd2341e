namespace MssTools.Core.Inputs.Synthetic.Pictures;

/// <summary>The mb_type values in use, as I slices number them (ISO/IEC 14496-10 table 7-11).</summary>
internal enum MacroblockType
{
    /// <summary>I_16x16_2_0_0: DC prediction, levels of the luma DC block alone.</summary>
    Intra16x16Dc = 3,

    /// <summary>I_16x16_2_1_0: the same, and chroma DC levels.</summary>
    Intra16x16DcWithChroma = 7,

    /// <summary>I_PCM: samples as they are.</summary>
    Pcm = 25,
}

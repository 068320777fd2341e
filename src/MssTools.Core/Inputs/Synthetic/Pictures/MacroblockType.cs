using MssTools.Core.Bits;

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

/// <summary>Writes mb_type.</summary>
internal static class MacroblockTypeSyntax
{
    private const int InterTypes = 5; // which P slices number before the intra ones (table 7-13)

    /// <summary>Writes mb_type in a slice of I or P macroblocks.</summary>
    public static void WriteMacroblockType(this BitWriter bits, MacroblockType type, bool isIntraSlice) =>
        bits.WriteUnsignedGolomb((uint)type + (isIntraSlice ? 0u : InterTypes));
}

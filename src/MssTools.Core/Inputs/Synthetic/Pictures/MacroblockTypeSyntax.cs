using MssTools.Core.Bits;

namespace MssTools.Core.Inputs.Synthetic.Pictures;

/// <summary>Writes mb_type.</summary>
internal static class MacroblockTypeSyntax
{
    private const int InterTypes = 5; // which P slices number before the intra ones (table 7-13)

    /// <summary>Writes mb_type in a slice of I or P macroblocks.</summary>
    public static void WriteMacroblockType(this BitWriter bits, MacroblockType type, bool isIntraSlice) =>
        bits.WriteUnsignedGolomb((uint)type + (isIntraSlice ? 0u : InterTypes));
}

using MssTools.Core.Bits;

namespace MssTools.Core.Inputs.Synthetic.Pictures;

/// <summary>Codes a macroblock as I_PCM: its samples as they are (ISO/IEC 14496-10 7.3.5).</summary>
internal static class SampleMacroblock
{
    /// <summary>About how many bytes each takes.</summary>
    public const int Length = Luma + 2 * Chroma + Head;

    private const int Luma = 256;
    private const int Chroma = 64;
    private const int Head = 2;

    /// <summary>Codes one of dots that are a pixel each.</summary>
    /// <param name="bits">Takes it.</param>
    /// <param name="canvas">The picture.</param>
    /// <param name="macroblock">Number in raster order.</param>
    /// <param name="isIntraSlice">False in a slice of P macroblocks.</param>
    /// <param name="tint">The picture's colour.</param>
    public static void Write(BitWriter bits, DotCanvas canvas, int macroblock, bool isIntraSlice, Tint tint)
    {
        Span<byte> samples = Begin(bits, isIntraSlice, tint);
        int side = DotCanvas.MacroblockSize;
        int column = macroblock % canvas.MacroblockColumns * side;
        int row = macroblock / canvas.MacroblockColumns * side;
        for (int y = 0; y < side; y++)
        {
            canvas.RowFrom(column, row + y)[..side].CopyTo(samples[(y * side)..]);
        }
    }

    /// <summary>Codes one of snow.</summary>
    /// <param name="bits">Takes it.</param>
    /// <param name="seed">Which snow it is.</param>
    /// <param name="isIntraSlice">False in a slice of P macroblocks.</param>
    /// <param name="tint">The picture's colour.</param>
    public static void WriteSnow(BitWriter bits, long seed, bool isIntraSlice, Tint tint) =>
        Snow.Take(seed, Begin(bits, isIntraSlice, tint));

    // No sample is 0: NAL units of them need few emulation prevention bytes.
    private static Span<byte> Begin(BitWriter bits, bool isIntraSlice, Tint tint)
    {
        bits.WriteMacroblockType(MacroblockType.Pcm, isIntraSlice);
        bits.Align(); // pcm_alignment_zero_bit
        Span<byte> samples = bits.WriteBytes(Luma + 2 * Chroma);
        samples.Slice(Luma, Chroma).Fill(tint.Cb);
        samples.Slice(Luma + Chroma, Chroma).Fill(tint.Cr);
        return samples[..Luma];
    }
}

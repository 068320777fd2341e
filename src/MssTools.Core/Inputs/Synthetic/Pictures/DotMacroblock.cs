using MssTools.Core.Bits;

namespace MssTools.Core.Inputs.Synthetic.Pictures;

/// <summary>
/// Codes a macroblock of sixteen dots as Intra_16x16 with DC prediction: each dot is a 4x4 block, whose DC level is all it has.
/// </summary>
/// <remarks>
/// At <see cref="Qp"/> a unit of the transformed levels is four of brightness (ISO/IEC 14496-10 8.5.10: 256 f, then (256 f + 32) >> 6),
/// so for differences of 64 between dots the levels are whole numbers: the decoder's picture is the canvas itself, and prediction can be
/// made from that.
/// </remarks>
internal static class DotMacroblock
{
    /// <summary>Pixels of a dot's side.</summary>
    public const int DotSize = 4;

    /// <summary>QP of luma in all slices.</summary>
    public const int Qp = 40;

    /// <summary>Makes chroma's QP 28, at which a unit of its levels is two of colour (8.5.11.2).</summary>
    public const int ChromaQpOffset = -12;

    private const int Side = 4;         // dots
    private const int LevelUnit = 64;   // of the transformed differences
    private const int MidGray = 128;    // predicted where there is no neighbour (8.3.3.3)
    private const int ChromaUnit = 2;
    private const uint DcPrediction = 0; // intra_chroma_pred_mode

    // Figure 8-8a: places in raster order.
    private static ReadOnlySpan<byte> ZigZag => [0, 1, 4, 8, 5, 2, 3, 6, 9, 12, 13, 10, 7, 11, 14, 15];

    /// <summary>Codes one macroblock.</summary>
    /// <param name="bits">Takes it.</param>
    /// <param name="canvas">The picture.</param>
    /// <param name="macroblock">Number in raster order; of what is above and left of it the decoder has the canvas's dots.</param>
    /// <param name="isIntraSlice">False in a slice of P macroblocks.</param>
    /// <param name="tint">The picture's colour; it is stated in the first macroblock of an I slice, and predicted from there on.</param>
    public static void Write(BitWriter bits, DotCanvas canvas, int macroblock, bool isIntraSlice, Tint tint)
    {
        bool isFirst = isIntraSlice && macroblock == 0;
        bits.WriteMacroblockType(isFirst ? MacroblockType.Intra16x16DcWithChroma : MacroblockType.Intra16x16Dc, isIntraSlice);
        bits.WriteUnsignedGolomb(DcPrediction);
        bits.WriteSignedGolomb(0); // mb_qp_delta
        Span<int> levels = stackalloc int[Side * Side];
        FindLevels(canvas, macroblock, levels);
        LevelWriter.Write(bits, levels);
        if (isFirst)
        {
            WriteChroma(bits, tint.Cb);
            WriteChroma(bits, tint.Cr);
        }
    }

    /// <summary>Codes a macroblock of an I slice that is of paper, as are its neighbours where they touch it.</summary>
    /// <param name="bits">Takes it.</param>
    /// <param name="isBelowSamples">
    /// True where the one above is I_PCM, which counts as having sixteen levels: the coeff_token is of another column then (9.2.1).
    /// </param>
    public static void WritePaper(BitWriter bits, bool isBelowSamples)
    {
        bits.WriteMacroblockType(MacroblockType.Intra16x16Dc, isIntraSlice: true);
        bits.WriteUnsignedGolomb(DcPrediction);
        bits.WriteSignedGolomb(0); // mb_qp_delta
        bits.WriteBits(isBelowSamples ? 0b000011u : 0b1, isBelowSamples ? 6 : 1); // coeff_token: none, for 8 <= nC or nC < 2
    }

    private static void FindLevels(DotCanvas canvas, int macroblock, Span<int> levels)
    {
        int column = macroblock % canvas.MacroblockColumns * Side;
        int row = macroblock / canvas.MacroblockColumns * Side;
        int predicted = Predict(canvas, column, row);
        Span<int> dots = stackalloc int[Side * Side];
        for (int i = 0; i < dots.Length; i++)
        {
            dots[i] = canvas[column + i % Side, row + i / Side] - predicted;
        }

        Transform(dots);
        for (int i = 0; i < dots.Length; i++)
        {
            levels[i] = dots[ZigZag[i]] / LevelUnit;
        }
    }

    // 8.3.3.3: the mean of the samples beside it, of which every dot has four.
    private static int Predict(DotCanvas canvas, int column, int row)
    {
        int sum = 0;
        int count = 0;
        for (int i = 0; i < Side && row > 0; i++, count++)
        {
            sum += canvas[column + i, row - 1];
        }

        for (int i = 0; i < Side && column > 0; i++, count++)
        {
            sum += canvas[column - 1, row + i];
        }

        return count == 0 ? MidGray : (sum + count / 2) / count;
    }

    // The Hadamard transform, which is its own inverse but for a factor of 16.
    private static void Transform(Span<int> values)
    {
        for (int i = 0; i < Side; i++)
        {
            Transform(values, Side * i, 1);
        }

        for (int i = 0; i < Side; i++)
        {
            Transform(values, i, Side);
        }
    }

    private static void Transform(Span<int> values, int start, int step)
    {
        (int a, int b, int c, int d) = (values[start], values[start + step], values[start + 2 * step], values[start + 3 * step]);
        values[start] = a + b + c + d;
        values[start + step] = a + b - c - d;
        values[start + 2 * step] = a - b - c + d;
        values[start + 3 * step] = a - b + c - d;
    }

    // One level for a plane that is of one colour; the code words are those of table 9-5 for nC = -1 and of table 9-9.
    private static void WriteChroma(BitWriter bits, int colour)
    {
        int level = (colour - MidGray) / ChromaUnit;
        if (level == 0)
        {
            bits.WriteBits(0b01, 2); // coeff_token: none
            return;
        }

        bool isOne = Math.Abs(level) == 1;
        bits.WriteBits(isOne ? 0b1u : 0b000111, isOne ? 1 : 6); // coeff_token: one level, which is a trailing one or not
        LevelWriter.WriteLevels(bits, [level], isOne ? 1 : 0);
        bits.WriteBits(0b1, 1); // total_zeros: none
    }
}

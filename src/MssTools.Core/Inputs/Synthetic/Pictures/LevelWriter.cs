using MssTools.Core.Bits;

namespace MssTools.Core.Inputs.Synthetic.Pictures;

/// <summary>Writes the transform coefficient levels of a block, residual_block_cavlc (ISO/IEC 14496-10 7.3.5.3.2 and 9.2).</summary>
internal static class LevelWriter
{
    private const int MostTrailingOnes = 3;
    private const int LongestSuffix = 6;
    private const int EscapePrefix = 15;
    private const int EscapeSuffix = 12;
    private const int ShortEscapePrefix = 14;
    private const int ShortEscapeSuffix = 4;
    private const int ManyLevels = 10;

    /// <summary>Writes sixteen levels of a block whose neighbours have none (nC is 0).</summary>
    /// <param name="bits">Takes them.</param>
    /// <param name="levels">In the order of the zig-zag scan, each nearer to 0 than 2000.</param>
    public static void Write(BitWriter bits, ReadOnlySpan<int> levels)
    {
        // Those that are not 0, last first, as the syntax has them.
        Span<int> values = stackalloc int[CavlcTables.MostLevels];
        Span<int> places = stackalloc int[CavlcTables.MostLevels];
        int total = 0;
        for (int i = levels.Length - 1; i >= 0; i--)
        {
            if (levels[i] != 0)
            {
                (values[total], places[total]) = (levels[i], i);
                total++;
            }
        }

        int ones = 0;
        while (ones < Math.Min(total, MostTrailingOnes) && Math.Abs(values[ones]) == 1)
        {
            ones++;
        }

        Write(bits, CavlcTables.CoefficientToken(total, ones));
        WriteLevels(bits, values[..total], ones);
        WriteRuns(bits, places[..total], levels.Length);
    }

    /// <summary>Writes levels behind their coeff_token: signs of the trailing ones, then level_prefix and level_suffix.</summary>
    /// <param name="bits">Takes them.</param>
    /// <param name="values">The levels that are not 0, last first.</param>
    /// <param name="ones">How many of them at the front are trailing ones.</param>
    public static void WriteLevels(BitWriter bits, ReadOnlySpan<int> values, int ones)
    {
        int suffixLength = values.Length > ManyLevels && ones < MostTrailingOnes ? 1 : 0;
        for (int i = 0; i < values.Length; i++)
        {
            int value = values[i];
            if (i < ones)
            {
                bits.WriteFlag(value < 0); // trailing_ones_sign_flag
                continue;
            }

            int code = value > 0 ? 2 * value - 2 : -2 * value - 1;
            WriteLevelCode(bits, i == ones && ones < MostTrailingOnes ? code - 2 : code, suffixLength);
            suffixLength = Math.Max(suffixLength, 1);
            if (Math.Abs(value) > 3 << (suffixLength - 1) && suffixLength < LongestSuffix)
            {
                suffixLength++;
            }
        }
    }

    // 9.2.2.1, from levelCode to level_prefix, in unary, and level_suffix.
    private static void WriteLevelCode(BitWriter bits, int code, int suffixLength)
    {
        (int prefix, int suffix, int length) =
            suffixLength == 0 && code < ShortEscapePrefix ? (code, 0, 0)
            : suffixLength == 0 && code < ShortEscapePrefix + (1 << ShortEscapeSuffix)
                ? (ShortEscapePrefix, code - ShortEscapePrefix, ShortEscapeSuffix)
            : suffixLength == 0 ? (EscapePrefix, code - ShortEscapePrefix - (1 << ShortEscapeSuffix), EscapeSuffix)
            : code < EscapePrefix << suffixLength ? (code >> suffixLength, code & ((1 << suffixLength) - 1), suffixLength)
            : (EscapePrefix, code - (EscapePrefix << suffixLength), EscapeSuffix);
        bits.WriteBits(1, prefix + 1);
        bits.WriteBits((uint)suffix, length);
    }

    private static void WriteRuns(BitWriter bits, ReadOnlySpan<int> places, int size)
    {
        if (places.Length == 0)
        {
            return;
        }

        int zerosLeft = places[0] + 1 - places.Length;
        if (places.Length < size)
        {
            Write(bits, CavlcTables.TotalZeros(places.Length, zerosLeft));
        }

        for (int i = 0; i + 1 < places.Length && zerosLeft > 0; i++)
        {
            int run = places[i] - places[i + 1] - 1;
            Write(bits, CavlcTables.RunBefore(zerosLeft, run));
            zerosLeft -= run;
        }
    }

    private static void Write(BitWriter bits, CodeWord word) => bits.WriteBits(word.Bits, word.Length);
}

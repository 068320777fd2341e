namespace MssTools.Core.Inputs.Synthetic.Pictures;

/// <summary>The code words of CAVLC that blocks of sixteen levels need (ISO/IEC 14496-10 9.2).</summary>
internal static class CavlcTables
{
    /// <summary>Levels of the largest block.</summary>
    public const int MostLevels = 16;

    // Table 9-5, column 0 <= nC < 2: a row for each TotalCoeff, in it a code for each TrailingOnes.
    private static readonly CodeWord[][] s_coefficientTokens = Rows(
        "1",
        "000101 01",
        "00000111 000100 001",
        "000000111 00000110 0000101 00011",
        "0000000111 000000110 00000101 000011",
        "00000000111 0000000110 000000101 0000100",
        "0000000001111 00000000110 0000000101 00000100",
        "0000000001011 0000000001110 00000000101 000000100",
        "0000000001000 0000000001010 0000000001101 0000000100",
        "00000000001111 00000000001110 0000000001001 00000000100",
        "00000000001011 00000000001010 00000000001101 0000000001100",
        "000000000001111 000000000001110 00000000001001 00000000001100",
        "000000000001011 000000000001010 000000000001101 00000000001000",
        "0000000000001111 000000000000001 000000000001001 000000000001100",
        "0000000000001011 0000000000001110 0000000000001101 000000000001000",
        "0000000000000111 0000000000001010 0000000000001001 0000000000001100",
        "0000000000000100 0000000000000110 0000000000000101 0000000000001000");

    // Tables 9-7 and 9-8: a row for each TotalCoeff from 1, in it a code for each total_zeros.
    private static readonly CodeWord[][] s_totalZeros = Rows(
        "1 011 010 0011 0010 00011 00010 000011 000010 0000011 0000010 00000011 00000010 000000011 000000010 000000001",
        "111 110 101 100 011 0101 0100 0011 0010 00011 00010 000011 000010 000001 000000",
        "0101 111 110 101 0100 0011 100 011 0010 00011 00010 000001 00001 000000",
        "00011 111 0101 0100 110 101 100 0011 011 0010 00010 00001 00000",
        "0101 0100 0011 111 110 101 100 011 0010 00001 0001 00000",
        "000001 00001 111 110 101 100 011 010 0001 001 000000",
        "000001 00001 101 100 011 11 010 0001 001 000000",
        "000001 0001 00001 011 11 10 010 001 000000",
        "000001 000000 0001 11 10 001 01 00001",
        "00001 00000 001 11 10 01 0001",
        "0000 0001 001 010 1 011",
        "0000 0001 01 1 001",
        "000 001 1 01",
        "00 01 1",
        "0 1");

    // Table 9-10: a row for each zerosLeft from 1, the last one for all above 6; in it a code for each run_before.
    private static readonly CodeWord[][] s_runBefore = Rows(
        "1 0",
        "1 01 00",
        "11 10 01 00",
        "11 10 01 001 000",
        "11 10 011 010 001 000",
        "11 000 001 011 010 101 100",
        "111 110 101 100 011 010 001 0001 00001 000001 0000001 00000001 000000001 0000000001 00000000001");

    /// <summary>coeff_token of a block beside which no block has levels.</summary>
    public static CodeWord CoefficientToken(int totalCoefficients, int trailingOnes) =>
        s_coefficientTokens[totalCoefficients][trailingOnes];

    /// <summary>total_zeros of a block of sixteen.</summary>
    /// <param name="totalCoefficients">1 to 15.</param>
    /// <param name="zeros">Zeros before the last level that is none.</param>
    public static CodeWord TotalZeros(int totalCoefficients, int zeros) => s_totalZeros[totalCoefficients - 1][zeros];

    /// <summary>run_before.</summary>
    /// <param name="zerosLeft">1 to 15.</param>
    /// <param name="run">0 to <paramref name="zerosLeft"/>.</param>
    public static CodeWord RunBefore(int zerosLeft, int run) => s_runBefore[Math.Min(zerosLeft, s_runBefore.Length) - 1][run];

    private static CodeWord[][] Rows(params ReadOnlySpan<string> rows)
    {
        var table = new CodeWord[rows.Length][];
        for (int i = 0; i < rows.Length; i++)
        {
            string[] words = rows[i].Split(' ');
            table[i] = new CodeWord[words.Length];
            for (int j = 0; j < words.Length; j++)
            {
                table[i][j] = new CodeWord(Convert.ToUInt32(words[j], 2), words[j].Length);
            }
        }

        return table;
    }
}

using System.Numerics;
using MssTools.Core.Bits;

namespace MssTools.Core.Inputs.Synthetic.Sound;

/// <summary>
/// Quantizes and writes spectral coefficients with codebook 11, ESC_HCB (ISO/IEC 14496-3 4.6.3 and table 4.A.12). Every value is 0 or at
/// least <see cref="Smallest"/>, so that four of the book's 289 code words are enough: those of a pair of zeros and escapes.
/// </summary>
internal static class EscapeCodebook
{
    /// <summary>Number of the book, sect_cb.</summary>
    public const uint Number = 11;

    /// <summary>The smallest value that is not 0: the first one that is written as an escape.</summary>
    public const int Smallest = 16;

    private const int Largest = 8191;
    private const double RoundingOffset = 0.4054; // of the quantizer that annex 4.B suggests, towards 0
    private const double SmallestKept = 10;       // what is below is nearer to 0 than to 16, as decoders see it

    /// <summary>Quantizes one coefficient.</summary>
    /// <param name="coefficient">In units of the scale factor.</param>
    public static int Quantize(double coefficient)
    {
        double value = Math.Pow(Math.Abs(coefficient), 0.75);
        return value < SmallestKept ? 0 : Math.Sign(coefficient) * (int)Math.Clamp(value + RoundingOffset, Smallest, Largest);
    }

    /// <summary>Writes two values that follow each other.</summary>
    public static void Write(BitWriter bits, int first, int second)
    {
        (uint word, int length) = (first != 0, second != 0) switch
        {
            (false, false) => (0x000u, 4),
            (false, true) => (0x38eu, 10),
            (true, false) => (0x1c2u, 9),
            (true, true) => (0x004u, 5),
        };
        bits.WriteBits(word, length);
        WriteSign(bits, first);
        WriteSign(bits, second);
        WriteEscape(bits, first);
        WriteEscape(bits, second);
    }

    private static void WriteSign(BitWriter bits, int value)
    {
        if (value != 0)
        {
            bits.WriteFlag(value < 0);
        }
    }

    // escape_prefix, N ones; escape_separator; escape_word, the value without its first bit, which is that of 2 to the power of N + 4.
    private static void WriteEscape(BitWriter bits, int value)
    {
        if (value == 0)
        {
            return;
        }

        uint size = (uint)Math.Abs(value);
        int log = BitOperations.Log2(size);
        int ones = log - BitOperations.Log2(Smallest);
        bits.WriteBits((1u << ones) - 1, ones);
        bits.WriteFlag(false);
        bits.WriteBits(size - (1u << log), log);
    }
}

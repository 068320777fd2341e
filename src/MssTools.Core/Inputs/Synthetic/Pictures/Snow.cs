namespace MssTools.Core.Inputs.Synthetic.Pictures;

/// <summary>
/// Noise like that of a receiver without a signal, the same in every run. It is what the pictures are filled up with to their bit rate.
/// </summary>
internal static class Snow
{
    private const int Size = 64 * 1024;
    private const byte Darkest = 16;
    private const uint Brightnesses = 220;
    private const long Stride = 16807; // a prime apart, so that neighbours and successors differ

    private static readonly byte[] s_flakes = Fall();

    /// <summary>Fills samples with snow, none of which is 0.</summary>
    /// <param name="seed">Which snow; the same gives the same.</param>
    /// <param name="samples">Less than 64 KB.</param>
    public static void Take(long seed, Span<byte> samples) =>
        s_flakes.AsSpan((int)(seed * Stride % (Size - samples.Length)), samples.Length).CopyTo(samples);

    private static byte[] Fall()
    {
        byte[] flakes = new byte[Size];
        uint state = 2463534242;
        foreach (ref byte flake in flakes.AsSpan())
        {
            // Marsaglia's xorshift
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            flake = (byte)(Darkest + state % Brightnesses);
        }

        return flakes;
    }
}

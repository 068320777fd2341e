using System.Numerics;

namespace MssTools.Core.Inputs.Synthetic.Sound;

/// <summary>The forward filterbank of AAC for long blocks: a sine window and an MDCT (ISO/IEC 14496-3 4.6.11).</summary>
/// <remarks>
/// The MDCT of 2048 is a DCT-IV of 1024 folded samples, and that an FFT of 512 complex ones between two turns. One object serves one
/// thread.
/// </remarks>
internal sealed class Filterbank
{
    /// <summary>Spectral coefficients of a block, and samples by which blocks follow each other.</summary>
    public const int Length = 1024;

    private const int Half = Length / 2;
    private const double Scale = 2; // of the definition: X[k] = 2 * sum

    private static readonly double[] s_window =
        [.. Enumerable.Range(0, 2 * Length).Select(n => Math.Sin(Math.PI / (2 * Length) * (n + 0.5)))];

    private static readonly Complex[] s_turns = [.. Enumerable.Range(0, Half).Select(n => Turn(8 * n + 1, 16 * Length))];

    private static readonly Complex[] s_roots = [.. Enumerable.Range(0, Half / 2).Select(n => Turn(n, Half))];

    private readonly double[] _folded = new double[Length];
    private readonly Complex[] _values = new Complex[Half];

    /// <summary>Makes a spectrum.</summary>
    /// <param name="samples">2048 samples, not windowed yet; they are changed.</param>
    /// <param name="spectrum">Takes 1024 coefficients.</param>
    public void Transform(Span<double> samples, Span<double> spectrum)
    {
        for (int n = 0; n < samples.Length; n++)
        {
            samples[n] *= s_window[n];
        }

        // Quarters a, b, c, d become -c_r - d, a - b_r, where _r is reversed.
        for (int n = 0; n < Half; n++)
        {
            _folded[n] = -samples[3 * Half - 1 - n] - samples[3 * Half + n];
            _folded[Half + n] = samples[n] - samples[Length - 1 - n];
        }

        for (int n = 0; n < Half; n++)
        {
            _values[n] = new Complex(_folded[2 * n], _folded[Length - 1 - 2 * n]) * s_turns[n];
        }

        TransformFast(_values);
        for (int k = 0; k < Half; k++)
        {
            Complex value = _values[k] * s_turns[k] * Scale;
            spectrum[2 * k] = value.Real;
            spectrum[Length - 1 - 2 * k] = -value.Imaginary;
        }
    }

    private static Complex Turn(int part, int whole) => Complex.FromPolarCoordinates(1, -2 * Math.PI * part / whole);

    // Cooley and Tukey's, by decimation in time.
    private static void TransformFast(Complex[] values)
    {
        for (int i = 1, j = 0; i < values.Length; i++)
        {
            int bit = values.Length >> 1;
            for (; (j & bit) != 0; bit >>= 1)
            {
                j ^= bit;
            }

            j ^= bit;
            if (i < j)
            {
                (values[i], values[j]) = (values[j], values[i]);
            }
        }

        for (int size = 2; size <= values.Length; size *= 2)
        {
            for (int start = 0; start < values.Length; start += size)
            {
                for (int i = 0; i < size / 2; i++)
                {
                    Complex odd = values[start + i + size / 2] * s_roots[values.Length / size * i];
                    Complex even = values[start + i];
                    values[start + i] = even + odd;
                    values[start + i + size / 2] = even - odd;
                }
            }
        }
    }
}

using MssTools.Core.Inputs.Synthetic.Sound;
using Xunit;

namespace MssTools.Core.Tests.Inputs.Synthetic.Sound;

public class FilterbankTests
{
    // X[k] = 2 sum z[n] cos(2 pi / N (n + n0)(k + 1/2)), n0 = (N / 2 + 1) / 2 (ISO/IEC 14496-3 annex 4.B)
    [Fact]
    public void Transform_AnySamples_IsTheSumOfTheDefinition()
    {
        const int size = 2 * Filterbank.Length;
        double[] samples = [.. Enumerable.Range(0, size).Select(n => Math.Sin(n * n * 0.37) * 1000)];
        double[] expected = [.. Enumerable.Range(0, 40).Select(i => i * 26).Select(k => 2 * Enumerable.Range(0, size).Sum(n =>
            samples[n] * Math.Sin(Math.PI / size * (n + 0.5)) * Math.Cos(2 * Math.PI / size * (n + (size / 2 + 1) / 2.0) * (k + 0.5))))];
        double[] spectrum = new double[Filterbank.Length];

        new Filterbank().Transform(samples, spectrum);

        Assert.All(expected.Index(), value => Assert.Equal(value.Item, spectrum[value.Index * 26], 1e-6));
    }
}

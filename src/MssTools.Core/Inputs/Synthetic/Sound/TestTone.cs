namespace MssTools.Core.Inputs.Synthetic.Sound;

/// <summary>What the input sounds like: a quiet tone, and a beep at the start of every second. It repeats itself every second.</summary>
/// <param name="frequency">Hertz of the tone; 0: there is none.</param>
internal sealed class TestTone(int frequency)
{
    /// <summary>Samples per second.</summary>
    public const int SamplingRate = 48_000;

    /// <summary>How long a beep is.</summary>
    public const int BeepMilliseconds = 100;

    private const int BeepFrequency = 1000;
    private const double ToneAmplitude = 1036; // of 32 768: -30 dB
    private const double BeepAmplitude = 6554; // -14 dB
    private const int BeepLength = SamplingRate * BeepMilliseconds / 1000;
    private const int BeepEdge = SamplingRate / 200; // it swells and fades within 5 ms, so that it does not click

    /// <summary>One sample, of 16 bits and their fractions.</summary>
    /// <param name="time">Samples since the start.</param>
    public double At(long time)
    {
        int place = (int)(time % SamplingRate);
        double sample = ToneAmplitude * Wave(frequency, place);
        return place < BeepLength ? sample + BeepAmplitude * Envelope(place) * Wave(BeepFrequency, place) : sample;
    }

    private static double Wave(int frequency, int place) =>
        Math.Sin(2 * Math.PI * ((long)frequency * place % SamplingRate) / SamplingRate);

    private static double Envelope(int place)
    {
        double edge = Math.Min(1, Math.Min(place, BeepLength - place) / (double)BeepEdge);
        return Math.Sin(edge * Math.PI / 2);
    }
}

using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace MssTools.Integration.Tests.Faults;

/// <summary>What a sample's payload says of itself.</summary>
/// <param name="IsVideo">Picture or sound.</param>
/// <param name="Encoder">The encoder's name.</param>
/// <param name="Run">How often the encoder had been started.</param>
/// <param name="Number">Number of the sample on the channel's own clock, which no fault touches.</param>
internal readonly partial record struct SampleMark(bool IsVideo, string Encoder, int Run, int Number)
{
    /// <summary>Pictures a second.</summary>
    public const int PictureRate = 25;

    /// <summary>Samples a second of the sound.</summary>
    public const int SamplingRate = 48000;

    private const int SamplesPerFrame = 1024;

    /// <summary>When the encoder saw or heard it, since the channel began.</summary>
    public TimeSpan Moment => IsVideo
        ? TimeSpan.FromTicks(Number * TimeSpan.TicksPerSecond / PictureRate)
        : TimeSpan.FromTicks(Number * SamplesPerFrame * TimeSpan.TicksPerSecond / SamplingRate);

    /// <summary>Number of the first sample at or after a moment.</summary>
    public static int FirstAt(bool isVideo, TimeSpan moment)
    {
        long perSample = isVideo
            ? TimeSpan.TicksPerSecond / PictureRate
            : TimeSpan.TicksPerSecond * SamplesPerFrame / SamplingRate;
        return (int)((moment.Ticks + perSample - 1) / perSample);
    }

    /// <summary>Reads the mark in a payload; null where there is none that is whole.</summary>
    public static SampleMark? Read(ReadOnlySpan<byte> payload)
    {
        Match match = Form().Match(Encoding.Latin1.GetString(payload));
        return match.Success
            ? new SampleMark(
                match.Groups[1].Value == "V",
                match.Groups[2].Value,
                int.Parse(match.Groups[3].Value, CultureInfo.InvariantCulture),
                int.Parse(match.Groups[4].Value, CultureInfo.InvariantCulture))
            : null;
    }

    /// <summary>The mark as it stands in payloads: without zeros, which Annex B would have to escape.</summary>
    public byte[] ToBytes() => Encoding.Latin1.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"<{(IsVideo ? 'V' : 'A')} {Encoder} {Run:D4} {Number:D8}>"));

    [GeneratedRegex("<([VA]) (\\S+) ([0-9]{4}) ([0-9]{8})>")]
    private static partial Regex Form();
}

/// <summary>A sample that an encoder gives.</summary>
/// <param name="Mark">What it is.</param>
/// <param name="IsSync">True for an IDR frame, and for sound.</param>
/// <param name="Timestamp">The encoder's clock.</param>
internal readonly record struct EncodedSample(SampleMark Mark, bool IsSync, TimeSpan Timestamp);

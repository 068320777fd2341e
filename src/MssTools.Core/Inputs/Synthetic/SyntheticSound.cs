using MssTools.Core.Codecs.Aac;
using MssTools.Core.Inputs.Synthetic.Sound;
using MssTools.Core.Media;

namespace MssTools.Core.Inputs.Synthetic;

/// <summary>
/// The sound of a made-up input. Its frames repeat themselves after eight seconds, where seconds and frames meet; each is coded when it is
/// needed for the first time, and kept.
/// </summary>
/// <param name="settings">What it sounds like.</param>
internal sealed class SyntheticSound(SyntheticSettings settings)
{
    private const int TrackId = 2;
    private const int Channels = 2;
    private const int FramesInRound = 375;

    private readonly SoundWriter _writer = new(new TestTone(settings.Tone).At);
    private readonly byte[]?[] _frames = new byte[FramesInRound][];

    /// <summary>The track.</summary>
    public Track Track { get; } = new(
        TrackId,
        AacCodec.Instance.Content,
        TestTone.SamplingRate,
        AudioSpecificConfig.Parse(AudioSpecificConfig.OfLowComplexity(TestTone.SamplingRate, Channels)));

    /// <summary>Frames of the input; as good as endless where it has no end. The last one may reach beyond it.</summary>
    public long Count { get; } = settings.Duration is { } duration
        ? ((long)duration.TotalSeconds * TestTone.SamplingRate + Filterbank.Length - 1) / Filterbank.Length
        : long.MaxValue;

    /// <summary>A frame.</summary>
    /// <param name="number">From 0.</param>
    public Sample this[long number]
    {
        get
        {
            ref byte[]? frame = ref _frames[number % FramesInRound];
            frame ??= _writer.Write(number % FramesInRound);
            return new Sample(
                Track, number * Filterbank.Length, Filterbank.Length, CompositionOffset: 0, IsSync: true, new Payload(frame));
        }
    }
}

using MssTools.Core.Media;

namespace MssTools.Core.Codecs.Aac;

/// <summary>AAC configuration.</summary>
/// <param name="FourCC">AACL for AAC-LC, AACH for HE-AAC (SBR or SBR with PS).</param>
/// <param name="PrivateData">The AudioSpecificConfig (ISO/IEC 14496-3 1.6.2.1).</param>
/// <param name="SamplingRate">Samples per second at the decoder's output.</param>
/// <param name="Channels">Channels at the decoder's output.</param>
/// <param name="SamplesPerFrame">Output samples that one access unit decodes to: 1024, 960, 2048 or 1920; 0: not known.</param>
/// <param name="Description">The codec in words.</param>
internal sealed record AacConfig(
    string FourCC, ReadOnlyMemory<byte> PrivateData, int SamplingRate, int Channels, int SamplesPerFrame, string Description)
    : AudioConfig(AacCodec.Instance.Name, FourCC, PrivateData, SamplingRate, Channels, SamplesPerFrame, Description)
{
    private const int WaveFormatTag = 255; // WAVE_FORMAT_RAW_AAC1
    private const int BitsPerSample = 16;

    /// <inheritdoc/>
    public override IReadOnlyList<KeyValuePair<string, long>> LevelAttributes =>
    [
        new("AudioTag", WaveFormatTag),
        new("SamplingRate", SamplingRate),
        new("Channels", Channels),
        new("BitsPerSample", BitsPerSample),
        new("PacketSize", Channels * BitsPerSample / 8),
    ];
}

using MssTools.Core.Media;

namespace MssTools.Core.Codecs.Aac;

/// <summary>AAC: LC and HE (ISO/IEC 14496-3).</summary>
internal sealed class AacCodec : Codec
{
    private AacCodec()
    {
    }

    /// <summary>The codec.</summary>
    public static AacCodec Instance { get; } = new();

    /// <inheritdoc/>
    public override string Name => "AAC";

    /// <inheritdoc/>
    public override MediaKind Kind => MediaKind.Audio;

    /// <inheritdoc/>
    public override IReadOnlyList<string> FourCCs { get; } = ["AACL", "AACH", "AACP"];

    /// <summary>MPEG-4 audio, and MPEG-2 AAC main, low complexity and scalable.</summary>
    public override IReadOnlyList<byte> ObjectTypes { get; } = [0x40, 0x66, 0x67, 0x68];

    /// <inheritdoc/>
    public override CodecHeader Parse(ReadOnlySpan<byte> configuration) => new(AudioSpecificConfig.Parse(configuration));

    /// <inheritdoc/>
    public override byte[] ConfigurationOf(CodecConfig config) => config.PrivateData.ToArray();

    /// <inheritdoc/>
    public override CodecConfig OfLevel(string fourCC, ReadOnlyMemory<byte> privateData, Func<string, long> number) =>
        new AacConfig(fourCC, privateData, (int)number("SamplingRate"), (int)number("Channels"), SamplesPerFrame: 0, "");

    /// <inheritdoc/>
    public override PayloadReader ReadPayloads(string name, long timescale, InputWarnings warnings) => new AacPayloads(name, warnings);
}

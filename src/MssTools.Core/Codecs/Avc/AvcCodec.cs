using MssTools.Core.Media;

namespace MssTools.Core.Codecs.Avc;

/// <summary>H.264 (ISO/IEC 14496-10).</summary>
internal sealed class AvcCodec : Codec
{
    private AvcCodec()
    {
    }

    /// <summary>The codec.</summary>
    public static AvcCodec Instance { get; } = new();

    /// <inheritdoc/>
    public override string Name => "H.264";

    /// <inheritdoc/>
    public override MediaKind Kind => MediaKind.Video;

    /// <inheritdoc/>
    public override IReadOnlyList<string> FourCCs { get; } = ["H264", "AVC1", "DAVC"];

    /// <summary>avc1, and avc3, whose parameter sets may stand among the pictures alone (ISO/IEC 14496-15 5.4.2).</summary>
    public override IReadOnlyList<string> SampleEntries { get; } = ["avc1", "avc3"];

    /// <inheritdoc/>
    public override string ConfigurationBox => "avcC";

    /// <inheritdoc/>
    public override CodecHeader Parse(ReadOnlySpan<byte> configuration) => AvcDecoderConfiguration.Parse(configuration);

    /// <inheritdoc/>
    public override byte[] ConfigurationOf(CodecConfig config) => AvcConfigurationRecord.Write(((AvcConfig)config).PrivateData.Span);

    /// <inheritdoc/>
    public override CodecConfig OfLevel(string fourCC, ReadOnlyMemory<byte> privateData, Func<string, long> number) =>
        new AvcConfig(privateData, (int)number("MaxWidth"), (int)number("MaxHeight"), "");

    /// <inheritdoc/>
    public override PayloadReader ReadPayloads(string name, long timescale, InputWarnings warnings) =>
        new AvcPayloads(name, timescale, warnings);

    /// <inheritdoc/>
    public override IStartProbe ProbeStarts() => new AvcStartProbe();
}

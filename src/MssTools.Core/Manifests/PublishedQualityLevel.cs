namespace MssTools.Core.Manifests;

/// <summary>A QualityLevel as it is published ([MS-SSTR] 2.2.2.5).</summary>
/// <param name="Element">Its attributes.</param>
/// <param name="CustomAttributes">Names and values that stand for <c>{CustomAttributes}</c> in URLs, in their order.</param>
internal sealed record PublishedQualityLevel(
    ManifestElement Element, IReadOnlyList<KeyValuePair<string, string>> CustomAttributes)
{
    /// <summary>Bits per second; stands for the rendition in URLs.</summary>
    public long Bitrate { get; } = Element.Number("Bitrate") ?? 0;

    /// <summary>The codec; empty where it is not stated.</summary>
    public string FourCC { get; } = Element.Text("FourCC") ?? "";

    /// <summary>Pixels; 0 for audio.</summary>
    public long Width { get; } = Element.Number("MaxWidth") ?? Element.Number("Width") ?? 0;

    /// <summary>Pixels; 0 for audio.</summary>
    public long Height { get; } = Element.Number("MaxHeight") ?? Element.Number("Height") ?? 0;

    /// <summary>The CodecPrivateData, or what stands behind the WAVEFORMATEX; null where neither is hexadecimal.</summary>
    public byte[]? PrivateData { get; } = Bytes(Element.Text("CodecPrivateData")) is { } stated && (stated.Length > 0 || Wave(Element) is null)
        ? stated
        : Wave(Element)?.Extra;

    /// <summary>Samples per second; 0 where it is not stated.</summary>
    public long SamplingRate { get; } = Element.Number("SamplingRate") ?? Wave(Element)?.SamplesPerSecond ?? 0;

    /// <summary>Channels; 0 where it is not stated.</summary>
    public long Channels { get; } = Element.Number("Channels") ?? Wave(Element)?.Channels ?? 0;

    /// <summary>Format tag of the sound; 0 where it is not stated.</summary>
    public long AudioTag { get; } = Element.Number("AudioTag") ?? Wave(Element)?.FormatTag ?? 0;

    /// <summary>The custom attributes as URLs have them: <c>name=value</c>, with commas between.</summary>
    public string CustomText => string.Join(',', CustomAttributes.Select(a => $"{a.Key}={a.Value}"));

    /// <summary>Hexadecimal digits in pairs, of either case; null for anything else.</summary>
    internal static byte[]? Bytes(string? text)
    {
        if (text is null || text.Length % 2 != 0)
        {
            return null;
        }

        byte[] bytes = new byte[text.Length / 2];
        return Convert.FromHexString(text, bytes, out _, out int written) == System.Buffers.OperationStatus.Done
            && written == bytes.Length ? bytes : null;
    }

    private static WaveFormat? Wave(ManifestElement element) =>
        Bytes(element.Text("WaveFormatEx")) is { } bytes ? WaveFormat.Read(bytes) : null;
}

using MssTools.Core.Codecs.Aac;

namespace MssTools.Core.Inputs;

/// <summary>Tells what a file is that cannot be opened, by the bytes it starts with.</summary>
internal static class FileMagic
{
    private const int Shown = 16;

    /// <summary>Says it in words for a message; what nobody knows is shown in hexadecimal.</summary>
    public static string Describe(ReadOnlySpan<byte> head) => NameOf(head) is { } name
        ? $"it is {name}"
        : $"it starts with '{Convert.ToHexStringLower(head[..Math.Min(head.Length, Shown)])}'";

    private static string? NameOf(ReadOnlySpan<byte> head) =>
        head.StartsWith((ReadOnlySpan<byte>)[0x1a, 0x45, 0xdf, 0xa3]) ? "Matroska or WebM"
        : head.StartsWith("RIFF"u8) ? "AVI or WAV"
        : head.StartsWith("OggS"u8) ? "Ogg"
        : head.StartsWith("ID3"u8) ? "an MP3 or AAC file with ID3 tags"
        : head.StartsWith("fLaC"u8) ? "FLAC"
        : head.StartsWith((ReadOnlySpan<byte>)[0x30, 0x26, 0xb2, 0x75]) ? "ASF (WMV or WMA)"
        : head.StartsWith((ReadOnlySpan<byte>)[0, 0, 1, 0xba]) ? "an MPEG program stream"
        : head.StartsWith("#EXTM3U"u8) ? "an HLS playlist"
        : head.StartsWith("<SmoothStreamingMedia"u8) || head.StartsWith("<?xml"u8) ? "XML, such as a manifest"
        : head.StartsWith((ReadOnlySpan<byte>)[0, 0, 0, 1]) || head.StartsWith((ReadOnlySpan<byte>)[0, 0, 1]) ? "a bare H.264 or H.265 stream"
        : head.Length > 1 && AdtsHeader.IsSync(head[0], head[1]) ? "a bare AAC stream"
        : null;
}

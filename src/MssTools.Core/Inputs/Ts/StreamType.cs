using MssTools.Core.Codecs;
using MssTools.Core.Codecs.Aac;
using MssTools.Core.Codecs.Avc;
using MssTools.Core.Media;

namespace MssTools.Core.Inputs.Ts;

/// <summary>The stream_type values of program maps (ISO/IEC 13818-1 table 2-34, and what ATSC and Blu-ray added).</summary>
internal static class StreamType
{
    /// <summary>H.264.</summary>
    public const int Avc = 0x1b;

    /// <summary>AAC in ADTS.</summary>
    public const int Adts = 0x0f;

    /// <summary>PES packets of which only descriptors tell what they are.</summary>
    public const int PrivateData = 0x06;

    /// <summary>AAC in LATM and LOAS.</summary>
    public const int Latm = 0x11;

    /// <summary>AC-3 in ATSC.</summary>
    public const int Ac3 = 0x81;

    /// <summary>DTS on Blu-ray discs.</summary>
    public const int Dts = 0x82;

    /// <summary>Enhanced AC-3 in ATSC.</summary>
    public const int EAc3 = 0x87;

    /// <summary>The codec of a type that can be packaged; else null.</summary>
    public static Codec? CodecOf(int type) => type switch
    {
        Avc => AvcCodec.Instance,
        Adts => AacCodec.Instance,
        _ => null,
    };

    /// <summary>What the type carries; null for data, and for types that say nothing.</summary>
    public static MediaKind? KindOf(int type) => type switch
    {
        0x01 or 0x02 or 0x10 or Avc or 0x1e or 0x1f or 0x20 or 0x21 or 0x24 or 0x33 or 0x42 or 0xd1 or 0xea => MediaKind.Video,
        0x03 or 0x04 or Adts or Latm or 0x1c or 0x2d or 0x2e or (>= 0x80 and <= 0x87) => MediaKind.Audio,
        _ => null,
    };

    /// <summary>
    /// What private data are, as DVB marks them (ETSI EN 300 468 table 12) or a registered format_identifier does;
    /// <see cref="PrivateData"/> where no descriptor tells.
    /// </summary>
    public static int Of(ReadOnlySpan<byte> descriptors)
    {
        int type = PrivateData;
        while (descriptors.Length >= 2 && descriptors.Length >= 2 + descriptors[1])
        {
            type = descriptors[0] switch
            {
                0x6a => Ac3,
                0x7a => EAc3,
                0x7b => Dts,
                0x05 when descriptors[1] >= 4 => OfRegistration(descriptors.Slice(2, 4)) ?? type,
                _ => type,
            };
            descriptors = descriptors[(2 + descriptors[1])..];
        }

        return type;
    }

    private static int? OfRegistration(ReadOnlySpan<byte> format) =>
        format.SequenceEqual("AC-3"u8) ? Ac3
        : format.SequenceEqual("EAC3"u8) ? EAc3
        : format.StartsWith("DTS"u8) ? Dts
        : format.SequenceEqual("HEVC"u8) ? 0x24
        : format.SequenceEqual("VC-1"u8) ? 0xea
        : null;

    /// <summary>
    /// Whether a program with these types can be packaged: with its picture if it has one, for sound without it is not
    /// what anybody wants.
    /// </summary>
    public static bool CanBePackaged(IEnumerable<int> types) =>
        types.Any(type => CodecOf(type)?.Kind == MediaKind.Video)
        || (types.Any(type => CodecOf(type) is not null) && !types.Any(type => KindOf(type) == MediaKind.Video));

    /// <summary>The type as messages write it.</summary>
    public static string Describe(int type) => NameOf(type) is { } name ? $"0x{type:x2} ({name})" : $"0x{type:x2}";

    private static string? NameOf(int type) => type switch
    {
        0x01 => "MPEG-1 video",
        0x02 => "MPEG-2 video",
        0x03 or 0x04 => "MPEG audio",
        PrivateData => "private data",
        Adts => "AAC in ADTS",
        0x10 => "MPEG-4 part 2 video",
        Latm => "AAC in LATM",
        Avc => "H.264",
        0x24 => "HEVC",
        0x33 => "VVC",
        0x80 => "PCM",
        Ac3 => "AC-3",
        Dts or 0x85 or 0x86 => "DTS",
        0x83 => "TrueHD",
        0x84 or EAc3 => "E-AC-3",
        0xea => "VC-1",
        _ => null,
    };
}

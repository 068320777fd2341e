namespace MssTools.Core.Iso;

/// <summary>What people call the codecs that MP4 files hold beside H.264 and AAC, for messages.</summary>
internal static class CodecNames
{
    /// <summary>Name of a sample entry's type; the type itself where it has no other name.</summary>
    public static string OfSampleEntry(FourCC type) => type.ToString() switch
    {
        "hvc1" or "hev1" or "dvh1" or "dvhe" => "HEVC",
        "vvc1" or "vvi1" => "VVC",
        "av01" => "AV1",
        "vp08" => "VP8",
        "vp09" => "VP9",
        "mp4v" => "MPEG-4 part 2",
        "s263" or "h263" => "H.263",
        "jpeg" or "mjpa" or "mjpb" => "Motion JPEG",
        "apch" or "apcn" or "apcs" or "apco" or "ap4h" or "ap4x" => "ProRes",
        "ac-3" => "AC-3",
        "ec-3" => "E-AC-3",
        "ac-4" => "AC-4",
        "dtsc" or "dtsh" or "dtsl" or "dtse" => "DTS",
        "mlpa" => "TrueHD",
        "alac" => "Apple Lossless",
        "fLaC" => "FLAC",
        ".mp3" => "MP3",
        "samr" or "sawb" => "AMR",
        "sowt" or "twos" or "lpcm" or "in24" or "in32" or "fl32" or "fl64" or "ipcm" or "fpcm" or "raw " => "PCM",
        "ulaw" or "alaw" => "G.711",
        string other => other,
    };

    /// <summary>Name of the objectTypeIndication of an mp4a entry (mp4ra.org).</summary>
    public static string OfObjectType(byte type) => type switch
    {
        0x69 or 0x6b => "MP3",
        0xa5 => "AC-3",
        0xa6 => "E-AC-3",
        0xa9 or 0xaa or 0xab or 0xac => "DTS",
        0xad => "Opus",
        0xdd => "Vorbis",
        _ => "unknown",
    };
}

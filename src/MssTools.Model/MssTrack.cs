namespace MssTools;

/// <summary>One packaged track of a stream: what becomes a QualityLevel of the manifest.</summary>
public sealed record MssTrack
{
    /// <summary><c>video</c> or <c>audio</c>.</summary>
    public string Type { get; init; } = "";

    /// <summary>What folders, URLs and the manifest call it: <c>video</c>, <c>audio</c>, or <c>audio_fra</c> where there are several.</summary>
    public string Name { get; init; } = "";

    /// <summary>Language of the sound in three letters (ISO 639-2/T), as the manifest tells it; null where it does not.</summary>
    public string? Language { get; init; }

    /// <summary>The codec as a four-character code: H264, AACL or AACH.</summary>
    public string FourCC { get; init; } = "";

    /// <summary>The codec in words, for example <c>H.264 High@3.1</c> or <c>AAC-LC 48000 Hz stereo</c>.</summary>
    public string Codec { get; init; } = "";

    /// <summary>Bit rate in bits per second; also the name of the track's folder.</summary>
    public long Bitrate { get; init; }

    /// <summary>Picture width in pixels; 0 for audio.</summary>
    public int Width { get; init; }

    /// <summary>Picture height in pixels; 0 for audio.</summary>
    public int Height { get; init; }

    /// <summary>Audio samples per second; 0 for video.</summary>
    public int SamplingRate { get; init; }

    /// <summary>Audio channels; 0 for video.</summary>
    public int Channels { get; init; }

    /// <summary>Fragments stored so far.</summary>
    public long FragmentCount { get; init; }

    /// <summary>Bytes stored so far, boxes included.</summary>
    public long Bytes { get; init; }

    /// <summary>Media time stored so far.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>Name, bit rate and codec, as lists of tracks show them.</summary>
    public override string ToString() => $"{Name} {Bitrate} {Codec}";
}

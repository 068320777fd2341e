namespace MssTools.Core.Inputs.Flv;

/// <summary>The kinds of FLV tags (Adobe FLV 10.1, E.4.1).</summary>
internal enum FlvTagType
{
    /// <summary>None of the standard: bytes between tags that make no sense.</summary>
    Damaged = 0,
    Audio = 8,
    Video = 9,
    Script = 18,
}

/// <summary>One FLV tag. An RTMP message of the same type has the same content.</summary>
/// <param name="Type">What the tag carries.</param>
/// <param name="Timestamp">Milliseconds, 32 bits, wrapping.</param>
/// <param name="Data">The content, in memory of its own.</param>
internal readonly record struct FlvTag(FlvTagType Type, uint Timestamp, ReadOnlyMemory<byte> Data)
{
    /// <summary>About what an array and its place in a list take beside the content.</summary>
    private const int Overhead = 96;

    private const int ExtendedHeaderFlag = 0x80;
    private const int FrameTypeKey = 1;
    private const int CodecIdAvc = 7;
    private const int SoundFormatAac = 10;
    private const int SoundFormatExtended = 9;

    /// <summary>About how many bytes of memory the tag takes: a sender may make millions of empty ones.</summary>
    public int Footprint => Data.Length + Overhead;

    /// <summary>True for a decoder configuration, also in the form of Enhanced RTMP.</summary>
    public bool IsSequenceHeader => HeaderOf is not null;

    /// <summary>
    /// Which track a decoder configuration is for: 0 for video, 1 and above for sound, of several in one tag that of the first.
    /// Null for a tag that is none.
    /// </summary>
    public int? HeaderOf => Type switch
    {
        FlvTagType.Video when IsVideo(packetType: 0) => 0,
        FlvTagType.Audio when Data.Length > 1 => HeaderOfSound(Data.Span),
        _ => null,
    };

    /// <summary>True for a picture that decoding can start from.</summary>
    public bool IsKeyframe => Type == FlvTagType.Video
        && Data.Length > 1
        && (Data.Span[0] >> 4 & 7) == FrameTypeKey
        && (IsVideo(packetType: 1) || IsVideo(packetType: 3));

    private static int? HeaderOfSound(ReadOnlySpan<byte> data)
    {
        const int Multitrack = 5;
        const int LengthToTrack = 7; // two bytes of forms and types, a codec, the track
        const int ManyCodecs = 2;
        return (data[0] >> 4, data[0] & 15) switch
        {
            (SoundFormatAac, _) => data[1] == 0 ? 1 : null,
            (SoundFormatExtended, 0) => 1,
            (SoundFormatExtended, Multitrack) when (data[1] & 15) == 0 && data.Length >= LengthToTrack && data[1] >> 4 <= ManyCodecs =>
                1 + data[LengthToTrack - 1],
            _ => null,
        };
    }

    // Enhanced RTMP has the packet type in the first byte, H.264 of old in the second.
    private bool IsVideo(int packetType) => Data.Length > 1
        && ((Data.Span[0] & ExtendedHeaderFlag) != 0
            ? (Data.Span[0] & 15) == packetType
            : (Data.Span[0] & 15) == CodecIdAvc && Data.Span[1] == packetType);
}

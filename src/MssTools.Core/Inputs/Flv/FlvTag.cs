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
    public bool IsSequenceHeader => Type switch
    {
        FlvTagType.Video => IsVideo(packetType: 0),
        FlvTagType.Audio when Data.Length > 1 => (Data.Span[0] >> 4) switch
        {
            SoundFormatAac => Data.Span[1] == 0,
            SoundFormatExtended => (Data.Span[0] & 15) == 0,
            _ => false,
        },
        _ => false,
    };

    /// <summary>True for a picture that decoding can start from.</summary>
    public bool IsKeyframe => Type == FlvTagType.Video
        && Data.Length > 1
        && (Data.Span[0] >> 4 & 7) == FrameTypeKey
        && (IsVideo(packetType: 1) || IsVideo(packetType: 3));

    // Enhanced RTMP has the packet type in the first byte, H.264 of old in the second.
    private bool IsVideo(int packetType) => Data.Length > 1
        && ((Data.Span[0] & ExtendedHeaderFlag) != 0
            ? (Data.Span[0] & 15) == packetType
            : (Data.Span[0] & 15) == CodecIdAvc && Data.Span[1] == packetType);
}

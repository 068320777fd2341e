using MssTools.Core.Inputs.Flv;

namespace MssTools.Core.Inputs.Rtmp;

/// <summary>One RTMP message, put together from its chunks.</summary>
/// <param name="Type">What it carries.</param>
/// <param name="StreamId">The message stream: 0 for the connection, what createStream gave for media.</param>
/// <param name="Timestamp">Milliseconds, 32 bits, wrapping.</param>
/// <param name="Payload">The content, in memory of its own.</param>
internal readonly record struct RtmpMessage(
    RtmpMessageType Type, uint StreamId, uint Timestamp, ReadOnlyMemory<byte> Payload)
{
    /// <summary>
    /// The FLV tag that it is without its header: picture, sound or metadata. Null for aggregates, for what is no media, and
    /// for metadata longer than <see cref="FlvMetadata.LongestOfLive"/>.
    /// </summary>
    public FlvTag? ToTag() => Type switch
    {
        RtmpMessageType.Audio or RtmpMessageType.Video => new FlvTag((FlvTagType)Type, Timestamp, Payload),
        RtmpMessageType.Data or RtmpMessageType.DataAmf3 when Payload.Length <= FlvMetadata.LongestOfLive =>
            new FlvTag(FlvTagType.Script, Timestamp, ToAmf0()),
        _ => null,
    };

    // As with commands, data of the AMF3 type are AMF0 behind a zero.
    private ReadOnlyMemory<byte> ToAmf0() =>
        Type == RtmpMessageType.DataAmf3 && Payload.Span.StartsWith((byte)0) ? Payload[1..] : Payload;
}

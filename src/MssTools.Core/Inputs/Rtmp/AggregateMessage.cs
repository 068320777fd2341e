using MssTools.Core.Bits;
using MssTools.Core.Inputs.Flv;

namespace MssTools.Core.Inputs.Rtmp;

/// <summary>An aggregate message (Adobe RTMP 1.0, 7.1.6): FLV tags, one after another, with their back pointers.</summary>
internal static class AggregateMessage
{
    private const int BackPointerSize = 4;

    /// <summary>
    /// The tags, moved by the difference between the message's time and the first tag's.
    /// </summary>
    /// <exception cref="MssException">MalformedInput: a tag reaches over the end.</exception>
    public static List<FlvTag> Split(RtmpMessage message)
    {
        var tags = new List<FlvTag>();
        var fields = new ByteReader(message.Payload.Span, "RTMP aggregate");
        uint? shift = null;
        while (fields.Remaining > 0)
        {
            var type = (FlvTagType)fields.ReadByte();
            int size = (int)fields.ReadUInt24();
            uint timestamp = fields.ReadUInt24() | (uint)fields.ReadByte() << 24;
            fields.Skip(3); // stream id
            int start = fields.Position;
            fields.Skip(size);
            fields.Skip(Math.Min(BackPointerSize, fields.Remaining));
            shift ??= message.Timestamp - timestamp;
            if (type is FlvTagType.Audio or FlvTagType.Video or FlvTagType.Script)
            {
                tags.Add(new FlvTag(type, timestamp + shift.Value, message.Payload.Slice(start, size)));
            }
        }

        return tags;
    }
}

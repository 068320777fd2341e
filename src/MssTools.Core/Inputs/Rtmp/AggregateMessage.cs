using MssTools.Core.Bits;
using MssTools.Core.Inputs.Flv;

namespace MssTools.Core.Inputs.Rtmp;

/// <summary>An aggregate message (Adobe RTMP 1.0, 7.1.6): FLV tags, one after another, with their back pointers.</summary>
internal static class AggregateMessage
{
    private const int HeaderSize = 11;
    private const int BackPointerSize = 4;

    /// <summary>
    /// The tags, moved by the difference between the message's time and the first tag's. Where one reaches over the end, it
    /// and what follows are one <see cref="FlvTagType.Damaged"/> tag.
    /// </summary>
    public static List<FlvTag> Split(RtmpMessage message)
    {
        var tags = new List<FlvTag>();
        var fields = new ByteReader(message.Payload.Span, "RTMP aggregate");
        uint? shift = null;
        while (fields.Remaining > 0)
        {
            ReadOnlyMemory<byte> rest = message.Payload[fields.Position..];
            if (rest.Length < HeaderSize || (rest.Span[1] << 16 | rest.Span[2] << 8 | rest.Span[3]) > rest.Length - HeaderSize)
            {
                tags.Add(new FlvTag(FlvTagType.Damaged, message.Timestamp, rest));
                break;
            }

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

using System.Buffers.Binary;
using MssTools.Core.Inputs.Flv;

namespace MssTools.Core.Inputs.Rtmp;

/// <summary>An aggregate message (Adobe RTMP 1.0, 7.1.6): FLV tags, one after another, with their back pointers.</summary>
internal static class AggregateMessage
{
    private const int HeaderSize = 11;
    private const int BackPointerSize = 4;

    /// <summary>
    /// The tags, moved by the difference between the message's time and the first tag's. Where one reaches over the end, it
    /// and what follows are one <see cref="FlvTagType.Damaged"/> tag. There may be hundreds of thousands: none is made before
    /// it is asked for.
    /// </summary>
    public static IEnumerable<FlvTag> Split(RtmpMessage message)
    {
        ReadOnlyMemory<byte> rest = message.Payload;
        uint? shift = null;
        while (!rest.IsEmpty)
        {
            if (rest.Length < HeaderSize || SizeOf(rest.Span) > rest.Length - HeaderSize)
            {
                yield return new FlvTag(FlvTagType.Damaged, message.Timestamp, rest);
                yield break;
            }

            var type = (FlvTagType)rest.Span[0];
            int size = SizeOf(rest.Span);
            uint timestamp = BinaryPrimitives.ReadUInt32BigEndian(rest.Span[4..]) >> 8 | (uint)rest.Span[7] << 24;
            shift ??= message.Timestamp - timestamp;
            if (type is FlvTagType.Audio or FlvTagType.Video or FlvTagType.Script)
            {
                yield return new FlvTag(type, timestamp + shift.Value, rest.Slice(HeaderSize, size));
            }

            rest = rest[(HeaderSize + size)..];
            rest = rest[Math.Min(BackPointerSize, rest.Length)..];
        }
    }

    private static int SizeOf(ReadOnlySpan<byte> header) => header[1] << 16 | header[2] << 8 | header[3];
}

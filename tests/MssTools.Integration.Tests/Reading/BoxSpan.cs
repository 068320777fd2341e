using System.Buffers.Binary;
using System.Text;

namespace MssTools.Integration.Tests.Reading;

/// <summary>A box that was found in bytes; knows nothing of what the product knows about boxes.</summary>
internal readonly record struct BoxSpan(string Type, int Start, ReadOnlyMemory<byte> Body)
{
    /// <summary>Splits bytes into boxes; every byte must belong to one.</summary>
    /// <exception cref="InvalidDataException">A size does not fit.</exception>
    public static IReadOnlyList<BoxSpan> Split(ReadOnlyMemory<byte> bytes)
    {
        const int Header = 8;
        var boxes = new List<BoxSpan>();
        for (int at = 0; at < bytes.Length;)
        {
            int size = bytes.Length - at < Header ? 0 : BinaryPrimitives.ReadInt32BigEndian(bytes.Span[at..]);
            if (size < Header || size > bytes.Length - at)
            {
                throw new InvalidDataException($"The box at {at} of {bytes.Length} bytes says that it has {size}.");
            }

            boxes.Add(new BoxSpan(Encoding.ASCII.GetString(bytes.Span.Slice(at + 4, 4)), at, bytes.Slice(at + Header, size - Header)));
            at += size;
        }

        return boxes;
    }

    public uint UInt32(int at) => BinaryPrimitives.ReadUInt32BigEndian(Body.Span[at..]);

    public int Int32(int at) => BinaryPrimitives.ReadInt32BigEndian(Body.Span[at..]);

    public long Int64(int at) => BinaryPrimitives.ReadInt64BigEndian(Body.Span[at..]);
}

using System.Buffers.Binary;

namespace MssTools.Core.Inputs.Rtmp;

/// <summary>
/// The head of a chunk as it stands on the wire: basic header and message header (Adobe RTMP 1.0, 5.3.1), without the
/// extended timestamp.
/// </summary>
/// <param name="Format">0 to 3: how much of the message header is there.</param>
/// <param name="ChunkStreamId">2 to 65599.</param>
/// <param name="TimestampField">24 bits: a time in format 0, a difference in 1 and 2, nothing in 3.</param>
/// <param name="MessageLength">Bytes of the whole message; in formats 0 and 1.</param>
/// <param name="MessageType">In formats 0 and 1.</param>
/// <param name="MessageStreamId">In format 0.</param>
internal readonly record struct ChunkHeader(
    int Format,
    int ChunkStreamId,
    uint TimestampField,
    int MessageLength,
    RtmpMessageType MessageType,
    uint MessageStreamId)
{
    /// <summary>The timestamp field's value that says that 32 bits follow the header.</summary>
    public const uint Extended = 0xFFFFFF;

    /// <summary>Bytes of the longest header, extended timestamp included.</summary>
    public const int Longest = 3 + 11 + 4;

    private const int FirstTwoByteId = 64;
    private const int FirstThreeByteId = 320;

    /// <summary>Reads a header; false, with nothing read, where it is not all there yet.</summary>
    public static bool TryRead(ref ReadOnlySpan<byte> bytes, out ChunkHeader header)
    {
        header = default;
        if (bytes.IsEmpty)
        {
            return false;
        }

        int format = bytes[0] >> 6;
        int basicLength = (bytes[0] & 63) switch { 0 => 2, 1 => 3, _ => 1 };
        int length = basicLength + MessageHeaderLength(format);
        if (bytes.Length < length)
        {
            return false;
        }

        int id = basicLength switch
        {
            1 => bytes[0] & 63,
            2 => FirstTwoByteId + bytes[1],
            _ => FirstTwoByteId + bytes[1] + (bytes[2] << 8),
        };
        ReadOnlySpan<byte> fields = bytes[basicLength..length];
        header = new ChunkHeader(
            format,
            id,
            format < 3 ? ReadUInt24(fields) : 0,
            format < 2 ? (int)ReadUInt24(fields[3..]) : 0,
            format < 2 ? (RtmpMessageType)fields[6] : 0,
            format < 1 ? BinaryPrimitives.ReadUInt32LittleEndian(fields[7..]) : 0); // the one little-endian field
        bytes = bytes[length..];
        return true;
    }

    /// <summary>Writes the header and returns its length.</summary>
    /// <param name="destination">Room for <see cref="Longest"/> bytes.</param>
    public int Write(Span<byte> destination)
    {
        int length = WriteBasicHeader(destination);
        if (Format < 3)
        {
            WriteUInt24(destination[length..], TimestampField);
        }

        if (Format < 2)
        {
            WriteUInt24(destination[(length + 3)..], (uint)MessageLength);
            destination[length + 6] = (byte)MessageType;
        }

        if (Format < 1)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(destination[(length + 7)..], MessageStreamId);
        }

        return length + MessageHeaderLength(Format);
    }

    private static int MessageHeaderLength(int format) => format switch { 0 => 11, 1 => 7, 2 => 3, _ => 0 };

    private static uint ReadUInt24(ReadOnlySpan<byte> bytes) => (uint)(bytes[0] << 16 | bytes[1] << 8 | bytes[2]);

    private static void WriteUInt24(Span<byte> bytes, uint value)
    {
        bytes[0] = (byte)(value >> 16);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[1..], (ushort)value);
    }

    private int WriteBasicHeader(Span<byte> destination)
    {
        destination[0] = (byte)(Format << 6);
        if (ChunkStreamId < FirstTwoByteId)
        {
            destination[0] |= (byte)ChunkStreamId;
            return 1;
        }

        destination[1] = (byte)(ChunkStreamId - FirstTwoByteId);
        if (ChunkStreamId < FirstThreeByteId)
        {
            return 2;
        }

        destination[0] |= 1;
        destination[2] = (byte)((ChunkStreamId - FirstTwoByteId) >> 8);
        return 3;
    }
}

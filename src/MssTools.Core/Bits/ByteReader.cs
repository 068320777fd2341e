using System.Buffers.Binary;

namespace MssTools.Core.Bits;

/// <summary>
/// Reads big-endian fields from a span. Whatever the bytes say, it never reads outside: a field that does not fit
/// is a <see cref="MssError.MalformedInput"/> with its place.
/// </summary>
/// <param name="bytes">The bytes to read.</param>
/// <param name="name">What they are, for messages; for example <c>trun</c>.</param>
/// <param name="origin">Where they stand in the input.</param>
internal ref struct ByteReader(ReadOnlySpan<byte> bytes, string name, long origin = 0)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>Offset of the next byte from the start of the span.</summary>
    public int Position { get; private set; }

    /// <summary>The bytes that are left; the span points into the input.</summary>
    public readonly ReadOnlySpan<byte> Rest => _bytes[Position..];

    /// <summary>Bytes left.</summary>
    public readonly int Remaining => _bytes.Length - Position;

    /// <summary>Reads one byte.</summary>
    public byte ReadByte() => Take(1)[0];

    /// <summary>Reads an unsigned 16-bit number.</summary>
    public ushort ReadUInt16() => BinaryPrimitives.ReadUInt16BigEndian(Take(2));

    /// <summary>Reads an unsigned 24-bit number.</summary>
    public uint ReadUInt24()
    {
        ReadOnlySpan<byte> b = Take(3);
        return (uint)(b[0] << 16 | b[1] << 8 | b[2]);
    }

    /// <summary>Reads an unsigned 32-bit number.</summary>
    public uint ReadUInt32() => BinaryPrimitives.ReadUInt32BigEndian(Take(4));

    /// <summary>Reads a signed 32-bit number.</summary>
    public int ReadInt32() => BinaryPrimitives.ReadInt32BigEndian(Take(4));

    /// <summary>Reads an unsigned 64-bit number.</summary>
    public ulong ReadUInt64() => BinaryPrimitives.ReadUInt64BigEndian(Take(8));

    /// <summary>Reads a time or offset of 64 bits that must fit a signed number.</summary>
    public long ReadInt64() => BinaryPrimitives.ReadInt64BigEndian(Take(8));

    /// <summary>Reads an IEEE 754 double.</summary>
    public double ReadDouble() => BinaryPrimitives.ReadDoubleBigEndian(Take(8));

    /// <summary>Reads a GUID in text order, as uuid boxes carry it.</summary>
    public Guid ReadGuid() => new(Take(16), bigEndian: true);

    /// <summary>Reads a number of bytes; the span points into the input.</summary>
    public ReadOnlySpan<byte> ReadBytes(int count) => Take(count);

    /// <summary>Passes over a number of bytes.</summary>
    public void Skip(int count) => Take(count);

    /// <summary>
    /// Reads a 32-bit count of entries, checked against the bytes that are left before anything is allocated for it.
    /// </summary>
    /// <param name="entrySize">Bytes of one entry; greater than zero.</param>
    public int ReadCount(int entrySize)
    {
        uint count = ReadUInt32();
        return count <= (uint)(Remaining / entrySize)
            ? (int)count
            : throw Malformed($"count {count} needs {(long)count * entrySize} bytes, {Remaining} are left");
    }

    /// <summary>A failure at the current place.</summary>
    public readonly MssException Malformed(string what) =>
        new(MssError.MalformedInput, $"{name} at {origin + Position}: {what}.");

    private ReadOnlySpan<byte> Take(int count)
    {
        if ((uint)count > (uint)Remaining)
        {
            throw Malformed($"{count} bytes are needed, {Remaining} are left");
        }

        ReadOnlySpan<byte> taken = _bytes.Slice(Position, count);
        Position += count;
        return taken;
    }
}

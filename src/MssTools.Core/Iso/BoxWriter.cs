using System.Buffers.Binary;

namespace MssTools.Core.Iso;

/// <summary>
/// Writes nested ISO base media boxes into one growing buffer. A box's size field is filled in when its
/// scope closes, so no box states its size a second time.
/// </summary>
/// <remarks>Not thread-safe; one writer serves one fragment. Numbers are big-endian (ISO/IEC 14496-12 4.2).</remarks>
internal sealed class BoxWriter(int capacity = 1024)
{
    private byte[] _bytes = new byte[capacity];

    /// <summary>Bytes written so far; also the offset of the next byte.</summary>
    public int Length { get; private set; }

    /// <summary>What has been written. Valid until the next write.</summary>
    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    /// <summary>Opens a box; dispose the scope to close it.</summary>
    public Scope Box(FourCC type)
    {
        int start = Length;
        WriteUInt32(0);
        WriteUInt32(type.Value);
        return new Scope(this, start);
    }

    /// <summary>Opens a FullBox: <see cref="Box"/> followed by version(8) and flags(24).</summary>
    public Scope FullBox(FourCC type, byte version, uint flags)
    {
        Scope scope = Box(type);
        WriteUInt32((uint)version << 24 | flags);
        return scope;
    }

    /// <summary>Opens a <c>uuid</c> FullBox: the 16-byte extended type stands before version and flags.</summary>
    public Scope UuidBox(Guid extendedType, byte version, uint flags)
    {
        Scope scope = Box(BoxTypes.Uuid);
        extendedType.TryWriteBytes(Reserve(16), bigEndian: true, out _);
        WriteUInt32((uint)version << 24 | flags);
        return scope;
    }

    /// <summary>Writes one unsigned int(8).</summary>
    public void WriteByte(byte value) => Reserve(1)[0] = value;

    /// <summary>Writes one unsigned int(16).</summary>
    public void WriteUInt16(ushort value) => BinaryPrimitives.WriteUInt16BigEndian(Reserve(2), value);

    /// <summary>Writes one unsigned int(32).</summary>
    public void WriteUInt32(uint value) => BinaryPrimitives.WriteUInt32BigEndian(Reserve(4), value);

    /// <summary>Writes one unsigned int(64).</summary>
    public void WriteUInt64(ulong value) => BinaryPrimitives.WriteUInt64BigEndian(Reserve(8), value);

    /// <summary>Writes bytes as they are.</summary>
    public void WriteBytes(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Reserve(bytes.Length));

    /// <summary>Writes a number of zero bytes.</summary>
    public void WriteZeros(int count) => Reserve(count).Clear();

    /// <summary>Writes the box at which a reader stands, with all that is in it.</summary>
    public void WriteCopy(BoxReader box)
    {
        using (Box(box.Type))
        {
            if (box.Type == BoxTypes.Uuid)
            {
                box.ExtendedType.TryWriteBytes(Reserve(16), bigEndian: true, out _);
            }

            WriteBytes(box.Content);
        }
    }

    /// <summary>
    /// Writes a 32-bit field whose value is known only later, such as trun.data_offset; returns its place for
    /// <see cref="Patch"/>.
    /// </summary>
    public int WritePlaceholder()
    {
        WriteUInt32(0);
        return Length - 4;
    }

    /// <summary>Fills in a field that <see cref="WritePlaceholder"/> left open.</summary>
    public void Patch(int place, uint value) => BinaryPrimitives.WriteUInt32BigEndian(_bytes.AsSpan(place, 4), value);

    private Span<byte> Reserve(int count)
    {
        if (Length + count > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + count));
        }

        Span<byte> span = _bytes.AsSpan(Length, count);
        Length += count;
        return span;
    }

    /// <summary>An open box. Closing it patches the size field.</summary>
    public readonly ref struct Scope
    {
        private readonly BoxWriter _writer;
        private readonly int _start;

        internal Scope(BoxWriter writer, int start) => (_writer, _start) = (writer, start);

        /// <summary>Closes the box.</summary>
        public void Dispose() => _writer.Patch(_start, checked((uint)(_writer.Length - _start)));
    }
}

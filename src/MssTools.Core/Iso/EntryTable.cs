using System.Buffers.Binary;
using MssTools.Core.Bits;

namespace MssTools.Core.Iso;

/// <summary>
/// The rows of a table box, left as the bytes they are: a table of millions of samples costs no object.
/// </summary>
internal readonly struct EntryTable
{
    private readonly ReadOnlyMemory<byte> _rows;
    private readonly int _rowSize;

    private EntryTable(ReadOnlyMemory<byte> rows, int rowSize) => (_rows, _rowSize) = (rows, rowSize);

    /// <summary>Number of rows.</summary>
    public int Count => _rowSize == 0 ? 0 : _rows.Length / _rowSize;

    /// <summary>Reads entry_count and keeps the rows that follow it.</summary>
    /// <param name="box">The box that <paramref name="fields"/> reads.</param>
    /// <param name="fields">Stands at entry_count.</param>
    /// <param name="rowSize">Bytes of one row; greater than zero.</param>
    /// <exception cref="MssException">MalformedInput: the box is too small for its rows.</exception>
    public static EntryTable Read(BoxContent box, ref ByteReader fields, int rowSize)
    {
        int count = fields.ReadCount(rowSize);
        return new EntryTable(box.Bytes.Slice(fields.Position, count * rowSize), rowSize);
    }

    /// <summary>A 32-bit field.</summary>
    /// <param name="row">Row, from zero.</param>
    /// <param name="offset">Place of the field in its row, in bytes.</param>
    public uint UInt32(int row, int offset = 0) =>
        BinaryPrimitives.ReadUInt32BigEndian(_rows.Span[(row * _rowSize + offset)..]);

    /// <summary>A signed 64-bit field.</summary>
    /// <param name="row">Row, from zero.</param>
    /// <param name="offset">Place of the field in its row, in bytes.</param>
    public long Int64(int row, int offset = 0) =>
        BinaryPrimitives.ReadInt64BigEndian(_rows.Span[(row * _rowSize + offset)..]);
}

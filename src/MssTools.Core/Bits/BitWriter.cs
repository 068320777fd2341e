using System.Buffers.Binary;
using System.Numerics;

namespace MssTools.Core.Bits;

/// <summary>Writes bit fields and exp-Golomb codes, most significant bit first; what <see cref="BitReader"/> reads.</summary>
/// <remarks>
/// Not thread-safe. The buffer grows and is kept by <see cref="Clear"/>, so that one writer serves picture after picture.
/// </remarks>
/// <param name="capacity">Bytes that there is room for at first.</param>
internal sealed class BitWriter(int capacity = 256)
{
    private byte[] _bytes = new byte[capacity];
    private int _length;
    private ulong _pending; // its lowest _count bits are not in _bytes yet
    private int _count;     // 0 to 7 between calls

    /// <summary>Bits written so far.</summary>
    public int Position => _length * 8 + _count;

    /// <summary>The whole bytes so far, valid until the next write; <see cref="Align"/> before the last look.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    /// <summary>Forgets what was written.</summary>
    public void Clear() => (_length, _pending, _count) = (0, 0, 0);

    /// <summary>Writes one bit.</summary>
    public void WriteFlag(bool value) => WriteBits(value ? 1u : 0, 1);

    /// <summary>Writes an unsigned number.</summary>
    /// <param name="value">Less than 2 to the power of <paramref name="count"/>.</param>
    /// <param name="count">0 to 32 bits.</param>
    public void WriteBits(uint value, int count)
    {
        _pending = _pending << count | value;
        _count += count;
        if (_count < 8)
        {
            return;
        }

        Span<byte> room = Reserve(sizeof(ulong));
        BinaryPrimitives.WriteUInt64BigEndian(room, _pending << (64 - _count));
        _length += _count >> 3;
        _count &= 7;
    }

    /// <summary>Writes ue(v) (ISO/IEC 14496-10 9.1).</summary>
    /// <param name="value">Any but <see cref="uint.MaxValue"/>, whose code would be longer than 63 bits.</param>
    public void WriteUnsignedGolomb(uint value)
    {
        ArgumentOutOfRangeException.ThrowIfEqual(value, uint.MaxValue);
        int length = BitOperations.Log2(value + 1) + 1;
        WriteBits(0, length - 1);
        WriteBits(value + 1, length);
    }

    /// <summary>Writes se(v) (ISO/IEC 14496-10 9.1.1).</summary>
    /// <param name="value">Any but <see cref="int.MinValue"/>.</param>
    public void WriteSignedGolomb(int value)
    {
        ArgumentOutOfRangeException.ThrowIfEqual(value, int.MinValue);
        WriteUnsignedGolomb(value > 0 ? 2 * (uint)value - 1 : 2 * (uint)-value);
    }

    /// <summary>Fills up the last byte with zero bits.</summary>
    public void Align() => WriteBits(0, -_count & 7);

    /// <summary>Makes room for whole bytes, for the caller to fill before the next write.</summary>
    /// <exception cref="InvalidOperationException">The writer is within a byte.</exception>
    public Span<byte> WriteBytes(int count)
    {
        if (_count != 0)
        {
            throw new InvalidOperationException($"{_count} bits of a byte are open.");
        }

        Span<byte> room = Reserve(count)[..count];
        _length += count;
        return room;
    }

    private Span<byte> Reserve(int count)
    {
        if (_length + count > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + count));
        }

        return _bytes.AsSpan(_length);
    }
}

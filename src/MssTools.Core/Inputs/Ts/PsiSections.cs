using System.Buffers.Binary;

namespace MssTools.Core.Inputs.Ts;

/// <summary>Puts the sections of one PID together from its packets (ISO/IEC 13818-1 2.4.4).</summary>
internal sealed class PsiSections
{
    private const int HeaderLength = 3;
    private const int CrcLength = 4;
    private const int LongestSection = 4096;
    private const byte Stuffing = 0xff;
    private const uint Polynomial = 0x04c11db7;

    private static readonly uint[] s_crcTable = [.. Enumerable.Range(0, 256).Select(i => ToCrc((uint)i << 24))];

    private readonly byte[] _section = new byte[LongestSection];
    private int _length;
    private bool _open;

    /// <summary>Takes a packet of the PID and hands over every section that it completes and whose CRC is right.</summary>
    /// <param name="packet">A packet without damage, in order.</param>
    /// <param name="take">Takes a section without its CRC; the span is valid during the call.</param>
    public void Push(in TsPacket packet, Action<ReadOnlySpan<byte>> take)
    {
        ReadOnlySpan<byte> bytes = packet.Payload;
        if (packet.StartsUnit)
        {
            if (bytes.IsEmpty || bytes[0] >= bytes.Length)
            {
                _open = false;
                return;
            }

            int pointer = bytes[0];
            Append(bytes.Slice(1, pointer), take);
            bytes = bytes[(1 + pointer)..];
            (_open, _length) = (true, 0);
        }

        while (_open && !bytes.IsEmpty)
        {
            if (_length == 0 && bytes[0] == Stuffing)
            {
                _open = false;
                return;
            }

            bytes = bytes[Append(bytes, take)..];
        }
    }

    /// <summary>Forgets the section that a lost packet damaged.</summary>
    public void Lose() => _open = false;

    private static uint ToCrc(uint crc)
    {
        for (int bit = 0; bit < 8; bit++)
        {
            crc = (crc & 0x80000000) != 0 ? crc << 1 ^ Polynomial : crc << 1;
        }

        return crc;
    }

    private static bool CrcIsRight(ReadOnlySpan<byte> section)
    {
        uint crc = uint.MaxValue;
        foreach (byte b in section[..^CrcLength])
        {
            crc = crc << 8 ^ s_crcTable[(crc >> 24) ^ b];
        }

        return crc == BinaryPrimitives.ReadUInt32BigEndian(section[^CrcLength..]);
    }

    // Takes what belongs to the open section; gives the number of bytes taken.
    private int Append(ReadOnlySpan<byte> bytes, Action<ReadOnlySpan<byte>> take)
    {
        int taken = 0;
        while (_open && taken < bytes.Length)
        {
            int wanted = _length < HeaderLength
                ? HeaderLength
                : HeaderLength + (BinaryPrimitives.ReadUInt16BigEndian(_section.AsSpan(1)) & 0xfff);
            if (wanted > LongestSection)
            {
                _open = false;
                break;
            }

            int count = Math.Min(wanted - _length, bytes.Length - taken);
            bytes.Slice(taken, count).CopyTo(_section.AsSpan(_length));
            _length += count;
            taken += count;
            if (_length == wanted && wanted > HeaderLength)
            {
                Finish(take);
                break;
            }

            if (_length == wanted && (BinaryPrimitives.ReadUInt16BigEndian(_section.AsSpan(1)) & 0xfff) == 0)
            {
                _length = 0; // an empty section
                break;
            }
        }

        return taken;
    }

    private void Finish(Action<ReadOnlySpan<byte>> take)
    {
        ReadOnlySpan<byte> section = _section.AsSpan(0, _length);
        _length = 0;
        if (section.Length >= HeaderLength + CrcLength && CrcIsRight(section))
        {
            take(section[..^CrcLength]);
        }
    }
}

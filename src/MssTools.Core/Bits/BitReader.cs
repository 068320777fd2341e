namespace MssTools.Core.Bits;

/// <summary>
/// Reads bit fields and exp-Golomb codes, most significant bit first. Past the end it is a
/// <see cref="MssError.MalformedInput"/>.
/// </summary>
/// <param name="bytes">The bytes to read; emulation prevention already removed.</param>
/// <param name="name">What they are, for messages; for example <c>SPS</c>.</param>
internal ref struct BitReader(ReadOnlySpan<byte> bytes, string name)
{
    private const int LongestGolombPrefix = 32;
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>Offset of the next bit.</summary>
    public int Position { get; private set; }

    /// <summary>Bits left.</summary>
    public readonly int Remaining => _bytes.Length * 8 - Position;

    /// <summary>Reads one bit as a flag.</summary>
    public bool ReadFlag() => ReadBits(1) == 1;

    /// <summary>Reads an unsigned number of 0 to 32 bits.</summary>
    public uint ReadBits(int count)
    {
        if (count > Remaining)
        {
            throw Malformed($"{count} bits are needed, {Remaining} are left");
        }

        uint value = 0;
        for (int i = 0; i < count; i++, Position++)
        {
            value = value << 1 | (uint)(_bytes[Position >> 3] >> (7 - (Position & 7))) & 1;
        }

        return value;
    }

    /// <summary>Passes over a number of bits.</summary>
    public void Skip(int count)
    {
        if (count > Remaining)
        {
            throw Malformed($"{count} bits are needed, {Remaining} are left");
        }

        Position += count;
    }

    /// <summary>Reads ue(v) (ISO/IEC 14496-10 9.1).</summary>
    public uint ReadUnsignedGolomb()
    {
        int zeros = 0;
        while (!ReadFlag())
        {
            if (++zeros >= LongestGolombPrefix)
            {
                throw Malformed($"an exp-Golomb code has {zeros} leading zeros");
            }
        }

        return (uint)((1L << zeros) - 1 + ReadBits(zeros));
    }

    /// <summary>Reads se(v) (ISO/IEC 14496-10 9.1.1).</summary>
    public int ReadSignedGolomb()
    {
        uint code = ReadUnsignedGolomb();
        return (code & 1) == 1 ? (int)((code + 1L) / 2) : -(int)(code / 2);
    }

    /// <summary>A failure at the current place.</summary>
    public readonly MssException Malformed(string what) =>
        new(MssError.MalformedInput, $"{name} at bit {Position}: {what}.");
}

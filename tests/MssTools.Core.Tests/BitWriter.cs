namespace MssTools.Core.Tests;

/// <summary>Writes bit fields for tests; nothing is checked, so it can lie.</summary>
internal sealed class BitWriter
{
    private readonly List<byte> _bytes = [];
    private int _bits;

    public BitWriter Bits(int count, long value)
    {
        for (int i = count - 1; i >= 0; i--, _bits++)
        {
            if (_bits % 8 == 0)
            {
                _bytes.Add(0);
            }

            _bytes[^1] |= (byte)((value >> i & 1) << (7 - _bits % 8));
        }

        return this;
    }

    public BitWriter Flag(bool value) => Bits(1, value ? 1 : 0);

    /// <summary>ue(v).</summary>
    public BitWriter Unsigned(long value)
    {
        int length = 64 - System.Numerics.BitOperations.LeadingZeroCount((ulong)value + 1);
        return Bits(length - 1, 0).Bits(length, value + 1);
    }

    /// <summary>se(v).</summary>
    public BitWriter Signed(int value) => Unsigned(value > 0 ? 2L * value - 1 : -2L * value);

    public BitWriter Align() => Bits(-_bits & 7, 0);

    public byte[] ToArray() => [.. _bytes];
}

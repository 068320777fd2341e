using CsCheck;
using MssTools.Core.Bits;
using Xunit;
using Writer = MssTools.Core.Bits.BitWriter; // not the one for tests, which can lie

namespace MssTools.Core.Tests.Bits;

public class BitWriterTests
{
    [Fact]
    public void Write_FieldsOfAllKinds_AreTheseBits()
    {
        var bits = new Writer();
        bits.WriteFlag(true);              // 1
        bits.WriteBits(5, 4);              //  0101
        bits.WriteUnsignedGolomb(0);       //      1
        bits.WriteUnsignedGolomb(4);       //       00 101
        bits.WriteSignedGolomb(-2);        //             00101
        bits.WriteBits(0, 0);
        bits.WriteBits(0xdeadbeef, 32);
        bits.Align();

        Assert.Equal("ac" + "a5" + "deadbeef", Convert.ToHexStringLower(bits.Written));
    }

    [Fact]
    public void Written_FieldsOfAnySizes_AreReadBack() => Gen.Select(Gen.Int[0, 32], Gen.UInt).Array[0, 200].Sample(fields =>
    {
        var bits = new Writer(capacity: 1);
        foreach ((int count, uint value) in fields)
        {
            bits.WriteBits(Low(value, count), count);
        }

        Assert.Equal(fields.Sum(field => field.Item1), bits.Position);
        bits.Align();
        var reader = new BitReader(bits.Written, "test");
        foreach ((int count, uint value) in fields)
        {
            Assert.Equal(Low(value, count), reader.ReadBits(count));
        }

        Assert.InRange(reader.Remaining, 0, 7);
        Assert.Equal(0u, reader.ReadBits(reader.Remaining));
    });

    [Fact]
    public void Written_GolombCodes_AreReadBack() => Gen.Select(Gen.UInt[0, uint.MaxValue - 1], Gen.Int[int.MinValue + 1, int.MaxValue])
        .Sample((unsigned, signed) =>
        {
            var bits = new Writer();
            bits.WriteUnsignedGolomb(unsigned);
            bits.WriteSignedGolomb(signed);
            bits.Align();
            var reader = new BitReader(bits.Written, "test");

            Assert.Equal(unsigned, reader.ReadUnsignedGolomb());
            Assert.Equal(signed, reader.ReadSignedGolomb());
        });

    [Fact]
    public void WriteBytes_BehindBits_StandsWhereTheyEnd()
    {
        var bits = new Writer(capacity: 1);
        bits.WriteBits(0xabc, 12);
        Assert.Throws<InvalidOperationException>(() => bits.WriteBytes(1).Length);
        bits.Align();
        bits.WriteBytes(3).Fill(0x77);
        bits.WriteBits(0xff, 8);

        Assert.Equal("abc0" + "777777" + "ff", Convert.ToHexStringLower(bits.Written));
    }

    [Fact]
    public void Clear_WithinAByte_LeavesNothing()
    {
        var bits = new Writer();
        bits.WriteBits(0x1fff, 13);
        bits.Clear();
        bits.WriteBits(1, 8);

        Assert.Equal("01", Convert.ToHexStringLower(bits.Written));
        Assert.Equal(8, bits.Position);
    }

    [Fact]
    public void WriteGolomb_WhatHasNoCode_IsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Writer().WriteUnsignedGolomb(uint.MaxValue));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Writer().WriteSignedGolomb(int.MinValue));
    }

    private static uint Low(uint value, int count) => count == 32 ? value : value & ((1u << count) - 1);
}

using CsCheck;
using MssTools.Core.Bits;
using MssTools.Core.Iso;
using Xunit;

namespace MssTools.Core.Tests.Iso;

public class TrunBoxTests
{
    [Fact]
    public void Write_VideoRows_MatchIso888()
    {
        var writer = new BoxWriter();

        using (TrunBox.Open(writer, isVideo: true, signed: false, count: 2, out int place))
        {
            TrunBox.WriteVideoRow(writer, 400_000, 1855, SampleFlags.Sync, 800_000);
            TrunBox.WriteVideoRow(writer, 400_000, 251, SampleFlags.NonSync, 0);
            writer.Patch(place, 0xd9);
        }

        Assert.Equal(
            "00000034" + "7472756e" + "00000f01" + "00000002" + "000000d9" + // size 52, 'trun', v0, sample_count, data_offset
            "00061a80" + "0000073f" + "02000000" + "000c3500" +              // duration, size, flags, composition offset
            "00061a80" + "000000fb" + "01010000" + "00000000",
            Hex(writer));
    }

    [Fact]
    public void Write_AudioRows_HaveDurationAndSizeOnly()
    {
        var writer = new BoxWriter();

        using (TrunBox.Open(writer, isVideo: false, signed: false, count: 2, out int place))
        {
            TrunBox.WriteAudioRow(writer, 213_333, 125);
            TrunBox.WriteAudioRow(writer, 213_334, 159);
            writer.Patch(place, 0xc1);
        }

        Assert.Equal(
            "00000024" + "7472756e" + "00000301" + "00000002" + "000000c1" + // size 36, 'trun', v0, sample_count, data_offset
            "00034155" + "0000007d" +                                        // duration, size
            "00034156" + "0000009f",
            Hex(writer));
    }

    [Fact]
    public void Write_Signed_IsVersion1WithTwosComplementOffsets()
    {
        var writer = new BoxWriter();

        using (TrunBox.Open(writer, isVideo: true, signed: true, count: 1, out _))
        {
            TrunBox.WriteVideoRow(writer, 1, 2, SampleFlags.Sync, -400_000);
        }

        Assert.Equal(
            "00000024" + "7472756e" + "01000f01" + "00000001" + "00000000" +
            "00000001" + "00000002" + "02000000" + "fff9e580",
            Hex(writer));
    }

    [Fact]
    public void Read_FirstSampleFlags_StandForTheFirstRowOnly()
    {
        List<TrunBox.Row> rows = Read(
            "01000a05" + "00000002" + "0000004c" + "02000000" + // offsets, sizes; count; data_offset; first_sample_flags
            "00000010" + "fffffffe" +
            "00000020" + "00000003");

        Assert.Equal(
            [new TrunBox.Row(null, 0x10, SampleFlags.Sync, -2), new TrunBox.Row(null, 0x20, null, 3)], rows);
    }

    [Fact]
    public void Read_NoFields_GivesAsManyEmptyRows()
    {
        var rows = new TrunBox.Rows(Fields("00000000" + "00000003"), limit: 3);

        Assert.Equal((3, null, false, false), (rows.Count, rows.DataOffset, rows.HasFields, rows.HasSizes));
        Assert.True(rows.Read());
        Assert.Equal(default, rows.Current);
    }

    [Theory]
    [InlineData("00000200" + "00000002" + "00000001")]     // two sizes are promised, one is there
    [InlineData("00000000" + "00000004")]                  // needs no bytes, but more than the caller takes
    [InlineData("00000200" + "ffffffff" + "00000001")]     // 16 GiB of rows
    [InlineData("00000201" + "00000000" + "0000")]         // ends in data_offset
    public void Read_MoreThanThereIsOrTheCallerTakes_IsMalformed(string content) =>
        Assert.Equal(MssError.MalformedInput, Assert.Throws<MssException>(() => new TrunBox.Rows(Fields(content), limit: 3)).Code);

    [Fact]
    public void Skip_ThenRead_GivesTheRowAfter()
    {
        var rows = new TrunBox.Rows(Fields("00000200" + "00000003" + "00000011" + "00000022" + "00000033"), limit: 3);

        rows.Skip(2);

        Assert.True(rows.Read());
        Assert.Equal(0x33u, rows.Current.Size);
        Assert.False(rows.Read());
    }

    [Fact]
    public void Read_WhatWriteWrote_IsTheSame() =>
        Gen.Select(Gen.UInt, Gen.UInt, Gen.UInt, Gen.Int).Array[0, 20].Sample(rows =>
        {
            var writer = new BoxWriter(1);
            using (TrunBox.Open(writer, isVideo: true, signed: true, rows.Length, out _))
            {
                foreach ((uint duration, uint size, uint flags, int offset) in rows)
                {
                    TrunBox.WriteVideoRow(writer, duration, size, flags, offset);
                }
            }

            return Read(Hex(writer)[16..]).SequenceEqual(
                rows.Select(r => new TrunBox.Row(r.Item1, r.Item2, r.Item3, r.Item4)));
        });

    private static List<TrunBox.Row> Read(string hex)
    {
        var found = new List<TrunBox.Row>();
        var rows = new TrunBox.Rows(Fields(hex), limit: 100);
        while (rows.Read())
        {
            found.Add(rows.Current);
        }

        return found;
    }

    private static ByteReader Fields(string hex) => new(Convert.FromHexString(hex), "trun");

    private static string Hex(BoxWriter writer) => Convert.ToHexStringLower(writer.Written.Span);
}

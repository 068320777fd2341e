using CsCheck;
using MssTools.Core.Bits;
using MssTools.Core.Iso;
using Xunit;

namespace MssTools.Core.Tests.Iso;

/// <summary>The small boxes of a fragment: exact bytes, and back.</summary>
public class FragmentBoxTests
{
    private static readonly Gen<TfxdBox> s_entry = Gen.Select(Gen.ULong, Gen.ULong, (time, duration) => new TfxdBox(time, duration));

    [Fact]
    public void Mfhd_Write_MatchesIso885()
    {
        var writer = new BoxWriter();

        new MfhdBox(0x00012345).Write(writer);

        Assert.Equal("00000010" + "6d666864" + "00000000" + "00012345", Hex(writer)); // size 16, 'mfhd', version and flags, sequence_number
    }

    [Fact]
    public void Tfhd_Write_StatesTrackAndDefaultFlagsAlone()
    {
        var writer = new BoxWriter();

        new TfhdBox(TrackId: 1, DefaultSampleFlags: SampleFlags.Sync).Write(writer);

        Assert.Equal(
            "00000014" + "74666864" + "00000020" + // size 20, 'tfhd', default-sample-flags-present
            "00000001" + "02000000",               // track_ID, default_sample_flags: depends on nothing
            Hex(writer));
    }

    [Fact]
    public void Tfhd_Read_TakesEveryFieldThatItsFlagsAnnounce()
    {
        TfhdBox all = TfhdBox.Read(Fields(
            "0002003b" + "00000007" +         // every flag, track_ID
            "0000000100000002" + "00000003" + // base_data_offset, sample_description_index
            "00000400" + "00000200" +         // default_sample_duration, default_sample_size
            "01010000"));                     // default_sample_flags
        TfhdBox none = TfhdBox.Read(Fields("00000000" + "00000007"));

        Assert.Equal(new TfhdBox(7, 0x1_0000_0002, 0x400, 0x200, SampleFlags.NonSync, true, 3), all);
        Assert.Equal(new TfhdBox(7), none);
    }

    [Fact]
    public void Tfrf_Write_MatchesMsSstr2245Layout()
    {
        var writer = new BoxWriter();

        new TfrfBox([new TfxdBox(36_000_000_000, 20_000_000), new TfxdBox(36_020_000_000, 10_000_000)]).Write(writer);

        Assert.Equal(
            "0000003d" + "75756964" + "d4807ef2ca3946958e5426cb9e46a79f" + // size 61, 'uuid', tfrf
            "01000000" + "02" +                                            // version 1, fragment_count in one byte
            "0000000861c46800" + "0000000001312d00" +                      // the next fragment's time and duration
            "0000000862f59500" + "0000000000989680",                       // and the one after it
            Hex(writer));
    }

    [Fact]
    public void Tfrf_ReadVersion0_Takes32BitTimes() =>
        Assert.Equal(
            [new TfxdBox(0x61c46800, 0x01312d00)],
            TfrfBox.Read(Fields("00000000" + "01" + "61c46800" + "01312d00")).Entries);

    [Theory]
    [InlineData("01000000" + "02" + "0000000861c46800" + "0000000001312d00")] // says two, holds one
    [InlineData("01000000")]
    public void Tfrf_ReadTooFewBytes_IsMalformed(string content) =>
        Assert.Equal(MssError.MalformedInput, Assert.Throws<MssException>(() => TfrfBox.Read(Fields(content))).Code);

    [Fact]
    public void Read_WhatWriteWrote_IsTheSame()
    {
        Gen.UInt.Sample(n => new MfhdBox(n) == Reread(new MfhdBox(n).Write, f => MfhdBox.Read(f)));
        s_entry.Sample(tfxd => tfxd == Reread(tfxd.Write, f => TfxdBox.Read(f)));
        s_entry.Array[0, 8].Sample(entries =>
            entries.SequenceEqual(Reread(new TfrfBox(entries).Write, f => TfrfBox.Read(f)).Entries));
        Gen.Select(Gen.UInt, Gen.UInt).Sample((track, flags) =>
        {
            var tfhd = new TfhdBox(track, DefaultSampleFlags: flags);
            return tfhd == Reread(tfhd.Write, f => TfhdBox.Read(f));
        });
    }

    private delegate T Reader<T>(ByteReader fields);

    private static T Reread<T>(Action<BoxWriter> write, Reader<T> read)
    {
        var writer = new BoxWriter(1);
        write(writer);
        var boxes = new BoxReader(writer.Written.Span, "test");
        Assert.True(boxes.Read());
        T value = read(boxes.Fields);
        Assert.False(boxes.Read());
        return value;
    }

    private static ByteReader Fields(string hex) => new(Convert.FromHexString(hex), "test");

    private static string Hex(BoxWriter writer) => Convert.ToHexStringLower(writer.Written.Span);
}

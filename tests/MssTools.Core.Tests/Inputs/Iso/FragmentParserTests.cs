using MssTools.Core.Inputs.Iso;
using MssTools.Core.Iso;
using Xunit;
using static MssTools.Core.Tests.Iso.BoxBuilder;

namespace MssTools.Core.Tests.Inputs.Iso;

/// <summary>One moof after the other; the moof starts at 1000 in its input.</summary>
public class FragmentParserTests
{
    private const uint BaseDataOffset = 0x000001;
    private const uint DefaultBaseIsMoof = 0x020000;
    private const long MoofOffset = 1000;

    // trun: data_offset, and in each row duration and size.
    private const uint Sized = 0x000301;

    // trun: rows with duration and size, data follow the run before.
    private const uint Following = 0x000300;

    // trun: data_offset and first_sample_flags; all else from defaults.
    private const uint Bare = 0x000005;

    [Fact]
    public void Tfdt_GivesTheStart_AndTheNextFragmentFollowsItsEnd()
    {
        FragmentParser parser = Parser();

        Assert.Equal("1: 5000+10 @1100:7, 5010+20 @1107:9", Read(parser, Traf(1, DefaultBaseIsMoof, Tfdt(5000), Run(Sized, 100, (10, 7), (20, 9)))));
        Assert.Equal("1: 5030+5 @1200:3", Read(parser, Traf(1, DefaultBaseIsMoof, [], Run(Sized, 200, (5, 3)))));
    }

    [Fact]
    public void SeveralRuns_FollowEachOtherOrStateTheirPlace() => Assert.Equal(
        "1: 0+10 @1100:7 | 1: 10+20 @1107:9 | 1: 30+1 @1300:2",
        Read(Parser(), Traf(1, DefaultBaseIsMoof, [], Run(Sized, 100, (10, 7)), Run(Following, 0, (20, 9)), Run(Sized, 300, (1, 2)))));

    [Fact]
    public void SeveralTracks_WithoutBase_TheSecondCountsFromTheDataOfTheFirst() => Assert.Equal(
        "1: 0+10 @1100:7 | 2: 0+4 @1112:6",
        Read(Parser(), Traf(1, 0, [], Run(Sized, 100, (10, 7))), Traf(2, 0, [], Run(Sized, 5, (4, 6)))));

    [Fact]
    public void SeveralTracks_OneThatIsNotTaken_StillMovesTheData() => Assert.Equal(
        "2: 0+4 @1107:6",
        Read(Parser(), Traf(9, 0, [], Run(Sized, 100, (10, 7))), Traf(2, 0, [], Run(Following, 0, (4, 6)))));

    [Fact]
    public void DefaultBaseIsMoof_CountsFromTheMoofInEveryTrack() => Assert.Equal(
        "1: 0+10 @1100:7 | 2: 0+4 @1107:6",
        Read(Parser(), Traf(1, DefaultBaseIsMoof, [], Run(Sized, 100, (10, 7))), Traf(2, DefaultBaseIsMoof, [], Run(Sized, 107, (4, 6)))));

    [Fact]
    public void BaseDataOffset_CountsFromThere() => Assert.Equal(
        "1: 0+10 @50020:7",
        Read(Parser(), Box("traf", FullBox("tfhd", 0, BaseDataOffset, U32(1), U64(50_000)), Run(Sized, 20, (10, 7)))));

    [Fact]
    public void Defaults_ComeFromTheFragmentElseFromTheMovie()
    {
        const uint DefaultDuration = 0x000008;
        byte[] bare = FullBox("trun", 0, Bare, U32(2, 100, 0x02000000)); // 2 samples, the first a sync sample

        Assert.Equal("1: 0+40 @1100:77 K, 40+40 @1177:77", Read(Parser(), true, Traf(1, DefaultBaseIsMoof, [], bare)));
        Assert.Equal(
            "1: 0+33 @1100:77 K, 33+33 @1177:77",
            Read(Parser(), true, Box("traf", FullBox("tfhd", 0, DefaultBaseIsMoof | DefaultDuration, U32(1, 33)), bare)));
    }

    [Fact]
    public void Tfxd_GivesTheStart_WhereTfdtIsMissing() => Assert.Equal(
        "1: 7000+10 @1100:7", Read(Parser(), Traf(1, 0, Tfxd(7000), Run(Sized, 100, (10, 7)))));

    [Fact]
    public void Tfxd_Negative_IsPriming() => Assert.Equal(
        "2: -213333+10 @1100:7", Read(Parser(), Traf(2, 0, Tfxd(unchecked((ulong)-213_333)), Run(Sized, 100, (10, 7)))));

    [Theory]
    [InlineData(80, 80, 0, 1080, 1000)]     // ffmpeg: the first sample's presentation time, at decode time 0
    [InlineData(80, 0, 0, 1000, 1000)]      // all others: decode time
    [InlineData(80, 500, 500, 1000, 1000)]
    public void Tfxd_OfFfmpeg_IsAPresentationTime(int composition, ulong first, long firstStart, ulong second, long secondStart)
    {
        const uint WithOffsets = 0x000b01;
        byte[] run = FullBox("trun", 0, WithOffsets, U32(1, 100, 10, 7, (uint)composition));
        FragmentParser parser = Parser();

        Assert.Equal($"1: {firstStart}+10 @1100:7", Read(parser, Traf(1, 0, Tfxd(first), run)));
        Assert.Equal($"1: {secondStart}+10 @1100:7", Read(parser, Traf(1, 0, Tfxd(second), run)));
    }

    [Fact]
    public void EditList_ShiftsFragments() => Assert.Equal(
        "1: 4800+10 @1100:7",
        Read(Parser(new BuiltEdit(0, 200)), Traf(1, DefaultBaseIsMoof, Tfdt(5000), Run(Sized, 100, (10, 7)))));

    [Theory]
    [InlineData("00000001" + "7fffffff" + "00000064")]                          // more rows than bytes
    [InlineData("00000301" + "00000002" + "00000064" + "0000000a" + "00000007")] // the second row is missing
    [InlineData("00000300" + "02000000" + "00000064")]
    public void Run_CountBeyondItsBytes_IsMalformedAndSaysWhere(string content)
    {
        MssException failure = Assert.Throws<MssException>(
            () => Read(Parser(), Traf(1, 0, [], Box("trun", Hex(content)))));

        Assert.Equal(MssError.MalformedInput, failure.Code);
        Assert.StartsWith("trun at 10", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_WithoutAnySize_IsMalformed() => Assert.Equal(
        MssError.MalformedInput,
        Assert.Throws<MssException>(() => Read(Parser(), Traf(2, 0, [], FullBox("trun", 0, 1, U32(1_000_000, 100))))).Code);

    [Theory]
    [InlineData(1_298_701, false)] // 77 bytes each
    [InlineData(1_298_702, true)]
    public void Run_ClaimsMoreThanTheFileHolds_IsMalformed(uint count, bool isRefused)
    {
        byte[] traf = Traf(1, DefaultBaseIsMoof, [], FullBox("trun", 0, 1, U32(count, 100)));

        Exception? failure = Record.Exception(() => Parser().Read(Moof(traf), MoofOffset));

        Assert.Equal(isRefused ? MssError.MalformedInput : null, (failure as MssException)?.Code);
    }

    [Fact]
    public void Runs_ThatTogetherClaimMoreThanTheFileHolds_AreMalformed()
    {
        byte[] run = FullBox("trun", 0, 1, U32(700_000, 100));

        MssException failure = Assert.Throws<MssException>(
            () => Parser().Read(Moof(Traf(1, DefaultBaseIsMoof, [], run, run)), MoofOffset));

        Assert.Equal(MssError.MalformedInput, failure.Code);
    }

    [Fact]
    public void Run_LongerThanABatch_IsContinued()
    {
        (uint, uint)[] rows = [.. Enumerable.Range(1, 300).Select(i => ((uint)i, (uint)(i % 7) + 1))];
        List<FragmentRun> runs = [.. Parser().Read(Moof(Traf(1, DefaultBaseIsMoof, [], Run(Sized, 100, rows))), MoofOffset)];

        List<SampleDescriptor> samples = [.. runs[0].Samples()];

        Assert.Equal(rows, samples.Select(sample => (sample.Duration, sample.Size)));
        Assert.Equal(rows.Take(299).Sum(row => row.Item1), samples[299].DecodeTime);
        Assert.Equal(1100 + rows.Take(299).Sum(row => row.Item2), samples[299].Offset);
        Assert.Equal(Enumerable.Range(1, 300).Select(i => (long)i), samples.Select(sample => sample.Number));
    }

    private static FragmentParser Parser(params BuiltEdit[] edits)
    {
        BuiltTrack[] tracks = [new(1, true, 1000, []) { Edits = edits }, new(2, false, 1000, [])];
        byte[] mvex = Box(
            "mvex", FullBox("trex", 0, 0, U32(1, 1, 40, 77, 0x01010000)), FullBox("trex", 0, 0, U32(2, 1, 20, 0, 0)));
        byte[] moov = Mp4Builder.Moov(tracks, [[], []], false, mvex);
        return new FragmentParser(Movie.Read(new BoxContent(BoxTypes.Moov, moov.AsMemory(8), 8), long.MaxValue), mostData: 100_000_000);
    }

    private static BoxContent Moof(params byte[][] trafs) =>
        new(BoxTypes.Moof, (byte[])[.. FullBox("mfhd", 0, 0, U32(7)), .. trafs.SelectMany(traf => traf)], MoofOffset + 8);

    private static byte[] Traf(uint trackId, uint flags, byte[] time, params byte[][] runs) =>
        Box("traf", [FullBox("tfhd", 0, flags, U32(trackId)), time, .. runs]);

    private static byte[] Tfdt(ulong time) => FullBox("tfdt", 1, 0, U64(time));

    private static byte[] Tfxd(ulong time) => Box("uuid", Hex("6d1d9b0542d544e680e2141daff757b2" + "01000000"), U64(time, 20));

    private static byte[] Run(uint flags, uint dataOffset, params (uint Duration, uint Size)[] rows) => FullBox(
        "trun", 0, flags, U32((uint)rows.Length), (flags & 1) != 0 ? U32(dataOffset) : [], [.. rows.SelectMany(row => U32(row.Duration, row.Size))]);

    private static string Read(FragmentParser parser, params byte[][] trafs) => Read(parser, false, trafs);

    private static string Read(FragmentParser parser, bool showSync, params byte[][] trafs) => string.Join(
        " | ",
        parser.Read(Moof(trafs), MoofOffset).Select(run => $"{run.TrackId}: " + string.Join(
            ", ", run.Samples().Select(s => $"{s.DecodeTime}+{s.Duration} @{s.Offset}:{s.Size}{(showSync && s.IsSync ? " K" : "")}"))));
}

using MssTools.Core.Iso;
using MssTools.Core.Origin;
using MssTools.Core.Stored;
using MssTools.Core.Tests.Stored;
using Xunit;

namespace MssTools.Core.Tests.Origin;

public sealed class FragmentCutTests : IDisposable
{
    private static readonly TestFragment s_fragment = new()
    {
        Place = (0, 1_200_000),
        Samples =
        [
            new TestSample(400_000, [1, 2, 3], Offset: 7), new TestSample(400_000, [4, 5], SampleFlags.NonSync), new TestSample(400_000, [6]),
        ],
    };

    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData(0xF01, 0, new byte[] { 1, 2, 3, 6 })]
    [InlineData(0xB05, SampleFlags.NonSync, new byte[] { 1, 2, 3 })] // ffmpeg: flags of the first sample, and a default
    public void Part_KeyFrames_AreThoseByWhateverFlags(uint runFlags, uint defaultFlags, byte[] expected)
    {
        var content = (Body.Memory)Part(s_fragment with { RunFlags = runFlags, DefaultValue = defaultFlags }, FragmentPart.KeyFrames);

        StoredFragment cut = StoredFragment.Read(new MemoryBytes("cut", content.Bytes));
        Assert.Equal(expected, content.Bytes[(int)cut.Samples[0].Offset..].ToArray());
        Assert.Equal(1_200_000, cut.SampleDuration);
        Assert.Equal(7, cut.Samples[0].CompositionTimeOffset);
    }

    [Fact]
    public void Part_FragmentInfo_IsTheMoof() =>
        Assert.Equal(
            s_fragment.Build()[..^14],
            ((Body.Memory)Part(s_fragment with { Before = TestFragment.Box("styp") }, FragmentPart.FragmentInfo)).Bytes.ToArray());

    [Fact]
    public void Part_RawFragments_IsWhatMdatHolds()
    {
        var stretch = (Body.Stretch)Part(s_fragment, FragmentPart.RawFragments);

        Assert.Equal((s_fragment.Build().Length - 6, 6), (stretch.Offset, stretch.Length));
    }

    [Theory]
    [InlineData(FragmentPart.RawFragments)]
    [InlineData(FragmentPart.KeyFrames)]
    internal void Part_WithoutMdat_IsMalformed(FragmentPart part) =>
        Assert.Equal(MssError.MalformedInput, Assert.Throws<MssException>(() => Part(s_fragment with { HasMdat = false }, part)).Code);

    // Within a file that has something else in front: the place of the samples counts from the file's start, and no time is told.
    [Theory]
    [InlineData(0x20)]
    [InlineData(0x21)]
    public void Part_OfASmoothFileThatTellsNoTime_IsToldOne(uint headerFlags)
    {
        byte[] before = new byte[100];
        byte[] fragment = (s_fragment with { Place = null, HeaderFlags = headerFlags }).Build();
        string path = _folder.Join("x.ismv");
        File.WriteAllBytes(path, [.. before, .. fragment, .. before]);
        var file = new StoredFile(path, new FileInfo(path).Length, default);
        var place = new IsmFragment(77, 1_200_000, before.Length, fragment.Length, IsPlain: false);

        var whole = (Body.Memory)FragmentCut.Part(file, place, FragmentPart.Fragments);
        var info = (Body.Memory)FragmentCut.Part(file, place, FragmentPart.FragmentInfo);
        var raw = (Body.Stretch)FragmentCut.Part(file, place, FragmentPart.RawFragments);

        StoredFragment read = StoredFragment.Read(new MemoryBytes("cut", whole.Bytes));
        Assert.Equal(new TfxdBox(77, 1_200_000), read.Place);
        Assert.Null(read.Header!.Value.BaseDataOffset);
        Assert.Equal(1u, read.Header.Value.TrackId);
        Assert.Equal([1, 2, 3, 4, 5, 6], whole.Bytes[(int)read.Samples[0].Offset..].ToArray());
        Assert.Equal(read.MoofBytes.ToArray(), info.Bytes.ToArray());
        Assert.Equal((before.Length + fragment.Length - 6, 6), (raw.Offset, raw.Length));
    }

    // A second trun goes on where the first ends, and says nothing of its place (ISO/IEC 14496-12 8.8.8).
    [Theory]
    [InlineData(0x300u)]
    [InlineData(0x301u)]
    public void Part_OfASmoothFileWithSeveralRuns_FindsTheSamplesOfEach(uint runFlags)
    {
        TestFragment built = s_fragment with { Place = null, Surplus = 2 };
        int inMdat = 6;
        int runLength = (runFlags & 1) != 0 ? 28 : 24;
        int moof = built.Build().Length - 8 - inMdat - built.Surplus + runLength;
        byte[] second = [0, 0, 0, 1, .. (runFlags & 1) != 0 ? BigEndian(moof + 8 + inMdat) : [], .. BigEndian(400_000), .. BigEndian(2)];
        built = built with { InTrack = TestFragment.Box("trun", [0, 0, 3, (byte)runFlags, .. second]) };

        var whole = (Body.Memory)Placed(built.Build());

        StoredFragment read = StoredFragment.Read(new MemoryBytes("cut", whole.Bytes));
        Assert.Equal(2, read.Runs);
        Assert.Equal([6, 0, 0], whole.Bytes[(int)read.Samples[2].Offset..].ToArray());
        Assert.Equal(whole.Bytes.Length - 2, read.Samples[3].Offset);
        Assert.Equal(2u, read.Samples[3].Size);

        static byte[] BigEndian(int value) => [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];
    }

    [Fact]
    public void Part_OfASmoothFileWhoseSamplesAreElsewhere_IsMalformed()
    {
        Assert.Equal(MssError.MalformedInput, Assert.Throws<MssException>(() => Placed((s_fragment with { RunFlags = 0xF00 }).Build())).Code);
        Assert.Equal(MssError.MalformedInput, Assert.Throws<MssException>(() => Placed((s_fragment with { DataOffsetError = 1 }).Build())).Code);
    }

    [Fact]
    public void Part_OfASmoothFileThatTellsItsTime_IsAStretchOfIt()
    {
        byte[] fragment = s_fragment.Build();
        string path = _folder.Join("x.ismv");
        File.WriteAllBytes(path, [1, 2, 3, .. fragment, 4]);
        var file = new StoredFile(path, new FileInfo(path).Length, default);
        var place = new IsmFragment(0, 1_200_000, 3, fragment.Length, IsPlain: true);

        Assert.Equal(new Body.Stretch(file, 3, fragment.Length), FragmentCut.Part(file, place, FragmentPart.Fragments));
        Assert.Equal(fragment[..^14], ((Body.Memory)FragmentCut.Part(file, place, FragmentPart.FragmentInfo)).Bytes.ToArray());
    }

    public void Dispose() => _folder.Dispose();

    private Body Placed(byte[] fragment)
    {
        string path = _folder.Join("x.ismv");
        File.WriteAllBytes(path, fragment);
        return FragmentCut.Part(
            new StoredFile(path, fragment.Length, default), new IsmFragment(77, 1_600_000, 0, fragment.Length, IsPlain: false), FragmentPart.Fragments);
    }

    private Body Part(TestFragment fragment, FragmentPart part)
    {
        string path = _folder.Join("f.fmp4");
        File.WriteAllBytes(path, fragment.Build());
        return FragmentCut.Part(new StoredFile(path, new FileInfo(path).Length, default), part);
    }
}

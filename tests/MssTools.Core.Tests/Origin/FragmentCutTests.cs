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

    public void Dispose() => _folder.Dispose();

    private Body Part(TestFragment fragment, FragmentPart part)
    {
        string path = _folder.Join("f.fmp4");
        File.WriteAllBytes(path, fragment.Build());
        return FragmentCut.Part(new StoredFile(path, new FileInfo(path).Length, default), part);
    }
}

using CsCheck;
using MssTools.Core.Iso;
using MssTools.Core.Stored;
using Xunit;

namespace MssTools.Core.Tests.Stored;

public class StoredFragmentTests
{
    private static readonly TestFragment s_live = new()
    {
        Sequence = 7,
        Place = (20_000_000, 800_000),
        Next = [(20_800_000, 800_000), (21_600_000, 400_000)],
        Samples = [new TestSample(400_000, [1, 2, 3], Offset: 400_000), new TestSample(400_000, [4, 5], SampleFlags.NonSync, Offset: -1)],
    };

    [Fact]
    public void Read_Live_TakesEveryBoxApart()
    {
        byte[] bytes = s_live.Build();

        StoredFragment fragment = Read(bytes);

        Assert.Equal(["moof", "mdat"], fragment.Boxes.Select(b => b.Type.ToString()));
        Assert.Equal(["mfhd", "tfhd", "trun", "uuid", "uuid"], fragment.TrackBoxes.Select(b => b.Type.ToString()));
        Assert.Equal((7u, 1u, 1, 1), (fragment.SequenceNumber, fragment.Header!.Value.TrackId, fragment.Tracks, fragment.Runs));
        Assert.Equal(new TfxdBox(20_000_000, 800_000), fragment.Place);
        Assert.Equal([20_800_000, 21_600_000], fragment.Successors);
        Assert.Equal((int)fragment.Moof.Size + 8, fragment.DataOffset);
        Assert.Equal(
            [(fragment.Moof.Size + 8, 3u, 400_000u, 400_000), (fragment.Moof.Size + 11, 2u, 400_000u, -1)],
            fragment.Samples.Select(s => (s.Offset, s.Size, s.Duration!.Value, s.CompositionTimeOffset)));
        Assert.Equal([SampleFlags.Sync, SampleFlags.NonSync], fragment.Samples.Select(s => fragment.FlagsOf(s)!.Value));
        Assert.Equal(800_000, fragment.SampleDuration);
        Assert.True(fragment.HasNegativeUnsignedOffset);
        Assert.Equal(bytes[..(int)fragment.Moof.Size], fragment.MoofBytes.ToArray());
    }

    [Fact]
    public void Successors_WithoutTfrf_IsWhereItEnds() =>
        Assert.Equal([20_800_000], Read((s_live with { Next = null }).Build()).Successors);

    [Fact]
    public void Successors_WithoutAnyPlace_AreNone() =>
        Assert.Empty(Read((s_live with { Next = null, Place = null }).Build()).Successors);

    // ffmpeg: the first sample's flags in the head of the run, the others' in tfhd.
    [Fact]
    public void Read_FlagsByDefault_AreThoseOfTfhd()
    {
        StoredFragment fragment = Read((s_live with { RunFlags = 0xB05, HeaderFlags = 0x20, DefaultValue = SampleFlags.NonSync }).Build());

        Assert.Equal([SampleFlags.Sync, SampleFlags.NonSync], fragment.Samples.Select(s => fragment.FlagsOf(s)!.Value));
    }

    [Fact]
    public void Read_SizesAndDurationsByDefault_AreThoseOfTfhd() =>
        Assert.Equal(
            [(9u, 9u), (9u, 9u)],
            Read((s_live with { RunFlags = 1, HeaderFlags = 0x18, DefaultValue = 9 }).Build()).Samples.Select(s => (s.Size, s.Duration!.Value)));

    [Fact]
    public void Read_BoxesAroundIt_MoveEverything()
    {
        byte[] styp = TestFragment.Box("styp", 1, 2, 3, 4);

        StoredFragment fragment = Read((s_live with { Before = styp, Behind = TestFragment.Box("mfra"), InTrack = TestFragment.Box("tfdt", 0, 0, 0, 0, 0, 0, 0, 9) }).Build());

        Assert.Equal(["styp", "moof", "mdat", "mfra"], fragment.Boxes.Select(b => b.Type.ToString()));
        Assert.Equal(styp.Length, fragment.Moof.Offset);
        Assert.Equal(fragment.Moof.End + 8, fragment.Samples[0].Offset);
        Assert.Equal(9, fragment.DecodeTime);
    }

    [Fact]
    public void Read_TwoTracks_CountsThemAndTakesTheFirst()
    {
        StoredFragment fragment = Read((s_live with { Tracks = 2 }).Build());

        Assert.Equal((2, 2), (fragment.Tracks, fragment.Samples.Count));
    }

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("00000008" + "6d646174")]                                        // mdat alone
    [InlineData("00000010" + "6d6f6f66" + "0000")]                               // ends too early
    [InlineData("00000004" + "6d6f6f66")]                                        // smaller than its header
    [InlineData("00000010" + "6d6f6f66" + "00000010" + "74726166")]              // traf ends outside
    [InlineData("00000001" + "6d6f6f66" + "7fffffffffffffff" + "00000008")]      // a size of 64 bits
    [InlineData("7fffffff" + "6d6f6f66" + "00000008")]
    public void Read_AnythingElse_NamesTheDocument(string hex) =>
        Assert.Contains("'f.fmp4' is no fragment: ", Assert.Throws<MssException>(() => Read(Convert.FromHexString(hex))).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_RunOfMoreSamplesThanItHolds_IsMalformed() =>
        Assert.Contains("sample_count", Assert.Throws<MssException>(() => Read(
            Convert.FromHexString("00000024" + "6d6f6f66" + "0000001c" + "74726166" + "00000014" + "7472756e" + "00000100" + "7fffffff" + "00000001"))).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_AnyDamage_IsAFragmentOrMalformed()
    {
        byte[] good = s_live.Build();
        Gen.Select(Gen.Int[0, good.Length - 1], Gen.Byte, Gen.Int[1, 8]).Sample(
            (at, value, count) =>
            {
                byte[] bad = [.. good];
                bad.AsSpan(at, Math.Min(count, bad.Length - at)).Fill(value);
                try
                {
                    Read(bad);
                }
                catch (MssException failure)
                {
                    Assert.Equal(MssError.MalformedInput, failure.Code);
                }
            },
            iter: 2000);
    }

    private static StoredFragment Read(byte[] bytes) => StoredFragment.Read(new MemoryBytes("f.fmp4", bytes));
}

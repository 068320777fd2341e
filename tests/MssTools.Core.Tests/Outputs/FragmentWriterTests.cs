using CsCheck;
using MssTools.Core.Iso;
using MssTools.Core.Manifests;
using MssTools.Core.Media;
using MssTools.Core.Outputs;
using Xunit;
using static MssTools.Core.Tests.TestMedia;

namespace MssTools.Core.Tests.Outputs;

public class FragmentWriterTests
{
    private static readonly FragmentWriter s_writer = new(new GroupLayout(["a"], 10_000_000));

    [Fact]
    public void Write_LiveVideo_IsTheGoldenFragment()
    {
        SampleRun run = new(Video(), Ms(2000), Ms(80),
            [At(Video(), Ms(2000), Ms(40), true, Ms(80), bytes: 5), At(Video(), Ms(2040), Ms(40), false, Ms(40), bytes: 3)]);

        PackagedFragment fragment = s_writer.Write(
            new Fragment(run, 3, [new FragmentTime(Ms(2080), Ms(80)), new FragmentTime(Ms(2160), Ms(120))]), 1_000_000);

        Assert.Equal(
            "000000d1" + "6d6f6f66" +                                          // moof, 177 + 16 x 2
            "00000010" + "6d666864" + "00000000" + "00000003" +                // mfhd: sequence_number
            "000000b9" + "74726166" +                                          // traf
            "00000014" + "74666864" + "00000020" + "00000001" + "00000000" +   // tfhd: track_ID, default_sample_flags
            "00000034" + "7472756e" + "00000f01" + "00000002" + "000000d9" +   // trun: sample_count, data_offset = moof + 8
            "00061a80" + "00000005" + "02000000" + "000c3500" +                // 40 ms, sync, PTS 80 ms later
            "00061a80" + "00000003" + "01010000" + "00061a80" +                // 40 ms, not sync, PTS 40 ms later
            "0000002c" + "75756964" + "6d1d9b0542d544e680e2141daff757b2" +     // tfxd
            "01000000" + "0000000001312d00" + "00000000000c3500" +             // 2 s, 80 ms
            "0000003d" + "75756964" + "d4807ef2ca3946958e5426cb9e46a79f" +     // tfrf
            "01000000" + "02" +
            "00000000013d6200" + "00000000000c3500" +                          // 2.08 s, 80 ms
            "0000000001499700" + "0000000000124f80" +                          // 2.16 s, 120 ms
            "00000010" + "6d646174",                                           // mdat, 8 + 8
            Convert.ToHexStringLower(fragment.Header.Span));
        Assert.Equal(0xd1 + 16, fragment.Length);
        Assert.Equal("a/video/1000000/20000000.fmp4", fragment.Path);
        Assert.Equal(new FragmentTime(Ms(2000), Ms(80)), fragment.Time);
    }

    [Theory]
    [InlineData("video", 1, 0, 177 + 16 - 61)]
    [InlineData("video", 50, 2, 177 + 16 * 50)]
    [InlineData("audio", 1, 0, 177 + 8 - 61)]
    [InlineData("audio", 94, 2, 177 + 8 * 94)]
    [InlineData("audio", 94, 1, 177 + 8 * 94 - 16)]
    public void Write_MoofSize_FollowsTheFormula(string kind, int count, int successors, int expected)
    {
        Track track = kind == "video" ? Video() : Audio();
        List<Sample> samples = Gops(track, new string('K', count), Ms(20));
        var run = new SampleRun(track, 0, Ms(20) * count, samples);

        PackagedFragment fragment = s_writer.Write(
            new Fragment(run, 1, [.. Enumerable.Repeat(new FragmentTime(1, 1), successors)]), 1_000_000);

        Assert.Equal(expected, fragment.Header.Length - 8);
        Assert.Equal(fragment.Header.Length + 3L * count, fragment.Length);
    }

    [Fact]
    public void Write_AudioSamples_AreSyncByTheDefaultFlags()
    {
        var run = new SampleRun(Audio(), 0, Ms(20), [At(Audio(), 0)]);

        string hex = Convert.ToHexStringLower(s_writer.Write(new Fragment(run, 1, []), 1).Header.Span);

        Assert.Contains("74666864" + "00000020" + "00000001" + "02000000", hex, StringComparison.Ordinal);
        Assert.Contains("7472756e" + "00000301", hex, StringComparison.Ordinal);
        Assert.DoesNotContain("d4807ef2", hex, StringComparison.Ordinal); // no tfrf where nothing follows
    }

    [Fact]
    public void Write_NegativeCompositionOffset_MakesTheRunSigned()
    {
        var run = new SampleRun(Video(), 0, Ms(80), [At(Video(), 0, Ms(40), true, -Ms(40)), At(Video(), Ms(40), Ms(40), false, Ms(40))]);

        List<TrunBox.Row> rows = Rows(s_writer.Write(new Fragment(run, 1, []), 1), out byte version);

        Assert.Equal(1, version);
        Assert.Equal([-400_000, 400_000], rows.Select(r => r.CompositionTimeOffset));
    }

    // The run starts on a whole millisecond, up to half of one after its first sample: the PTS must not turn negative.
    [Fact]
    public void Write_StartRoundedUp_KeepsOffsetsUnsigned()
    {
        var run = new SampleRun(Video(), Ms(334), Ms(33), [At(Video(), Ms(334) - 3333, Ms(33))]);

        TrunBox.Row row = Assert.Single(Rows(s_writer.Write(new Fragment(run, 1, []), 1), out byte version));

        Assert.Equal((0, 0), (version, row.CompositionTimeOffset));
    }

    [Fact]
    public void Write_FragmentTooLongFor32Bits_IsUnsupportedWithAWayOut()
    {
        var run = new SampleRun(Video(), 0, 5_000_000_000, [At(Video(), 0, 5_000_000_000)]);

        var failure = Assert.Throws<MssException>(() => s_writer.Write(new Fragment(run, 1, []), 1));

        Assert.Equal(MssError.Unsupported, failure.Code);
        Assert.Contains("ChunkLength", failure.RecommendedAction, StringComparison.Ordinal);
    }

    // Sums, not single durations: what is rounded away in one sample comes back in the next.
    [Fact]
    public void Write_AnyRun_RowsAddUpToTheTfxdAndKeepEveryPresentationTime() =>
        Gen.Select(
            Gen.Long[0, 2_000_000_000], // ms
            Gen.Select(Gen.Int[1, 1_000_000], Gen.Int[0, 2_000_000]).Array[1, 40],
            Gen.Int[1, 10_000],
            Gen.Int[-5000, 4999]) // the first sample is up to half a millisecond from the run's start
        .Sample((startMs, media, scale, early) =>
        {
            var layout = new GroupLayout(["a", "b"], scale * 1000);
            long start = Ms(startMs);
            var samples = new List<Sample>();
            long time = start + early;
            foreach ((int step, int offset) in media)
            {
                samples.Add(At(Video(), time, step, true, offset));
                time += step;
            }

            long end = Math.Max(Timescale.ToWholeMilliseconds(time), start + Timescale.Millisecond);
            var run = new SampleRun(Video(), start, end - start, samples);

            PackagedFragment fragment = new FragmentWriter(layout).Write(new Fragment(run, 1, [new FragmentTime(end, 7)]), 500);

            List<TrunBox.Row> rows = Rows(fragment, out _);
            TfxdBox tfxd = Tfxd(fragment);
            Assert.Equal(layout.ToTimeScale(end) - layout.ToTimeScale(start), rows.Sum(r => (long)r.Duration!.Value));
            Assert.Equal((ulong)layout.ToTimeScale(start), tfxd.FragmentAbsoluteTime);
            Assert.Equal((ulong)rows.Sum(r => (long)r.Duration!.Value), tfxd.FragmentDuration);
            Assert.Equal($"500/video/{tfxd.FragmentAbsoluteTime}.fmp4", fragment.Path);
            long clock = (long)tfxd.FragmentAbsoluteTime;
            for (int i = 0; i < rows.Count; i++)
            {
                long presentation = layout.ToTimeScale(samples[i].DecodeTime + samples[i].CompositionOffset);
                Assert.Equal(Math.Max(presentation, clock), clock + rows[i].CompositionTimeOffset);
                clock += rows[i].Duration!.Value;
            }
        });

    private static List<TrunBox.Row> Rows(PackagedFragment fragment, out byte version)
    {
        var found = new List<TrunBox.Row>();
        BoxReader boxes = Traf(fragment);
        version = 0;
        while (boxes.Read())
        {
            if (boxes.Type == BoxTypes.Trun)
            {
                version = boxes.Content[0];
                var rows = new TrunBox.Rows(boxes.Fields, 1000);
                Assert.Equal(fragment.Header.Length, rows.DataOffset);
                while (rows.Read())
                {
                    found.Add(rows.Current);
                }
            }
        }

        return found;
    }

    private static TfxdBox Tfxd(PackagedFragment fragment)
    {
        BoxReader boxes = Traf(fragment);
        while (boxes.Read())
        {
            if (boxes.ExtendedType == TfxdBox.ExtendedType)
            {
                return TfxdBox.Read(boxes.Fields);
            }
        }

        throw new InvalidOperationException("no tfxd");
    }

    private static BoxReader Traf(PackagedFragment fragment)
    {
        var boxes = new BoxReader(fragment.Header.Span[..^8], "fragment");
        boxes.Read();
        BoxReader moof = boxes.Children;
        moof.Read();
        moof.Read();
        return moof.Children;
    }
}

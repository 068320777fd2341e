using MssTools.Core.Inputs;
using MssTools.Core.Media;
using Xunit;
using static MssTools.Core.Tests.Iso.BoxBuilder;

namespace MssTools.Core.Tests.Inputs.Iso;

/// <summary>Files of fragments that hold one sample of two bytes and 40 ms each.</summary>
public class FragmentedMp4ReaderTests
{
    [Theory]
    [InlineData("V0 A0 V40 A40", "V0 A0 V40 A40")]
    [InlineData("V0 V40 A0 A40", "V0 A0 V40 A40")]        // one track is ahead in the file
    [InlineData("V0 V40 V80", "V0 V40 V80")]               // the other never comes
    [InlineData("V0 A0 A40 A80 V40 s s V80", "V0 A0 V40 A40 V80 A80")] // sidx, styp, emsg, free between them
    public void ReadSamples_MergesWhatIsAtHand(string fragments, string expected) =>
        Assert.Equal(expected, Draw(File([.. Init(), .. Fragments(fragments)])));

    [Fact]
    public void ReadSamples_OneTrackFarBehind_GoesAheadWithoutIt()
    {
        string video = string.Join(' ', Enumerable.Range(0, 200).Select(i => $"V{i * 40}"));

        string order = Draw(File([.. Init(), .. Fragments(video + " A0")]));

        Assert.StartsWith("V0 V40 V80", order, StringComparison.Ordinal);
        Assert.Equal(201, order.Split(' ').Length);
        Assert.True(order.IndexOf("A0", StringComparison.Ordinal) < order.IndexOf("V7960", StringComparison.Ordinal), order);
    }

    [Fact]
    public void ReadSamples_SampleBeyondTheFile_DeliversWhatPrecedes()
    {
        byte[] bytes = [.. Init(), .. Fragments("V0 A0 V40")];
        MssException? failure = null;

        string seen = Draw(File(bytes[..^1]), ref failure);

        Assert.Equal("V0 A0", seen);
        Assert.Equal(MssError.MalformedInput, failure?.Code);
        Assert.Contains($"sample 1 at {bytes.Length - 2}: 2 bytes do not lie within", failure?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadSamples_BrokenMoof_DeliversWhatPrecedesThenSaysWhere()
    {
        byte[] start = [.. Init(), .. Fragments("V0 A0 V40 A40")];
        MssException? failure = null;

        string seen = Draw(File([.. start, .. Box("moof", Lie("traf", 4000, Hex("0102030405060708")))]), ref failure);

        Assert.Equal("V0 A0 V40 A40", seen);
        Assert.Equal(MssError.MalformedInput, failure?.Code);
        Assert.StartsWith($"moof at {start.Length + 8}: box 'traf' has size 4000", failure?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadSamples_MoofWithoutEnd_IsMalformed()
    {
        MssException? failure = null;

        string seen = Draw(File([.. Init(), .. Fragments("V0 A0"), .. Lie("moof", 0x40000000, Hex("0102"))]), ref failure);

        Assert.Equal("V0 A0", seen);
        Assert.Equal(MssError.MalformedInput, failure?.Code);
    }

    [Fact]
    public void ReadSamples_SameMoovAgain_GoesOn() =>
        Assert.Equal("V0 A0 V40 A40", Draw(File([.. Init(), .. Fragments("V0 A0"), .. Init(), .. Fragments("V40 A40")])));

    [Fact]
    public void ReadSamples_OtherMoov_IsUnsupported()
    {
        MssException? failure = null;

        Draw(File([.. Init(), .. Fragments("V0 A0"), .. Init(timescale: 90_000)]), ref failure);

        Assert.Equal(MssError.Unsupported, failure?.Code);
    }

    [Fact]
    public void Open_FragmentsOnly_IsMalformed()
    {
        using TemporaryFile file = File(Fragments("V0 A0"));

        Assert.Equal(MssError.MalformedInput, Assert.Throws<MssException>(() => SourceFactory.Open(file.Path)).Code);
    }

    [Theory]
    [InlineData("bframes.ismv", 3000)]      // mfra; the video's end, as the priming lies before time zero
    [InlineData("fragmented.mp4", 3079)]    // mfra; audio that starts 58.7 ms late ends late
    [InlineData("hybrid.mp4", 3079)]
    public void Duration_ComesFromMfra(string name, int milliseconds)
    {
        using IMediaReader reader = SourceFactory.Open(GoldenFiles.PathOf("inputs", "mp4", name));

        Assert.InRange(reader.Duration?.TotalMilliseconds ?? 0, milliseconds - 10, milliseconds + 10);
    }

    [Fact]
    public void Duration_ComesFromMehd()
    {
        using TemporaryFile file = File([.. Init(mehd: 12_345), .. Fragments("V0")]);
        using IMediaReader reader = SourceFactory.Open(file.Path);

        Assert.Equal(TimeSpan.FromMilliseconds(12_345), reader.Duration);
    }

    [Fact]
    public void Duration_NothingTellsIt_IsNull()
    {
        using TemporaryFile file = File([.. Init(), .. Fragments("V0")]);
        using IMediaReader reader = SourceFactory.Open(file.Path);

        Assert.Null(reader.Duration);
    }

    private static TemporaryFile File(byte[] bytes) => new(bytes);

    private static byte[] Init(uint timescale = 1000, uint mehd = 0)
    {
        BuiltTrack[] tracks = [new(1, true, timescale, []), new(2, false, timescale, [])];
        byte[][] mvex =
        [
            mehd == 0 ? [] : FullBox("mehd", 0, 0, U32(mehd)),
            FullBox("trex", 0, 0, U32(1, 1, 40, 2, 0)), FullBox("trex", 0, 0, U32(2, 1, 40, 2, 0)),
        ];
        return [.. Box("ftyp", Hex("69736f36")), .. Mp4Builder.Moov(tracks, [[], []], false, Box("mvex", mvex))];
    }

    // "V40": one video sample at 40; "s": boxes that mean nothing here.
    private static byte[] Fragments(string drawn) => [.. drawn.Split(' ').SelectMany(Fragment)];

    private static byte[] Fragment(string drawn)
    {
        if (drawn == "s")
        {
            return [.. Box("styp", Hex("6d736468")), .. Box("sidx", Hex("0102")), .. Box("emsg", Hex("03")), .. Box("free")];
        }

        uint track = drawn[0] == 'V' ? 1u : 2u;
        ulong time = ulong.Parse(drawn[1..], System.Globalization.CultureInfo.InvariantCulture);
        byte[] Moof(uint dataOffset) => Box(
            "moof",
            FullBox("mfhd", 0, 0, U32(1)),
            Box(
                "traf",
                FullBox("tfhd", 0, 0x020000, U32(track)),
                FullBox("tfdt", 1, 0, U64(time)),
                FullBox("trun", 0, 1, U32(1, dataOffset))));
        return [.. Moof((uint)Moof(0).Length + 8), .. Box("mdat", [(byte)drawn[0], (byte)time])];
    }

    private static string Draw(TemporaryFile file)
    {
        MssException? failure = null;
        string drawn = Draw(file, ref failure);
        Assert.Null(failure);
        return drawn;
    }

    private static string Draw(TemporaryFile file, ref MssException? failure)
    {
        var seen = new List<string>();
        using (file)
        {
            using IMediaReader reader = SourceFactory.Open(file.Path);
            try
            {
                foreach (Sample sample in reader.ReadSamples(CancellationToken.None))
                {
                    ReadOnlySpan<byte> data = sample.Data.ToMemory().Span;
                    Assert.Equal((byte)sample.DecodeTime, data[1]);
                    seen.Add($"{(char)data[0]}{sample.DecodeTime}");
                }
            }
            catch (MssException caught)
            {
                failure = caught;
            }
        }

        return string.Join(' ', seen);
    }
}

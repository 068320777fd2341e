using MssTools.Core.Inputs;
using MssTools.Core.Inputs.Iso;
using MssTools.Core.Media;
using MssTools.Core.Tests.Inputs.Flv;
using Xunit;
using static MssTools.Core.Tests.Iso.BoxBuilder;

namespace MssTools.Core.Tests.Inputs.Iso;

/// <summary>Files of fragments that hold one sample of 40 ms each: eight bytes of video, two of sound.</summary>
public class FragmentedMp4ReaderTests
{
    [Theory]
    [InlineData("V0 A0 V40 A40", "V0 A0 V40 A40")]
    [InlineData("V0 V40 A0 A40", "V0 A0 V40 A40")]        // one track is ahead in the file
    [InlineData("V0 V40 V80", "V0 V40 V80")]               // the other never comes
    [InlineData("V0 A0 A40 A80 V40 s s V80", "V0 A0 V40 A40 V80 A80")] // sidx, styp, emsg, free between them
    public void ReadSamples_MergesWhatIsAtHand(string fragments, string expected) =>
        Assert.Equal(expected, Draw(File([.. Init(), .. Fragments(fragments)])));

    // Each sound has a queue of its own: one that is ahead in the file waits for the other.
    [Fact]
    public void ReadSamples_TwoSounds_AreMergedAndKeptApart()
    {
        BuiltTrack[] tracks = [new(1, true, 1000, []), new(2, false, 1000, []) { Language = "eng" }, new(3, false, 1000, []) { Language = "fra" }];
        byte[][] defaults = [FullBox("trex", 0, 0, U32(1, 1, 40, 8, 0)), FullBox("trex", 0, 0, U32(2, 1, 40, 2, 0)), FullBox("trex", 0, 0, U32(3, 1, 40, 2, 0))];
        byte[] init = [.. Box("ftyp", Hex("69736f36")), .. Mp4Builder.Moov(tracks, [[], [], []], false, Box("mvex", defaults))];
        using TemporaryFile file = File([.. init, .. Fragments("V0 A0 A40 B0 B40 V40")]);
        using IMediaReader reader = SourceFactory.Open(file.Path);

        Assert.Equal(
            ["video 0", "audio_eng 0", "audio_fra 0", "video 40", "audio_eng 40", "audio_fra 40"],
            reader.ReadSamples(CancellationToken.None).Select(sample => $"{sample.Track.Content.Name} {sample.DecodeTime}"));
    }

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
    public void ReadSamples_SampleBeyondTheFile_DeliversWhatPrecedesAndSaysSo()
    {
        byte[] bytes = [.. Init(), .. Fragments("V0 A0 V40")];

        Assert.Equal("V0 A0", Draw(File(bytes[..^1]), out IReadOnlyList<string> warnings));
        Assert.Equal($"The file ends at {bytes.Length - 1}: 1 samples (0.04 s) of track 1 (video) cannot be read.", Assert.Single(warnings));
    }

    [Fact]
    public void ReadSamples_BrokenMoof_GoesOnBehindIt()
    {
        byte[] start = [.. Init(), .. Fragments("V0 A0 V40 A40")];
        byte[] broken = Box("moof", Lie("traf", 4000, Hex("0102030405060708")));

        string seen = Draw(File([.. start, .. broken, .. Fragments("V120 A120")]), out IReadOnlyList<string> warnings);

        Assert.Equal("V0 A0 V40 A40 V120 A120", seen);
        Assert.StartsWith($"The input is damaged near byte {start.Length}", Assert.Single(warnings), StringComparison.Ordinal);
        Assert.EndsWith(
            $": {broken.Length} bytes up to the next fragment cannot be read; 0.04 s are missing.", warnings[0], StringComparison.Ordinal);
    }

    [Fact]
    public void ReadSamples_MoofIsCutOff_SaysSo()
    {
        string seen = Draw(File([.. Init(), .. Fragments("V0 A0"), .. Lie("moof", 0x40000000, Hex("0102"))]), out IReadOnlyList<string> warnings);

        Assert.Equal("V0 A0", seen);
        Assert.Contains("10 bytes up to the end cannot be read", Assert.Single(warnings), StringComparison.Ordinal);
    }

    // Five bytes are missing: of the picture at 40, of its mdat's header, of its moof, and of the sound before.
    [Theory]
    [InlineData(6, "V0 A0 A40 V80 A80")]
    [InlineData(14, "V0 A0 A40 V80 A80")]
    [InlineData(50, "V0 A0 A40 V80 A80")]
    public void ReadSamples_AHole_CostsTheFragmentItIsIn(int before, string expected)
    {
        byte[] start = [.. Init(), .. Fragments("V0 A0 V40")];
        byte[] end = Fragments("A40 V80 A80");

        string seen = Draw(File([.. start[..^(before + 5)], .. start[^before..], .. end]), out IReadOnlyList<string> warnings);

        Assert.Equal(expected, seen);
        Assert.Contains("damaged near byte", Assert.Single(warnings), StringComparison.Ordinal);
    }

    // Six pictures and then six frames of sound in one fragment. Five bytes are missing: at the beginning of the fourth
    // picture, which costs the one before as well; in the last; in sound, whose frames nothing tells apart; in two places,
    // between which nothing is known.
    [Theory]
    [InlineData(0, new[] { 20 }, "V0 V40 V160 V200 V240 V280", "A0 A40 A80 A120 A160 A200 A240 A280", "2 samples are left out, 0.08 s")]
    [InlineData(0, new[] { 43 }, "V0 V40 V80 V120 V240 V280", "A240 A280", "8 samples are left out, 0.08 s")]
    [InlineData(0, new[] { 51 }, "V0 V40 V80 V120 V160 V240 V280", "A240 A280", "7 samples are left out, 0.04 s")]
    [InlineData(0, new[] { 12, 30 }, "V0 V200 V240 V280", "A0 A40 A80 A120 A160 A200 A240 A280", "4 samples are left out, 0.16 s")]
    [InlineData(1, new[] { 20 }, "V0 V40 V160 V200", "A0 A40 A80 A120 A160 A200", "2 samples are left out, 0.08 s")]
    public void ReadSamples_AHoleWithinAFragment_WhatIsWholeBehindItIsFound(
        int isLast, int[] places, string pictures, string sound, string said)
    {
        byte[] fragment = Together(6);
        int data = fragment.AsSpan().IndexOf("mdat"u8) + 4;
        foreach (int place in places)
        {
            fragment = [.. fragment[..(data + place)], .. fragment[(data + place + 5)..]];
        }

        byte[] bytes = [.. Init(), .. fragment, .. isLast > 0 ? [] : Fragments("V240 A240 V280 A280")];
        string seen = Draw(File(bytes), out IReadOnlyList<string> warnings);
        Assert.Equal(pictures, string.Join(' ', seen.Split(' ').Where(sample => sample[0] == 'V')));
        Assert.Equal(sound, string.Join(' ', seen.Split(' ').Where(sample => sample[0] == 'A')));
        Assert.EndsWith(said + " are missing.", Assert.Single(warnings), StringComparison.Ordinal);
        if (places[0] < 6 * 8) // a short hole in sound does not show on a stream before the next fragment comes
        {
            Assert.Equal(seen.Split(' ').Order(StringComparer.Ordinal), Streamed(bytes).Split(' ').Order(StringComparer.Ordinal));
        }
    }

    // Fragments of two pictures, sound, and two pictures that refer to those. Five bytes are
    // missing in the sound: the picture before may miss its end, and those behind it refer to it.
    [Fact]
    public void ReadSamples_AHoleBetweenRunsOfPictures_CostsThoseUpToTheNextStart()
    {
        byte[] damaged = Interleaved(160, "IPPP");
        int data = damaged.AsSpan().IndexOf("mdat"u8) + 4;
        byte[] bytes =
        [
            .. Init(), .. Interleaved(0, "IPPP"), .. damaged[..(data + 17)], .. damaged[(data + 22)..], .. Interleaved(320, "IPPP"),
        ];

        string seen = Draw(File(bytes), out IReadOnlyList<string> warnings);

        Assert.Equal("V0 V40 V80 V120 V160 V320 V360 V400 V440", OfPictures(seen));
        Assert.Contains(warnings, said => said.Contains("2 pictures behind a loss or damage", StringComparison.Ordinal));
        Assert.Equal(seen.Split(' ').Order(StringComparer.Ordinal), Streamed(bytes).Split(' ').Order(StringComparer.Ordinal));
    }

    [Fact]
    public void ReadSamples_AFragmentOfSeveralRunsBehindALoss_BeginsWithItsFirst()
    {
        byte[] lost = Interleaved(160, "IPPP");
        lost[6] ^= 2; // momf
        byte[] bytes = [.. Init(), .. Interleaved(0, "IPPP"), .. lost, .. Interleaved(320, "IPPP")];

        string seen = Draw(File(bytes), out _);

        Assert.Equal("V0 V40 V80 V120 V320 V360 V400 V440", OfPictures(seen));
    }

    // The fragments of a track stand in moofs of their own: that of the sound comes first behind the loss.
    [Fact]
    public void ReadSamples_ALostFragmentOfOneTrack_CostsItsPicturesUpToTheNextStart()
    {
        byte[] lost = Fragments("V40");
        lost[6] ^= 2;
        byte[] bytes = [.. Init(), .. Fragments("V0 A0"), .. lost, .. Fragments("A40 P80 A80 V120 P160")];

        Assert.Equal("V0 V120 P160", OfPictures(Draw(File(bytes), out _)));
        Assert.Equal("V0 V120 P160", OfPictures(Streamed(bytes)));
    }

    // The sound's traf, beside one of pictures and alone in its moof.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ReadSamples_BrokenPartOfTheSound_CostsNoPictures(bool isAlone)
    {
        byte[] broken = isAlone ? Fragments("A40") : Interleaved(40, "PP");
        int run = broken.AsSpan().LastIndexOf("trun"u8);
        broken.AsSpan(run + 8, 4).Fill(0x7f); // sample_count
        byte[] bytes = [.. Init(), .. Fragments("V0 A0"), .. broken, .. Fragments("P200 A200 P240")];
        string expected = isAlone ? "V0 P200 P240" : "V0 V40 V80 P200 P240";

        string seen = Draw(File(bytes), out IReadOnlyList<string> warnings);

        Assert.Equal(expected, OfPictures(seen));
        Assert.Contains(warnings, said => said.Contains("damaged near byte", StringComparison.Ordinal));
        Assert.Equal(expected, OfPictures(Streamed(bytes)));
    }

    // The last fragment is cut off within its sound, and the length of a picture's NAL unit is another; or all stand behind
    // start codes.
    [Theory]
    [InlineData(false, "V40 V80 V160 V200 V240")]
    [InlineData(true, "V40 V80 V120 V160 V200 V240")]
    public void ReadSamples_CutOffAndDamagedPictures_CostNoOthers(bool isAnnexB, string expected)
    {
        byte[] fragment = isAnnexB ? AnnexB(Together(6, 40)) : Together(6, 40);
        int data = fragment.AsSpan().IndexOf("mdat"u8) + 4;
        fragment[data + 2 * 8 + 3] ^= isAnnexB ? (byte)0 : (byte)0x40;
        byte[] bytes = [.. Init(), .. fragment[..^1]];

        string seen = Draw(File(bytes), out _);

        Assert.Equal(expected, OfPictures(seen));
        Assert.Contains("A200", seen, StringComparison.Ordinal);
        Assert.Equal(seen.Split(' ').Order(StringComparer.Ordinal), Streamed(bytes).Split(' ').Order(StringComparer.Ordinal));
    }

    [Fact]
    public void ReadSamples_LiveAndPicturesAreNotAsAnnounced_GivesThemAtOnce()
    {
        byte[] bytes = [.. Init(), .. AnnexB(Fragments("V40"))];
        using var reader = new StreamedMp4Reader(new InputStream(new UnfinishedStream(bytes)), CancellationToken.None);

        Assert.Equal(40, reader.ReadSamples(CancellationToken.None).First().DecodeTime);
    }

    [Fact]
    public void ReadSamples_AnotherMoovAndPicturesAreNotAsAnnounced_AreTakenAllTheSame() => Assert.Equal(
        "V0 A0 V40 A40 V80 A80 V120 A120",
        Streamed([.. Init(), .. Together(2), .. Init(mehd: 12), .. AnnexB(Together(2, 80))]));

    // Without another moov the first fragment is taken for damaged.
    [Fact]
    public void ReadSamples_NoPictureFitsAnyMore_SoundGoesOn() =>
        Assert.Contains(
            "A120",
            Streamed([.. Init(), .. Fragments("V0 A0"), .. AnnexB(Fragments("V40")), .. AnnexB(Interleaved(80, "II"))]),
            StringComparison.Ordinal);

    [Fact]
    public void ReadSamples_RunThatClaimsMoreThanThereIs_CostsItsTrackOnly()
    {
        byte[] fragment = Together(2);
        int count = fragment.AsSpan().LastIndexOf("trun"u8) + 8;
        fragment[count + 1] = 1; // 65,538 samples of sound

        string seen = Draw(File([.. Init(), .. fragment, .. Fragments("V80 A80")]), out IReadOnlyList<string> warnings);

        Assert.Equal("V0 V40 V80 A80", seen);
        Assert.Contains("65538 samples of 2 bytes are more than", Assert.Single(warnings), StringComparison.Ordinal);
    }

    // A letter of a moof's type is another; or eight bytes are missing, so that its mfhd is met.
    [Theory]
    [InlineData("V40", false)]
    [InlineData("V40", true)]
    [InlineData("A40", false)]
    public void ReadSamples_AMoofIsNoneAnyMore_ItsFragmentIsMissed(string lost, bool isHole)
    {
        byte[] start = [.. Init(), .. Fragments("V0 A0")];
        byte[] fragment = Fragments(lost);
        fragment[6] ^= 2; // momf

        string seen = Draw(
            File([.. start, .. isHole ? fragment[8..] : fragment, .. Fragments("V80 A80")]), out IReadOnlyList<string> warnings);

        Assert.Equal("V0 A0 V80 A80", seen);
        Assert.Contains("damaged near byte", Assert.Single(warnings), StringComparison.Ordinal);
        Assert.EndsWith("0.04 s are missing.", warnings[0], StringComparison.Ordinal);
    }

    [Fact]
    public void ReadSamples_TheFirstMoofIsNoneAnyMore_ItsFragmentIsMissed()
    {
        byte[] fragment = Fragments("V0");
        fragment[6] ^= 2;

        Assert.Equal("A0 V40", Draw(File([.. Init(), .. fragment, .. Fragments("A0 V40")]), out IReadOnlyList<string> warnings));
        Assert.Contains("damaged near byte", Assert.Single(warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void ReadSamples_SameMoovAgain_GoesOn() =>
        Assert.Equal("V0 A0 V40 A40", Draw(File([.. Init(), .. Fragments("V0 A0"), .. Init(), .. Fragments("V40 A40")])));

    // A recording behind another: its times start anew, and its moov may differ in what matters not.
    [Fact]
    public void ReadSamples_OtherMoovThatFits_GoesOnBehindWhatWasThere() => Assert.Equal(
        "V0 A0 V40 A40", Draw(File([.. Init(), .. Fragments("V0 A0"), .. Init(mehd: 12), .. Fragments("V40 A40")])));

    [Fact]
    public void ReadSamples_OtherMoovThatDoesNotFit_EndsAndSaysHowMuchIsLeftOut()
    {
        byte[] rest = [.. Init(timescale: 90_000), .. Fragments("V80")];

        string seen = Draw(File([.. Init(), .. Fragments("V0 A0"), .. rest]), out IReadOnlyList<string> warnings);

        Assert.Equal("V0 A0", seen);
        Assert.Contains($"the last {rest.Length - 12} bytes of the file are left out", Assert.Single(warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_MoovThatNoFragmentFollows_TheNextCounts()
    {
        byte[] stale = [.. Init(timescale: 90_000)];

        Assert.Equal("V0 A0", Draw(File([.. stale, .. Init(), .. Fragments("V0 A0")]), out IReadOnlyList<string> warnings));
        Assert.Contains("is passed over: no fragment follows it", Assert.Single(warnings), StringComparison.Ordinal);
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
            FullBox("trex", 0, 0, U32(1, 1, 40, 8, 0)), FullBox("trex", 0, 0, U32(2, 1, 40, 2, 0)),
        ];
        return [.. Box("ftyp", Hex("69736f36")), .. Mp4Builder.Moov(tracks, [[], []], false, Box("mvex", mvex))];
    }

    // "V40": one IDR picture at 40; "P40": one that refers to others; "s": boxes that mean nothing here.
    private static byte[] Fragments(string drawn) => [.. drawn.Split(' ').SelectMany(Fragment)];

    private static byte[] Fragment(string drawn)
    {
        if (drawn == "s")
        {
            return [.. Box("styp", Hex("6d736468")), .. Box("sidx", Hex("0102")), .. Box("emsg", Hex("03")), .. Box("free")];
        }

        uint track = drawn[0] switch { 'A' => 2, 'B' => 3, _ => 1 };
        ulong time = ulong.Parse(drawn[1..], System.Globalization.CultureInfo.InvariantCulture);
        byte[] Moof(uint dataOffset) => Box(
            "moof",
            FullBox("mfhd", 0, 0, U32(1)),
            Box(
                "traf",
                FullBox("tfhd", 0, 0x020000, U32(track)),
                FullBox("tfdt", 1, 0, U64(time)),
                FullBox("trun", 0, 1, U32(1, dataOffset))));
        return [.. Moof((uint)Moof(0).Length + 8), .. Box("mdat", track == 1 ? BuiltSample.Picture(drawn[0] == 'V', (byte)drawn[0], (byte)time) : [(byte)drawn[0], (byte)time])];
    }

    // Pictures and frames of sound in one moof; the pictures stand first.
    private static byte[] Together(uint count, uint start = 0)
    {
        byte[] Traf(uint track, uint count, uint dataOffset) => Box(
            "traf", FullBox("tfhd", 0, 0x020000, U32(track)), FullBox("tfdt", 1, 0, U64(start)), FullBox("trun", 0, 1, U32(count, dataOffset)));
        byte[] Moof(uint data) => Box("moof", FullBox("mfhd", 0, 0, U32(1)), Traf(1, count, data), Traf(2, count, data + 8 * count));
        byte[] times = [.. Enumerable.Range(0, (int)count).Select(i => (byte)(start + i * 40))];
        return
        [
            .. Moof((uint)Moof(0).Length + 8),
            .. Box("mdat", [.. times.SelectMany(time => BuiltSample.Picture(isIdr: true, (byte)'V', time)), .. times.SelectMany(time => (byte[])[(byte)'A', time])]),
        ];
    }

    // IDR pictures and others, in two runs with as much sound between them as there are pictures.
    private static byte[] Interleaved(uint time, string pictures)
    {
        uint count = (uint)pictures.Length;
        uint half = count / 2;
        uint sound = 8 * half;
        byte[] Traf(uint track, params byte[][] runs) => Box(
            "traf", [FullBox("tfhd", 0, 0x020000, U32(track)), FullBox("tfdt", 1, 0, U64(time)), .. runs]);
        byte[] Moof(uint data) => Box(
            "moof",
            FullBox("mfhd", 0, 0, U32(1)),
            Traf(1, FullBox("trun", 0, 1, U32(half, data)), FullBox("trun", 0, 1, U32(count - half, data + sound + 2 * count))),
            Traf(2, FullBox("trun", 0, 1, U32(count, data + sound))));
        byte[][] samples = [.. pictures.Select((kind, i) => BuiltSample.Picture(kind == 'I', (byte)'V', (byte)(time + i * 40)))];
        byte[] frames = [.. pictures.SelectMany((_, i) => (byte[])[(byte)'A', (byte)(time + i * 40)])];
        return
        [
            .. Moof((uint)Moof(0).Length + 8),
            .. Box("mdat", [.. samples[..(int)half].SelectMany(data => data), .. frames, .. samples[(int)half..].SelectMany(data => data)]),
        ];
    }

    // Start codes in place of the lengths of IDR pictures.
    private static byte[] AnnexB(byte[] fragment)
    {
        byte[] length = BuiltSample.Picture(isIdr: true, (byte)'V', 0)[..^1];
        for (int at = 0, next; (next = fragment.AsSpan(at).IndexOf(length)) >= 0;)
        {
            at += next + length.Length;
            fragment[at - length.Length + 3] = 1;
        }

        return fragment;
    }

    private static string OfPictures(string seen) => string.Join(' ', seen.Split(' ').Where(sample => sample[0] != 'A'));

    private static string Streamed(byte[] bytes)
    {
        using var reader = new StreamedMp4Reader(new InputStream(new MemoryStream(bytes)), CancellationToken.None);
        return Draw(reader);
    }

    private static string Draw(TemporaryFile file)
    {
        string drawn = Draw(file, out IReadOnlyList<string> warnings);
        Assert.Empty(warnings);
        return drawn;
    }

    private static string Draw(TemporaryFile file, out IReadOnlyList<string> warnings)
    {
        using (file)
        {
            using IMediaReader reader = SourceFactory.Open(file.Path);
            string seen = Draw(reader);
            warnings = reader.Warnings;
            return seen;
        }
    }

    private static string Draw(IMediaReader reader)
    {
        var seen = new List<string>();
        foreach (Sample sample in reader.ReadSamples(CancellationToken.None))
        {
            ReadOnlySpan<byte> data = sample.Data.ToMemory().Span;
            Assert.Equal((byte)sample.DecodeTime, data[^1]);
            seen.Add($"{(char)data[^2]}{sample.DecodeTime}");
        }

        return string.Join(' ', seen);
    }
}

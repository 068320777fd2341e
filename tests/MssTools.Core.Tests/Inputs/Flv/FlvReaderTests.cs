using CsCheck;
using MssTools.Core.Codecs.Aac;
using MssTools.Core.Inputs;
using MssTools.Core.Inputs.Flv;
using MssTools.Core.Media;
using Xunit;

namespace MssTools.Core.Tests.Inputs.Flv;

public class FlvReaderTests
{
    private const string Idr = "000000026588";
    private const string Slice = "00000002419a";

    [Fact]
    public void ReadSamples_CompositionTimes_AreSigned24Bit()
    {
        List<Sample> samples = new FlvBuilder().AvcHeader().Avc(0, Idr, key: true, composition: 80)
            .Avc(40, Slice, composition: -40).Avc(80, Slice, composition: 0x7fffff).Read();

        Assert.Equal([80L, -40, 0x7fffff], samples.Select(sample => sample.CompositionOffset));
        Assert.Equal([(0L, 40L, true), (40, 40, false), (80, 40, false)], samples.Select(s => (s.DecodeTime, s.Duration, s.IsSync)));
        Assert.Equal(Idr, Hex(samples[0]));
    }

    [Fact]
    public void ReadSamples_TimestampWraps_GoesOn()
    {
        List<Sample> samples = new FlvBuilder().AvcHeader().AacHeader()
            .Avc(0xffffffd8, Idr, key: true).Aac(0xffffffe0).Avc(0, Slice).Aac(8).Avc(40, Slice).Read();

        Assert.Equal([0xffffffd8L, 0x100000000, 0x100000028], Video(samples).Select(sample => sample.DecodeTime));
        Assert.Equal([0xffffffe0L * 48, 0xffffffe0L * 48 + 1024], Audio(samples).Select(sample => sample.DecodeTime));
    }

    [Fact]
    public void ReadSamples_HeaderOnceMoreAndAnotherOne_MakesANewTrackOnlyForOtherBytes()
    {
        List<Sample> samples = new FlvBuilder().AvcHeader().Avc(0, Idr, key: true).AvcHeader().Avc(40, Idr, key: true)
            .AvcHeader(FlvBuilder.OtherAvcc).Avc(80, Idr, key: true).Read();

        Assert.Same(samples[0].Track, samples[1].Track);
        Assert.NotSame(samples[1].Track, samples[2].Track);
        Assert.Equal(samples[1].Track.Id, samples[2].Track.Id);
        Assert.Equal([128, 176], samples.Skip(1).Select(sample => ((VideoConfig)sample.Track.Config).Width));
    }

    [Fact]
    public void ReadSamples_OtherAudioConfiguration_GoesOnInItsOwnRate()
    {
        List<Sample> samples = new FlvBuilder().AacHeader("1190").Aac(1000).AacHeader("1210").Aac(1021).Aac(1044).Read();

        Assert.Equal([48000u, 44100, 44100], samples.Select(sample => sample.Track.Timescale));
        Assert.Equal([48000L, 45041, 46065], samples.Select(sample => sample.DecodeTime)); // 49024 / 48000 s is 45041 / 44100 s
        Assert.Single(samples.Select(sample => sample.Track.Id).Distinct());
    }

    [Fact]
    public void ReadSamples_ShortNalLengthsAndSeveralParameterSets_AreNormalised()
    {
        const string TwoByteLengths = "0142000afd" + "e200076742000af841a2" + "00046742000b" + "01000468ce3880";

        List<Sample> samples = new FlvBuilder().AvcHeader(TwoByteLengths).Avc(0, "00026588", key: true).Avc(40, "0002419a").Read();

        Assert.Equal(["000000046742000b" + Idr, Slice], samples.Select(Hex));
    }

    // One flipped bit makes another codec of a picture; it must not end the stream.
    [Fact]
    public void ReadSamples_OtherCodecBetweenFrames_IsPassedOverUpToTheNextKeyFrame()
    {
        List<Sample> samples = new FlvBuilder().AvcHeader().Avc(0, Idr, key: true).Avc(40, Slice)
            .Tag(9, 80, "2f01000000" + Slice).Avc(120, Slice).Avc(160, Idr, key: true).Avc(200, Slice).Read();

        Assert.Equal([0L, 40, 160, 200], samples.Select(sample => sample.DecodeTime));
    }

    [Fact]
    public void ReadSamples_WhatIsNoFrame_IsPassedOver()
    {
        List<Sample> samples = new FlvBuilder()
            .Avc(0, Idr, key: true).Aac(0)                        // before the headers
            .Tag(18, 0, "02000a6f6e4d65746144617461" + "ff")      // broken metadata
            .AvcHeader().AacHeader().Tag(9, 0, "").Tag(8, 0, "")  // empty
            .Tag(9, 0, "5700").Tag(9, 0, "1702000000")            // command, end of sequence
            .Tag(9, 0, "17010000" + "00").Tag(8, 0, "af01")       // no NAL unit, no frame
            .Tag(4, 0, "aabbcc")                                  // unknown tag of the right length
            .Avc(0, Idr, key: true).Aac(0).Read();

        Assert.Equal(2, samples.Count);
    }

    [Fact]
    public void ReadSamples_EnhancedRtmpAvc1_ReadsBothFrameForms()
    {
        List<Sample> samples = new FlvBuilder().Tag(9, 0, "90" + "61766331" + FlvBuilder.Avcc)
            .Tag(9, 0, "91" + "61766331" + "ffffd8" + Idr).Tag(9, 40, "a3" + "61766331" + Slice).Tag(9, 40, "92" + "61766331").Read();

        Assert.Equal([(-40L, true, Idr), (0, false, Slice)], samples.Select(s => (s.CompositionOffset, s.IsSync, Hex(s))));
    }

    [Fact]
    public void ReadSamples_EnhancedRtmpMp4a_IsAac()
    {
        List<Sample> samples = new FlvBuilder().Tag(8, 0, "90" + "6d703461" + "1190").Tag(8, 0, "91" + "6d703461" + "2110")
            .Tag(8, 21, "92" + "6d703461").Read();

        Sample sample = Assert.Single(samples);
        Assert.Equal("2110", Hex(sample));
        Assert.Equal(48_000, Assert.IsType<AacConfig>(sample.Track.Config).SamplingRate);
    }

    // OBS with two tracks: the head of the second comes before the first frame of the first.
    [Fact]
    public void ReadSamples_EnhancedRtmpMultitrack_GivesAllTracksTheirOwnContents()
    {
        byte[] bytes = new FlvBuilder().Tag(8, 0, "af00" + "1190").Tag(8, 0, "95" + "00" + "6d703461" + "01" + "1190")
            .Tag(8, 0, "af01" + "2110").Tag(8, 0, "95" + "01" + "6d703461" + "01" + "2222").Tag(8, 21, "af01" + "2111").ToArray();
        using var reader = new FlvReader(new InputStream(new MemoryStream(bytes)));

        ILookup<string, string> frames = reader.ReadSamples(CancellationToken.None).ToLookup(s => s.Track.Content.Name, Hex);

        Assert.Equal(["2110", "2111"], frames["audio"]);
        Assert.Equal(["2222"], frames["audio-2"]);
        Assert.Equal(["audio", "audio-2", "video"], reader.Announced.Select(c => c.Name).Order());
        Assert.Empty(reader.Warnings);
    }

    [Theory]
    [InlineData(9, "120100", "codec id 2 (Sorenson H.263)")]
    [InlineData(9, "1c00000000", "codec id 12 (HEVC)")]
    [InlineData(9, "9068766331", "codec 'hvc1'")]
    [InlineData(8, "2fff", "codec id 2 (MP3)")]
    [InlineData(8, "904f707573", "codec 'Opus'")]
    [InlineData(41, "17", "encrypted")]
    public void ReadSamples_OtherCodec_IsUnsupportedByName(int type, string data, string message)
    {
        MssException failure = Assert.Throws<MssException>(() => new FlvBuilder().Tag(type, 0, data).Read());

        Assert.Equal(MssError.Unsupported, failure.Code);
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadSamples_AudioCannotBePackaged_VideoGoesOnWithoutIt()
    {
        byte[] bytes = new FlvBuilder().Tag(9, 0, "1700000000" + FlvBuilder.Avcc).Tag(8, 0, "2fff")
            .Avc(0, Idr, key: true).Tag(8, 20, "2fff").Avc(40, Slice).ToArray();
        using var reader = new FlvReader(new InputStream(new MemoryStream(bytes)));

        Assert.Equal(2, reader.ReadSamples(CancellationToken.None).Count());

        Assert.Contains("codec id 2 (MP3)", Assert.Single(reader.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void ReadSamples_TagThatIsCutOff_EndsWithAWarning()
    {
        byte[] bytes = new FlvBuilder().Tag(9, 0, "1700000000" + FlvBuilder.Avcc).Avc(0, Idr, key: true).Avc(40, Slice).ToArray();
        using var reader = new FlvReader(new InputStream(new MemoryStream(bytes[..^6])));

        Assert.Single(reader.ReadSamples(CancellationToken.None));

        Assert.Contains("more than are left", Assert.Single(reader.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("464c56")]
    [InlineData("000000206674797069736f6d00000200")]
    [InlineData("464c560105000000ff")]
    [InlineData("464c56010500000009" + "00000000" + "00000003" + "0000000000000000" + "aabbcc" + "00000063")] // tag type 0
    public void ReadSamples_NoFlv_IsMalformedOrEmpty(string bytes)
    {
        try
        {
            Assert.Empty(FlvBuilder.Read(Convert.FromHexString(bytes)));
        }
        catch (MssException failure)
        {
            Assert.Equal(MssError.MalformedInput, failure.Code);
        }
    }

    [Fact]
    public void ReadSamples_CutAnywhere_GivesTheWholeTagsBefore()
    {
        byte[] whole = new FlvBuilder().AvcHeader().AacHeader().Avc(0, Idr, key: true).Aac(0).Avc(40, Slice).Aac(21).ToArray();
        int last = 0;
        for (int length = 13; length <= whole.Length; length++)
        {
            int count = FlvBuilder.Read(whole[..length]).Count;
            Assert.True(count >= last, $"{length} bytes give {count} samples, fewer than {last}");
            last = count;
        }

        Assert.Equal(4, last);
    }

    [Fact]
    public void ReadSamples_TagThatClaimsSixteenMiB_AllocatesWhatIsThere()
    {
        byte[] bytes = new FlvBuilder().AvcHeader().Tag(9, 0, "170100000000", size: 0xffffff).ToArray();
        long before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Empty(FlvBuilder.Read(bytes));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    // A sender that gives each NAL unit a message of its own, with equal times.
    [Fact]
    public void ReadSamples_OneNalUnitPerMessage_EveryAccessUnitIsOneSample()
    {
        (List<Sample> samples, IReadOnlyList<string> warnings) = ReadAll(new FlvBuilder().AvcHeader()
            .Avc(0, "0000000209f0", key: true).Avc(0, Idr, key: true).Avc(0, "000000026548", key: true)
            .Avc(40, "0000000209f0").Avc(40, Slice).Avc(40, "00000002415a").Avc(80, Slice).ToArray());

        Assert.Equal(
            [(0L, 40L, true, "0000000209f0" + Idr + "000000026548"), (40, 40, false, "0000000209f0" + Slice + "00000002415a"), (80, 40, false, Slice)],
            samples.Select(s => (s.DecodeTime, s.Duration, s.IsSync, Hex(s))));
        Assert.Empty(warnings);
    }

    // A sender that collects pictures, and sends them at once: by their delimiters, by their numbers, and with a slice that
    // comes in the next message.
    [Fact]
    public void ReadSamples_SeveralAccessUnitsPerMessage_ShareTheTimeUpToTheNext()
    {
        const string First = "000000046588842f";
        const string P1 = "00000003419a24";
        const string P2 = "00000003419a48";
        const string P3 = "00000003419a6c";
        const string FurtherSlice = "00000003414aff";
        const string Delimiter = "0000000209f0";
        (List<Sample> samples, IReadOnlyList<string> warnings) = ReadAll(new FlvBuilder().AvcHeader()
            .Avc(0, First + Delimiter + P1, key: true).Avc(80, P2 + P3).Avc(80, FurtherSlice)
            .Avc(160, Delimiter + P1 + Delimiter + P1 + P2 + FurtherSlice).ToArray());

        Assert.Equal(
            [
                (0, 40, true, First), (40, 40, false, Delimiter + P1), (80, 40, false, P2), (120, 40, false, P3 + FurtherSlice),
                (160, 40, false, Delimiter + P1), (200, 40, false, Delimiter + P1), (240L, 40L, false, P2 + FurtherSlice),
            ],
            samples.Select(s => (s.DecodeTime, s.Duration, s.IsSync, Hex(s))));
        Assert.Contains("several pictures", Assert.Single(warnings), StringComparison.Ordinal);
    }

    // Messages of equal times: each begins with a slice of the last picture of the one before.
    [Fact]
    public void ReadSamples_SlicesAndFurtherPicturesInOneMessage_EachHasItsOwn()
    {
        const string First = "000000046588842f";
        const string P1 = "00000003419a24";
        const string P2 = "00000003419a48";
        const string P3 = "00000003419a6c";
        (List<Sample> samples, _) = ReadAll(new FlvBuilder().AvcHeader().Avc(0, First, key: true)
            .Avc(40, P1).Avc(40, "00000003414aaa" + P2).Avc(40, "00000003414abb" + P3).Avc(40, "00000003414acc")
            .Avc(160, First, key: true).ToArray());

        Assert.Equal(
            [(0L, First), (40, P1 + "00000003414aaa"), (80, P2 + "00000003414abb"), (120, P3 + "00000003414acc"), (160, First)],
            samples.Select(sample => (sample.DecodeTime, Hex(sample))));
    }

    [Fact]
    public void ReadSamples_PartsOfAPictureBeyondSixteenMiB_AreLeftOutUpToTheNextStart()
    {
        const int Length = 7 * 512 * 1024; // four of them and the first are within the limit
        string part = Length.ToString("x8", null) + "415a" + new string('a', 2 * (Length - 2));

        (List<Sample> samples, IReadOnlyList<string> warnings) = ReadAll(new FlvBuilder().AvcHeader()
            .Avc(0, Idr, key: true).Avc(0, part).Avc(0, part).Avc(0, part).Avc(0, part).Avc(0, part).Avc(0, part)
            .Avc(40, Slice).Avc(80, Idr, key: true).ToArray());

        Assert.Equal([(0L, 6 + 4 * (4 + Length)), (80, 6)], samples.Select(s => (s.DecodeTime, s.Data.Length)));
        Assert.Contains("1 picture behind a loss", Assert.Single(warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void ReadSamples_RecoveryPointBeforeABrokenPicture_IsNotThatOfTheNext()
    {
        (List<Sample> samples, _) = ReadAll(new FlvBuilder().AvcHeader().Avc(0, Idr, key: true)
            .Avc(40, "00000003060604").Avc(40, Slice + "00ff").Avc(80, Slice).Avc(120, Idr, key: true).ToArray());

        Assert.Equal([(0L, true), (120, true)], samples.Select(s => (s.DecodeTime, s.IsSync)));
    }

    [Fact]
    public void ReadSamples_EqualTimesButNewPictures_StayTwoSamples() => Assert.Equal(
        [Idr, Slice, Slice], new FlvBuilder().AvcHeader().Avc(0, Idr, key: true).Avc(0, Slice).Avc(0, Slice).Read().Select(Hex));

    [Fact]
    public void ReadSamples_AnnexB_IsConverted()
    {
        (List<Sample> samples, IReadOnlyList<string> warnings) = ReadAll(
            new FlvBuilder().AvcHeader().Avc(0, "000000016588", key: true).Avc(40, "000001419a").ToArray());

        Assert.Equal([Idr, Slice], samples.Select(Hex));
        Assert.Contains("Annex B", Assert.Single(warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void ReadSamples_KeyFlagsLie_TheNalUnitsDecide()
    {
        (List<Sample> samples, IReadOnlyList<string> warnings) = ReadAll(new FlvBuilder().AvcHeader()
            .Avc(0, Idr).Avc(40, Slice, key: true).Avc(80, Idr).ToArray());

        Assert.Equal([true, false, true], samples.Select(s => s.IsSync));
        Assert.Contains("first at 0 s: an IDR picture is not marked", Assert.Single(warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void ReadSamples_ConfigurationChangesInBandOnly_IsANewTrack()
    {
        List<Sample> samples = new FlvBuilder().AvcHeader().Avc(0, Idr, key: true)
            .Avc(40, "000000096742000a9653058988" + "0000000468ce3880" + Idr, key: true).Avc(80, Slice).Read();

        Assert.Equal([128, 176, 176], samples.Select(s => ((VideoConfig)s.Track.Config).Width));
        Assert.Same(samples[1].Track, samples[2].Track);
    }

    [Fact]
    public void ReadSamples_HeaderWithoutSets_TakesThoseInBand()
    {
        (List<Sample> samples, IReadOnlyList<string> warnings) = ReadAll(new FlvBuilder().AvcHeader("0142000affe000")
            .Avc(0, Idr, key: true).Avc(40, "000000076742000af841a2" + "0000000468ce3880" + Idr, key: true).ToArray());

        Assert.Equal(40, Assert.Single(samples).DecodeTime);
        Assert.Contains("1 picture before the first", Assert.Single(warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void ReadSamples_AdtsInsideTheTags_IsTakenOffAndConfiguresTheTrack()
    {
        const string Adts = "fff14c80013ffc" + "2110"; // 48 kHz stereo, 9 bytes
        (List<Sample> samples, IReadOnlyList<string> warnings) = ReadAll(
            new FlvBuilder().AacHeader("").Aac(0, Adts + Adts).Aac(43, Adts).ToArray());

        Assert.Equal([(0L, "2110"), (1024, "2110"), (2048, "2110")], samples.Select(s => (s.DecodeTime, Hex(s))));
        Assert.Equal("1190", Convert.ToHexStringLower(samples[0].Track.Config.PrivateData.Span));
        Assert.Contains("ADTS", Assert.Single(warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("40e5888000000000", 2)] // 44,100 Hz; the frame is one channel
    [InlineData("0000000000000000", 0)]
    public void ReadSamples_EmptyAacConfiguration_IsTakenFromTheMetadataOrMissed(string rate, int expected)
    {
        string metadata = "02000a6f6e4d65746144617461" + "03" + "000f617564696f73616d706c6572617465" + "00" + rate + "000009";
        (List<Sample> samples, IReadOnlyList<string> warnings) = ReadAll(
            new FlvBuilder().Tag(18, 0, metadata).AacHeader("").Aac(0, "0110").Aac(23, "0110").ToArray());

        Assert.Equal(expected, samples.Count);
        Assert.All(samples, s => Assert.Equal("1208", Convert.ToHexStringLower(s.Track.Config.PrivateData.Span)));
        Assert.Contains("configuration", Assert.Single(warnings), StringComparison.Ordinal);
    }

    // Bytes are missing in the middle of a tag: its size reaches into the next one.
    [Fact]
    public void ReadSamples_Hole_IsPassedOverAndTold()
    {
        byte[] before = new FlvBuilder().AvcHeader().AacHeader().Avc(0, Idr, key: true).Aac(0).ToArray();
        byte[] damaged = new FlvBuilder().Avc(40, Slice + Slice + Slice).ToArray()[13..];
        byte[] behind = new FlvBuilder().Aac(21).Avc(80, Slice).Avc(120, Idr, key: true).Aac(43).Avc(160, Slice).ToArray()[13..];

        (List<Sample> samples, IReadOnlyList<string> warnings) = ReadAll([.. before, .. damaged[..20], .. behind]);

        Assert.Equal([0L, 120, 160], Video(samples).Select(s => s.DecodeTime));
        Assert.Equal(3, Audio(samples).Count());
        Assert.Contains(warnings, w => w.Contains($"1 place: 20 bytes are no whole tags and are left out (the last from {before.Length} to {before.Length + 20})", StringComparison.Ordinal));
        Assert.Contains(warnings, w => w.Contains("1 picture behind", StringComparison.Ordinal));
    }

    [Fact]
    public void ReadSamples_BytesMissingAnywhere_TheLastTagsAreFound()
    {
        byte[] whole = new FlvBuilder().AvcHeader().AacHeader().Avc(0, Idr, key: true).Aac(0).Avc(40, Slice).Aac(21)
            .Avc(80, Idr, key: true).Aac(43).Avc(120, Slice).Aac(64).ToArray();
        int last = whole.Length - 19 - 26 - 19 - 26; // where the second IDR picture begins
        for (int start = 13 + 11 + 26 + 20 + 4; start < last; start++)
        {
            for (int end = start + 1; end <= Math.Min(start + 40, last); end++)
            {
                List<Sample> samples = [];
                Exception? failure = Record.Exception(() => samples = ReadAll([.. whole[..start], .. whole[end..]]).Samples);
                Assert.True(failure is null, $"{start} to {end} are missing: {failure?.Message}");
                IEnumerable<long> times = Video(samples).Select(s => s.DecodeTime);
                Assert.True(times.Contains(80) && times.Contains(120), $"{start} to {end} are missing: {string.Join(' ', times)}");
            }
        }
    }

    // A live input brings no more for now: what is wrong must not be waited for.
    [Theory]
    [InlineData(0x400001)]
    [InlineData(0xffffff)]
    public void ReadSamples_SizeIsDamagedOnALiveInput_GivesTheTagsBehindAtOnce(int size)
    {
        byte[] bytes = new FlvBuilder().AacHeader().Tag(8, 0, "af012110", size).Aac(21).Aac(43).ToArray();
        using var reader = new FlvReader(new InputStream(new UnfinishedStream(bytes)));

        Assert.Equal(2, reader.ReadSamples(CancellationToken.None).Take(2).Count());
    }

    [Fact]
    public void ReadSamples_LargeTagOnALiveInput_IsTaken()
    {
        string picture = "003f0000" + "65" + new string('8', 2 * 0x3effff);
        using var reader = new FlvReader(new InputStream(new MemoryStream(new FlvBuilder().AvcHeader().Avc(0, picture, key: true).ToArray())));

        Assert.Equal(0x3f0004, Assert.Single(reader.ReadSamples(CancellationToken.None)).Data.Length);
    }

    // Some writers stop to write the sizes behind the tags, or write others; one such could be damage.
    [Theory]
    [InlineData("00000000", 0)]
    [InlineData("00000007", 1)]
    public void ReadSamples_WrongSizesBehindTags_TagsAreTaken(string trailer, int lost)
    {
        byte[] end = new FlvBuilder().Aac(21).Aac(43).Aac(64).ToArray()[13..];
        for (int tag = 0; tag < 3; tag++)
        {
            Convert.FromHexString(trailer).CopyTo(end, (19 * tag) + 15);
        }

        Assert.Equal(4 - lost, FlvBuilder.Read([.. new FlvBuilder().AacHeader().Aac(0).ToArray(), .. end]).Count);
        Assert.Equal(3 - lost, FlvBuilder.Read([.. new FlvBuilder().AacHeader().ToArray(), .. end]).Count);
    }

    [Theory]
    [InlineData("05", 2)]
    [InlineData("04", 1)]
    [InlineData("00", 0)]
    public void Announced_HeaderFlags_AreWorthWaitingFor(string flags, int expected)
    {
        byte[] bytes = new FlvBuilder().Tag(18, 0, "0200016e" + "05").ToArray();
        bytes[4] = Convert.FromHexString(flags)[0];
        using IMediaReader reader = new FlvReader(new InputStream(new MemoryStream(bytes)));
        Assert.Empty(reader.ReadSamples(CancellationToken.None));

        Assert.Equal(expected, reader.Announced.Count);
    }

    [Fact]
    public void Announced_SoundThatCannotBePackaged_IsTakenBack()
    {
        byte[] bytes = new FlvBuilder().AvcHeader().Avc(0, Idr, key: true).Tag(8, 0, "2fff").Avc(40, Slice).ToArray();
        using IMediaReader reader = new FlvReader(new InputStream(new MemoryStream(bytes)));
        Assert.Equal(2, reader.ReadSamples(CancellationToken.None).Count());

        Assert.Equal([Contents.Video], reader.Announced);
    }

    [Fact]
    public void Duration_FileWithMetadata_IsTold()
    {
        using IMediaReader reader = GoldenInput.Open("bframes.flv");

        Assert.InRange(reader.Duration!.Value.TotalSeconds, 2.9, 3.2);
    }

    [Theory]
    [InlineData("02000a6f6e4d65746144617461" + "08" + "00000002" + "000161" + "0a00000002" + "0101" + "05" + "00086475726174696f6e" + "00" + "4029000000000000", 12.5)]
    [InlineData("02000a6f6e4d65746144617461" + "03" + "000162" + "03" + "000163" + "020001ff" + "000009" + "00086475726174696f6e" + "00" + "4029000000000000", 12.5)]
    [InlineData("02000a6f6e4d65746144617461" + "03" + "00086475726174696f6e" + "00" + "7ff8000000000000", null)] // NaN
    [InlineData("02000a6f6e4d65746144617461" + "03" + "00086475726174696f6e" + "00" + "4029", null)]
    [InlineData("02000a6f6e4d65746144617461" + "0a" + "ffffffff", null)]
    [InlineData("", null)]
    public void Read_Amf0_FindsTheDuration(string script, double? seconds) =>
        Assert.Equal(seconds, FlvMetadata.Read(Convert.FromHexString(script)).Duration?.TotalSeconds);

    [Fact]
    public void Read_AnyBytes_NeverThrows() =>
        Gen.Byte[0, 12].Array[0, 200].Sample(bytes =>
            _ = FlvMetadata.Read([2, 0, 10, .. "onMetaData"u8, 8, 0, 0, 0, 0, .. bytes]));

    [Fact]
    public void ReadSamples_StreamReadTwice_IsACallersBug()
    {
        using var reader = new FlvReader(new InputStream(new MemoryStream(new FlvBuilder().AacHeader().Aac(0).ToArray())));
        Assert.Single(reader.ReadSamples(CancellationToken.None));

        Assert.Throws<InvalidOperationException>(() => reader.ReadSamples(CancellationToken.None).Count());
    }

    private static (List<Sample> Samples, IReadOnlyList<string> Warnings) ReadAll(byte[] bytes)
    {
        using var reader = new FlvReader(new InputStream(new MemoryStream(bytes)));
        return ([.. reader.ReadSamples(CancellationToken.None)], reader.Warnings);
    }

    private static IEnumerable<Sample> Video(List<Sample> samples) => samples.Where(sample => sample.Track.Kind == MediaKind.Video);

    private static IEnumerable<Sample> Audio(List<Sample> samples) => samples.Where(sample => sample.Track.Kind == MediaKind.Audio);

    private static string Hex(Sample sample) => Convert.ToHexStringLower(sample.Data.ToMemory().Span);
}

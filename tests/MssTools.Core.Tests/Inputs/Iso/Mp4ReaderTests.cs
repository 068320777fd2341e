using MssTools.Core.Inputs;
using MssTools.Core.Media;
using Xunit;
using static MssTools.Core.Tests.Iso.BoxBuilder;

namespace MssTools.Core.Tests.Inputs.Iso;

public class Mp4ReaderTests
{
    [Fact]
    public void ReadSamples_Twice_GivesTheSame()
    {
        using var file = new TemporaryFile(Mp4Builder.Build([Video(), Audio()], [1, 0], moovFirst: false));
        using IMediaReader reader = SourceFactory.Open(file.Path);

        Assert.Equal(Packet.Read(reader), Packet.Read(reader));
        Assert.Equal(9, reader.ReadSamples(CancellationToken.None).Count());
    }

    [Fact]
    public void ReadSamples_FileIsCut_DeliversWhatIsThereAndSaysWhatIsNot()
    {
        byte[] whole = Mp4Builder.Build([Video()], [], moovFirst: true);
        using var file = new TemporaryFile(whole.AsSpan(0, whole.Length - 3)); // the last sample has seven bytes
        using IMediaReader reader = SourceFactory.Open(file.Path);

        Assert.Equal(4, reader.ReadSamples(CancellationToken.None).Count());
        Assert.Equal(
            $"The file ends at {whole.Length - 3}: 1 samples (0.04 s) of track 1 (video) cannot be read.", Assert.Single(reader.Warnings));
    }

    [Theory]
    [InlineData("stts", "00000001" + "00000003" + "00000028", 3, "sample 4 of 5: the stts table ends before it")]
    [InlineData("stts", "00000001" + "00000005" + "80000000", 0, "sample_delta 2147483648")]
    [InlineData("stco", "00000001" + "00000030", 0, "sample 2 of 5: the stco table ends before it")]
    [InlineData("stsc", "00000001" + "00000002" + "00000001" + "00000001", 0, "sample 1 of 5: the stsc table ends before it")]
    [InlineData("stsc", "00000001" + "00000001" + "00000001" + "00000009", 0, "sample description 9 of 1")]
    [InlineData("stsz", "7fffffff" + "00000005", 0, "2147483647 bytes do not lie within the file's")]
    public void ReadSamples_ATableLies_DeliversWhatPrecedesThenNamesTheSample(string name, string rows, int before, string said)
    {
        BuiltTrack track = Video() with { Spoil = (table, box) => table == name ? FullBox(name, 0, 0, Hex(rows)) : box };
        using var file = new TemporaryFile(Mp4Builder.Build([track], [], moovFirst: true));
        using IMediaReader reader = SourceFactory.Open(file.Path);

        (int count, MssException failure) = ReadToFailure(reader);

        Assert.Equal(before, count);
        Assert.Equal(MssError.MalformedInput, failure.Code);
        Assert.Contains(said, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadSamples_SamplesOfOneSizeWithoutEnd_StopAtTheFilesEnd()
    {
        BuiltTrack track = Audio() with
        {
            Spoil = (table, box) => table switch
            {
                "stsz" => FullBox("stsz", 0, 0, U32(1, uint.MaxValue)),
                "stts" => FullBox("stts", 0, 0, U32(1, uint.MaxValue, 1)),
                "stsc" => FullBox("stsc", 0, 0, U32(1, 1, uint.MaxValue, 1)),
                _ => box,
            },
        };
        byte[] bytes = Mp4Builder.Build([track], [], moovFirst: true);
        using var file = new TemporaryFile(bytes);
        using IMediaReader reader = SourceFactory.Open(file.Path);

        Assert.InRange(reader.ReadSamples(CancellationToken.None).Count(), 1, bytes.Length);
    }

    [Fact]
    public void ReadSamples_MediaBeyondFourGibibytes_IsReadThere()
    {
        const long Place = 5L << 30;
        using var file = new TemporaryFile([]);
        BuiltTrack track = Audio() with { Chunks = [4] };
        byte[] media = [.. track.Samples.SelectMany(sample => sample.Data)];
        using (FileStream stream = File.Open(file.Path, FileMode.Create))
        {
            stream.Write([.. Box("ftyp", Hex("69736f6d00000200")), .. U32(1), .. "mdat"u8, .. U64((ulong)(Place - 16 + media.Length))]);
            stream.Position = Place; // a hole: nothing is on the disk
            stream.Write(media);
            stream.Write(Mp4Builder.Moov([track], [[Place]], wide: true));
        }

        using IMediaReader reader = SourceFactory.Open(file.Path);

        Assert.Equal(media, reader.ReadSamples(CancellationToken.None).SelectMany(sample => sample.Data.ToMemory().ToArray()));
    }

    [Fact]
    public void Open_MdatToTheEndOfTheFile_IsRead()
    {
        byte[] bytes = Mp4Builder.Build([Video()], [], moovFirst: true);
        int mdat = bytes.AsSpan().IndexOf("mdat"u8);
        bytes.AsSpan(mdat - 4, 4).Clear();
        using var file = new TemporaryFile(bytes);
        using IMediaReader reader = SourceFactory.Open(file.Path);

        Assert.Equal(5, reader.ReadSamples(CancellationToken.None).Count());
    }

    [Fact]
    public void Open_SeveralTracksOfSound_TakesAllThatCanBePackagedTheEnabledFirst()
    {
        BuiltTrack[] tracks =
        [
            Audio() with { Id = 2, IsEnabled = false }, Audio() with { Id = 3, Codec = "ac-3" }, Audio() with { Id = 4 }, Audio() with { Id = 5 },
        ];
        using var file = new TemporaryFile(Mp4Builder.Build(tracks, [], moovFirst: true));
        using IMediaReader reader = SourceFactory.Open(file.Path);

        Assert.Equal([4, 5, 2], reader.ReadSamples(CancellationToken.None).Select(sample => sample.Track.Id).Distinct());
        Assert.Equal(["audio", "audio-2", "audio-3"], reader.Tracks.Select(track => track.Content.Name));
        Assert.Contains("'ac-3'", Assert.Single(reader.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_SoundOfSeveralLanguages_IsNamedByThem()
    {
        BuiltTrack[] tracks =
        [
            Video(), Audio() with { Id = 2, Language = "eng" }, Audio() with { Id = 3, Language = "fre" },
            Audio() with { Id = 4, Language = "fra" }, Audio() with { Id = 5, Language = "und" },
            Audio() with { Id = 6, Language = "fra", Role = "description" }, Audio() with { Id = 7, Language = "deu", Role = "Not a word" },
        ];
        using var file = new TemporaryFile(Mp4Builder.Build(tracks, [], moovFirst: true));
        using IMediaReader reader = SourceFactory.Open(file.Path);

        Assert.Equal(
            ["video", "audio_eng", "audio_fra", "audio_fra-2", "audio", "audio_fra-description", "audio_deu"],
            reader.Tracks.Select(track => track.Content.Name));
        Assert.Equal([null, "eng", "fra", "fra", null, "fra", "deu"], reader.Tracks.Select(track => track.Content.Language));
        Assert.Equal(reader.Tracks.Select(t => t.Content).ToHashSet(), reader.Announced);
    }

    // A recorder whose microphone was off, for example.
    [Theory]
    [InlineData(false, "1")]
    [InlineData(true, "1 3")]
    public void Open_TrackWithoutSamples_IsIgnored(bool hasOther, string expected)
    {
        BuiltTrack[] tracks = [Video(), Audio() with { Id = 2, Samples = [] }, Audio() with { Id = 3 }];
        using var file = new TemporaryFile(Mp4Builder.Build(tracks[..(hasOther ? 3 : 2)], [], moovFirst: true));
        using IMediaReader reader = SourceFactory.Open(file.Path);

        Assert.Equal(expected, string.Join(' ', reader.Tracks.Select(track => track.Id)));
        Assert.Empty(reader.Warnings);
    }

    [Theory]
    [InlineData("encv", "encrypted")]
    [InlineData("hvc1", "'hvc1'")]
    public void Open_VideoCannotBePackaged_IsUnsupportedRatherThanSilent(string codec, string said)
    {
        using var file = new TemporaryFile(Mp4Builder.Build([Video() with { Codec = codec }, Audio()], [], moovFirst: true));

        MssException failure = Assert.Throws<MssException>(() => SourceFactory.Open(file.Path));

        Assert.Equal(MssError.Unsupported, failure.Code);
        Assert.Contains(said, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadSamples_AudioCannotBePackaged_VideoComesWithAWarning()
    {
        using var file = new TemporaryFile(Mp4Builder.Build([Video(), Audio() with { Codec = "ac-3" }], [], moovFirst: true));
        using IMediaReader reader = SourceFactory.Open(file.Path);

        Assert.All(reader.ReadSamples(CancellationToken.None), sample => Assert.Equal(MediaKind.Video, sample.Track.Kind));
        Assert.EndsWith(
            "codec 'ac-3' (AC-3) cannot be packaged; H.264 and AAC can.", Assert.Single(reader.Warnings), StringComparison.Ordinal);
    }

    // Whatever is wrong with a description, it costs that track only.
    [Theory]
    [InlineData("stsd", "")]                                  // none
    [InlineData("stsd", "00000000" + "00000000")]             // no entry
    [InlineData("stsd", "00000000" + "00000001" + "00000009" + "6d70346100")]
    [InlineData("stts", "")]
    [InlineData("stsz", "00000000" + "00000000" + "00ffffff")]
    public void Open_ADescriptionIsBroken_TakesTheNextAndNamesTheTrack(string name, string content)
    {
        BuiltTrack broken = Audio() with
        {
            Id = 2,
            Spoil = (table, box) => table != name ? box : content.Length == 0 ? [] : Box(name, Hex(content)),
        };
        using var file = new TemporaryFile(Mp4Builder.Build([Video(), broken, Audio() with { Id = 3 }], [], moovFirst: true));
        using IMediaReader reader = SourceFactory.Open(file.Path);

        Assert.Equal([1, 3], reader.Tracks.Select(track => track.Id));
        Assert.StartsWith("Track 2 (audio) is left out: ", Assert.Single(reader.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_DescriptionsOfTwoCodecs_TheTrackIsLeftOut()
    {
        byte[] picture = Mp4Builder.Stsd(Video())[16..];
        BuiltTrack mixed = Audio() with
        {
            Spoil = (table, box) => table == "stsd" ? FullBox("stsd", 0, 0, U32(2), Mp4Builder.Stsd(Audio())[16..], picture) : box,
        };
        using var file = new TemporaryFile(Mp4Builder.Build([Video(), mixed], [], moovFirst: true));
        using IMediaReader reader = SourceFactory.Open(file.Path);

        Assert.Equal([1], reader.Tracks.Select(track => track.Id));
        Assert.EndsWith("the codecs of its sample descriptions are AAC, H.264.", Assert.Single(reader.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_EveryDescriptionIsBroken_FailsWithTheFirst()
    {
        BuiltTrack broken = Audio() with { Spoil = (table, box) => table == "stsd" ? [] : box };
        using var file = new TemporaryFile(Mp4Builder.Build([broken], [], moovFirst: true));

        MssException failure = Assert.Throws<MssException>(() => SourceFactory.Open(file.Path));

        Assert.Equal(MssError.MalformedInput, failure.Code);
        Assert.Contains("has no stsd box", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadSamples_OneTableOfTwoLies_ThatTrackEndsEarly()
    {
        BuiltTrack lying = Audio() with { Spoil = (table, box) => table == "stts" ? FullBox("stts", 0, 0, U32(1, 1, 1024)) : box };
        using var file = new TemporaryFile(Mp4Builder.Build([Video(), lying], [], moovFirst: true));
        using IMediaReader reader = SourceFactory.Open(file.Path);

        Assert.Equal(6, reader.ReadSamples(CancellationToken.None).Count());
        Assert.StartsWith("Track 2 (audio) ends early: ", Assert.Single(reader.Warnings), StringComparison.Ordinal);
    }

    // A cover or the pictures of chapters; at 25 pictures a second it is video that somebody wants to see.
    [Theory]
    [InlineData("jpeg", 1000u, true)]
    [InlineData("png ", 5000u, true)]
    [InlineData("jpeg", 40u, false)]
    [InlineData("hvc1", 40u, false)]
    public void Open_PicturesBesideSound_AreLeftOutUnlessTheyAreVideo(string codec, uint duration, bool isLeftOut)
    {
        BuiltTrack pictures = Video() with
        {
            Codec = codec,
            Samples = [.. Enumerable.Range(0, 5).Select(i => new BuiltSample([(byte)i], duration, 0, true))],
            Spoil = (_, box) => box,
        };
        using var file = new TemporaryFile(Mp4Builder.Build([pictures, Audio()], [], moovFirst: true));
        if (!isLeftOut)
        {
            Assert.Equal(MssError.Unsupported, Assert.Throws<MssException>(() => SourceFactory.Open(file.Path)).Code);
            return;
        }

        using IMediaReader reader = SourceFactory.Open(file.Path);

        Assert.Equal(MediaKind.Audio, Assert.Single(reader.Tracks).Kind);
        Assert.StartsWith("Track 1 (video) is left out: ", Assert.Single(reader.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(40u, 1u)]
    [InlineData(40u, 1u, 3u)]
    [InlineData(2000u)]
    public void Open_VideoNamedForChapters_IsTakenWhereItMovesAndIsTheOnlyOne(uint duration, params uint[] videos)
    {
        BuiltTrack named = Video() with
        {
            Samples = [.. Enumerable.Range(0, 5).Select(i => new BuiltSample(BuiltSample.Picture(i == 0, (byte)i), duration, 0, i == 0))],
        };
        BuiltTrack[] tracks = [named, Audio() with { Chapters = 1 }, .. videos.Contains(3u) ? [Video() with { Id = 3 }] : Array.Empty<BuiltTrack>()];
        using var file = new TemporaryFile(Mp4Builder.Build(tracks, [], moovFirst: true));
        using IMediaReader reader = SourceFactory.Open(file.Path);

        Assert.Equal(videos.Length > 0, reader.Tracks.Any(track => track.Kind == MediaKind.Video));
        Assert.Equal(videos is not [1], reader.Warnings.Any(warning => warning.Contains("pictures of chapters", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(false)] // no table: all are marked
    [InlineData(true)]  // an empty one: none is
    public void ReadSamples_SyncTableLies_ThePicturesDecide(bool isEmpty)
    {
        BuiltTrack track = Video() with
        {
            HasSyncTable = isEmpty,
            Samples = [.. Enumerable.Range(0, 5).Select(i => new BuiltSample(BuiltSample.Picture(i % 2 == 0, (byte)i), 40, 0, i == 0))],
            Spoil = (table, box) => table == "stss" ? FullBox("stss", 0, 0, U32(0)) : box,
        };
        using var file = new TemporaryFile(Mp4Builder.Build([track], [], moovFirst: true));
        using IMediaReader reader = SourceFactory.Open(file.Path);

        Assert.Equal([true, false, true, false, true], reader.ReadSamples(CancellationToken.None).Select(sample => sample.IsSync));
        Assert.Contains("marks its sync samples wrongly", Assert.Single(reader.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void ReadSamples_AdtsHeadersInAac_AreCutOff()
    {
        byte[] frame = Hex("fff15080" + "013ffc" + "2122"); // 9 bytes, AAC-LC
        BuiltTrack track = Audio() with { Samples = [.. Enumerable.Repeat(new BuiltSample(frame, 1024, 0, true), 3)] };
        using var file = new TemporaryFile(Mp4Builder.Build([track], [], moovFirst: true));
        using IMediaReader reader = SourceFactory.Open(file.Path);

        Assert.All(reader.ReadSamples(CancellationToken.None), sample => Assert.Equal("2122", Convert.ToHexString(sample.Data.ToMemory().Span)));
        Assert.Contains("ADTS", Assert.Single(reader.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_NoMoov_IsMalformedAndTheFileIsClosed()
    {
        using var file = new TemporaryFile([.. Box("ftyp", Hex("69736f6d")), .. Box("mdat", Hex("0102"))]);

        Assert.Equal(MssError.MalformedInput, Assert.Throws<MssException>(() => SourceFactory.Open(file.Path)).Code);

        using FileStream exclusive = File.Open(file.Path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
    }

    [Theory]
    [InlineData("moov", 2_000_000_000u)]
    [InlineData("moov", 4u)]
    [InlineData("trak", 60_000u)]
    [InlineData("free", 7u)]
    public void Open_ABoxLiesAboutItsSize_IsMalformed(string type, uint size)
    {
        byte[] bytes = [.. Lie(type == "trak" ? "moov" : type, type == "trak" ? 24 : size, Lie("trak", size, Hex("0102030405060708")))];
        using var file = new TemporaryFile(bytes);

        Assert.Equal(MssError.MalformedInput, Assert.Throws<MssException>(() => SourceFactory.Open(file.Path)).Code);
    }

    [Fact]
    public void Open_NoMediaTrack_IsNoMedia()
    {
        using var file = new TemporaryFile(Mp4Builder.Build([], [], moovFirst: true));

        Assert.Equal(MssError.NoMedia, Assert.Throws<MssException>(() => SourceFactory.Open(file.Path)).Code);
    }

    [Fact]
    public void ReadSamples_SamplesWithoutAPicture_AreCounted()
    {
        BuiltSample[] samples = [.. "I.P.".Select(kind => new BuiltSample(
            kind == '.' ? Hex("0000000209f0") : BuiltSample.Picture(kind == 'I', 1), 40, 0, kind == 'I'))];
        using var file = new TemporaryFile(Mp4Builder.Build([new BuiltTrack(1, true, 1000, samples), Audio()], [], moovFirst: true));
        using IMediaReader reader = SourceFactory.Open(file.Path);

        Assert.Equal(2, reader.ReadSamples(CancellationToken.None).Count(sample => sample.Track.Kind == MediaKind.Video));
        Assert.Equal("Track 1 (video): 2 samples hold no picture, and are left out.", Assert.Single(reader.Warnings));
    }

    // By the SPS frame_num has 4 bits, pic_order_cnt_lsb 6.
    [Fact]
    public void ReadSamples_SampleOfSeveralPictures_IsParted()
    {
        byte[] idr = Hex("0000000465888480");
        byte[] delimiter = Hex("0000000209f0");
        BuiltSample[] samples =
        [
            new(idr, 40, 0, true), new([.. delimiter, .. Slice(1), .. delimiter, .. Slice(2), .. delimiter, .. Slice(3)], 100, 0, false),
            new(Slice(4), 40, 0, false),
        ];
        using var file = new TemporaryFile(Mp4Builder.Build([new BuiltTrack(1, true, 1000, samples), Audio()], [], moovFirst: true));
        using IMediaReader reader = SourceFactory.Open(file.Path);

        Sample[] read = [.. reader.ReadSamples(CancellationToken.None).Where(sample => sample.Track.Kind == MediaKind.Video)];

        Assert.Equal([(0L, 40L), (40, 33), (73, 33), (106, 34), (140, 40)], read.Select(sample => (sample.DecodeTime, sample.Duration)));
        Assert.Equal([.. delimiter, .. Slice(2)], read[2].Data.ToMemory().ToArray());
        Assert.Contains("several pictures", Assert.Single(reader.Warnings), StringComparison.Ordinal);

        static byte[] Slice(int number) => [0, 0, 0, 4, 0x41, 0x9a, (byte)(number << 4), 0xff];
    }

    private static BuiltTrack Video() => new(
        1, true, 1000, [.. Enumerable.Range(0, 5).Select(i => new BuiltSample(BuiltSample.Picture(i == 0, (byte)i), 40, 0, i == 0))])
    {
        Chunks = [1, 2],
        Spoil = (table, box) => table == "stsz" ? FullBox("stsz", 0, 0, U32(0, 5, 7, 7, 7, 7, 7)) : box,
    };

    private static BuiltTrack Audio() => new(
        2, false, 48_000, [.. Enumerable.Range(0, 4).Select(i => new BuiltSample([.. Enumerable.Repeat((byte)i, i + 1)], 1024, 0, true))])
    {
        Chunks = [2],
    };

    private static (int Count, MssException Failure) ReadToFailure(IMediaReader reader)
    {
        int count = 0;
        MssException failure = Assert.Throws<MssException>(() =>
        {
            foreach (Sample _ in reader.ReadSamples(CancellationToken.None))
            {
                count++;
            }
        });
        return (count, failure);
    }
}

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
    public void ReadSamples_FileIsCut_DeliversWhatIsThereThenSaysWhereItEnds()
    {
        byte[] whole = Mp4Builder.Build([Video()], [], moovFirst: true);
        using var file = new TemporaryFile(whole.AsSpan(0, whole.Length - 3)); // the last sample has four bytes
        using IMediaReader reader = SourceFactory.Open(file.Path);

        (int count, MssException failure) = ReadToFailure(reader);

        Assert.Equal(4, count);
        Assert.Equal(MssError.MalformedInput, failure.Code);
        Assert.Contains($"Track 1 (video), sample 5 at {whole.Length - 4}: 4 bytes", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("stts", "00000001" + "00000003" + "00000028", 3, "sample 4 of 5: the stts table ends before it")]
    [InlineData("stts", "00000001" + "00000005" + "80000000", 0, "sample_delta 2147483648")]
    [InlineData("stco", "00000001" + "00000030", 1, "sample 2 of 5: the stco table ends before it")]
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
        BuiltTrack track = Video() with
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

        (int count, _) = ReadToFailure(reader);

        Assert.InRange(count, 1, bytes.Length);
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
    public void Open_SeveralTracksOfAKind_TakesTheFirstEnabledThatCanBePackaged()
    {
        BuiltTrack[] tracks =
        [
            Audio() with { Id = 2, IsEnabled = false }, Audio() with { Id = 3, Codec = "ac-3" }, Audio() with { Id = 4 }, Audio() with { Id = 5 },
        ];
        using var file = new TemporaryFile(Mp4Builder.Build(tracks, [], moovFirst: true));
        using IMediaReader reader = SourceFactory.Open(file.Path);

        Assert.Equal([4], reader.ReadSamples(CancellationToken.None).Select(sample => sample.Track.Id).Distinct());
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

    private static BuiltTrack Video() => new(
        1, true, 1000, [.. Enumerable.Range(0, 5).Select(i => new BuiltSample([0, 0, 0, (byte)i], 40, 0, i == 0))])
    {
        Chunks = [1, 2],
        Spoil = (table, box) => table == "stsz" ? FullBox("stsz", 0, 0, U32(0, 5, 4, 4, 4, 4, 4)) : box,
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

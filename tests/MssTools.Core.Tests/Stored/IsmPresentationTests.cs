using MssTools.Core.Manifests;
using MssTools.Core.Media;
using MssTools.Core.Stored;
using Xunit;

namespace MssTools.Core.Tests.Stored;

public sealed class IsmPresentationTests : IDisposable
{
    private static readonly TestSample s_sample = new(20_000_000, [1]);

    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("../x.ismv")]
    [InlineData("a/../../x.ismv")]
    [InlineData("..\\x.ismv")]
    [InlineData("/etc/passwd")]
    [InlineData("C:\\x.ismv")]
    [InlineData("http://host/x.ismv")]
    [InlineData("a//x.ismv")]
    [InlineData("./x.ismv")]
    [InlineData(".x.ismv.partial")]
    [InlineData("")]
    [InlineData("a/b/c/d/e/f/g/h/x.ismv")]
    public void Read_FileElsewhere_IsMalformedAndNamed(string source)
    {
        MssException failure = Fails($"""<smil><body><switch><video src="{source}" systemBitrate="1"><param name="trackID" value="1"/></video></switch></body></smil>""");

        Assert.Equal(MssError.MalformedInput, failure.Code);
        Assert.Contains("not in its folder", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", MssError.MalformedInput)]
    [InlineData("<smil", MssError.MalformedInput)]
    [InlineData("<SmoothStreamingMedia/>", MssError.MalformedInput)]
    [InlineData("<smil/>", MssError.NoMedia)]
    [InlineData("""<smil><body><switch><textstream src="x.ismt"><param name="trackID" value="1"/></textstream></switch></body></smil>""", MssError.NoMedia)]
    [InlineData("""<smil><body><switch><video src="x.ismv"/></switch></body></smil>""", MssError.MalformedInput)]
    [InlineData("""<!DOCTYPE smil [<!ENTITY a "aaaa">]><smil>&a;</smil>""", MssError.MalformedInput)]
    public void Read_WhatIsNone_IsOneClearError(string text, MssError expected) => Assert.Equal(expected, Fails(text).Code);

    [Fact]
    public void Read_HugeDocument_IsRefusedUnread()
    {
        string path = _folder.Add("x.ism", "<smil>");
        using (FileStream file = File.OpenWrite(path))
        {
            file.SetLength(1L << 40); // has no blocks
        }

        Assert.Equal(MssError.MalformedInput, Assert.Throws<MssException>(() => IsmPresentation.Read(path)).Code);
    }

    [Fact]
    public void PathOf_MissingFile_IsNotFound()
    {
        IsmPresentation presentation = Read("sub/x.ismv");

        Assert.Equal(MssError.NotFound, Assert.Throws<MssException>(() => presentation.PathOf("sub/x.ismv")).Code);
        _folder.Add("sub/x.ismv");
        Assert.Equal(_folder.Join("sub", "x.ismv"), presentation.PathOf("sub/x.ismv"));
    }

    [Fact]
    public void PathOf_Link_IsMalformed()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // links need a right there
        }

        File.CreateSymbolicLink(_folder.Join("x.ismv"), "/etc/passwd");

        Assert.Equal(MssError.MalformedInput, Assert.Throws<MssException>(() => Read("x.ismv").PathOf("x.ismv")).Code);
    }

    [Fact]
    public void Index_OfAFileOfFfmpeg_HasTracksAndFragments()
    {
        using var file = new FileBytes(GoldenFiles.PathOf("inputs", "mp4", "bframes.ismv"));

        IReadOnlyDictionary<uint, IsmTrack> tracks = IsmvIndex.Read(file);

        Assert.Equal([MediaKind.Video, MediaKind.Audio], tracks.Values.Select(t => t.Config is VideoConfig ? MediaKind.Video : MediaKind.Audio));
        Assert.All(tracks.Values, track =>
        {
            Assert.Equal(10_000_000u, track.Timescale);
            Assert.NotEmpty(track.Fragments);
            Assert.All(track.Fragments, f => Assert.Equal(f, track.At(f.Time)));
            Assert.All(track.Fragments.Zip(track.Fragments.Skip(1)), pair => Assert.True(pair.First.Time < pair.Second.Time));
            Assert.Null(track.At(track.Fragments[^1].Time + 1));
        });
    }

    // What is cut off in its last fragment has the others.
    [Fact]
    public void Index_OfABrokenFile_HasWhatIsWhole()
    {
        byte[] whole = File.ReadAllBytes(GoldenFiles.PathOf("inputs", "mp4", "bframes.ismv"));
        int all = Count(whole);
        Random random = new(1);
        for (int i = 0; i < 200; i++)
        {
            Assert.InRange(Count(whole[..random.Next(2000, whole.Length)]), 0, all);
        }

        static int Count(byte[] bytes) => IsmvIndex.Read(new MemoryBytes("x", bytes)).Values.Sum(track => track.Fragments.Count);
    }

    // Whatever bytes there are, it ends with a result or with one of our errors.
    [Fact]
    public void Index_OfDamagedFiles_NeverThrowsAnythingElse()
    {
        byte[] whole = File.ReadAllBytes(GoldenFiles.PathOf("inputs", "mp4", "bframes.ismv"));
        Random random = new(7);
        for (int i = 0; i < 500; i++)
        {
            byte[] damaged = [.. whole];
            for (int k = 0; k < 20; k++)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
                damaged[random.Next(4000)] = (byte)random.Next(256);
            }

            try
            {
                IsmvIndex.Read(new MemoryBytes("x", damaged));
            }
            catch (MssException)
            {
                // one of ours
            }
        }
    }

    // Times that no presentation has would overflow where they are compared with those of other timescales.
    [Fact]
    public void Index_OfAFragmentInTheFarFuture_IsMalformed() => Assert.Equal(MssError.MalformedInput, Assert.Throws<MssException>(
        () => IsmvIndex.Read(FileOf(new TestFragment { Place = (long.MaxValue, 20_000_000), Samples = [s_sample] }))).Code);

    // Of which file it counts, nobody knows when it was put together with others.
    [Fact]
    public void Index_OfAFragmentThatCountsFromElsewhere_IsUnsupported()
    {
        var fragment = new TestFragment { Place = (0, 20_000_000), HeaderFlags = 0x21, DefaultValue = 5, Samples = [s_sample] };

        Assert.Equal(MssError.Unsupported, Assert.Throws<MssException>(() => IsmvIndex.Read(FileOf(fragment))).Code);
    }

    [Theory]
    [InlineData("video 100|video 100", "video 100,video 101")]
    [InlineData("2bad 5|a=b 6", "video 5,video 6")]
    [InlineData("video 0", "video 800")]
    public void Name_GivesEachItsOwnAddress(string stated, string expected)
    {
        var track = new IsmTrack(10_000_000, null, null, [new IsmFragment(0, 10_000_000, 0, 100, true)]);

        IReadOnlyList<IsmManifest.Entry> entries = IsmManifest.Name(stated.Split('|').Select(text => text.Split(' ')).Select(parts => (
            new ServerManifestTrack(MediaKind.Video, "x.ismv", long.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture), 1, parts[0]), track)));

        Assert.Equal(expected, string.Join(',', entries.Select(entry => $"{entry.Name} {entry.Bitrate}")));
    }

    private static MemoryBytes FileOf(TestFragment fragment)
    {
        byte[] header = File.ReadAllBytes(GoldenFiles.PathOf("inputs", "mp4", "bframes.ismv"));
        int moof = header.AsSpan().IndexOf("moof"u8) - 4;
        return new MemoryBytes("x", (byte[])[.. header[..moof], .. fragment.Build()]);
    }

    public void Dispose() => _folder.Dispose();

    private MssException Fails(string text) => Assert.Throws<MssException>(() => IsmPresentation.Read(_folder.Add("x.ism", text)));

    private IsmPresentation Read(string source) => IsmPresentation.Read(_folder.Add(
        "x.ism", $"""<smil><body><switch><video src="{source}" systemBitrate="1"><param name="trackID" value="1"/></video></switch></body></smil>"""));
}

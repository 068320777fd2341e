using MssTools.Core.Inputs;
using MssTools.Core.Media;
using Xunit;

namespace MssTools.Core.Tests.Inputs.Iso;

public sealed class IsmReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public IsmReaderTests() => File.Copy(GoldenFiles.PathOf("inputs", "mp4", "bframes.ismv"), _folder.Join("x.ismv"));

    [Fact]
    public void Open_BothTracks_HaveWhatTheManifestSays()
    {
        using IMediaReader reader = Open(Video(1, 500_000), Sound(2, 64_000, "fr"));

        List<Sample> samples = [.. reader.ReadSamples(default)];
        Assert.Equal(
            ["video 500000 1", "audio_fra 64000 2"],
            samples.Select(s => s.Track).Distinct().OrderBy(t => t.Id).Select(t => $"{t.Content.Name} {t.StatedBitrate} {t.Id}"));
        using IMediaReader alone = SourceFactory.Open(_folder.Join("x.ismv"));
        List<Sample> expected = [.. alone.ReadSamples(default)];
        foreach (MediaKind kind in Enum.GetValues<MediaKind>())
        {
            Assert.Equal(
                expected.Where(s => s.Track.Kind == kind).Select(s => (s.DecodeTime, s.CompositionOffset, s.Data.Length)),
                samples.Where(s => s.Track.Kind == kind).Select(s => (s.DecodeTime, s.CompositionOffset, s.Data.Length)));
        }
    }

    [Theory]
    [InlineData(1, "video 900,audio 64")]
    [InlineData(2, "video 500")]
    public void Open_Rendition_HasTheTracksOfItsRank(int rendition, string expected)
    {
        using IMediaReader reader = Open(rendition, Video(1, 500), Sound(2, 64), Video(1, 900));

        Assert.Equal(expected, string.Join(',', reader.Tracks.Select(t => $"{t.Content.Name} {t.StatedBitrate}")));
        Assert.Equal(2, SourceFactory.CountRenditions(_folder.Join("x.ism")));
    }

    // Not all who write presentations name sounds apart.
    [Fact]
    public void Open_TwoLanguagesOfOneName_AreTwoContentsOfOneRendition()
    {
        using IMediaReader reader = Open(Video(1, 500), Sound(2, 64, "eng"), Sound(2, 64, "fra"));

        Assert.Equal(["video", "audio_eng", "audio_fra"], reader.Tracks.Select(t => t.Content.Name));
        Assert.Equal(1, SourceFactory.CountRenditions(_folder.Join("x.ism")));
    }

    [Theory]
    [InlineData("""<video src="x.ismv" systemBitrate="1"><param name="trackID" value="7"/></video>""", MssError.NoMedia, "no track 7")]
    [InlineData("""<video src="x.ismv" systemBitrate="1"><param name="trackID" value="2"/></video>""", MssError.MalformedInput, "another kind")]
    [InlineData("""<video src="y.ismv" systemBitrate="1"><param name="trackID" value="1"/></video>""", MssError.NotFound, "y.ismv")]
    [InlineData("""<video src="x.ism" systemBitrate="1"><param name="trackID" value="1"/></video>""", MssError.MalformedInput, "x.ism")]
    public void Open_ManifestThatLies_IsOneClearError(string track, MssError expected, string text)
    {
        MssException failure = Assert.Throws<MssException>(() => Open(track));

        Assert.Equal(expected, failure.Code);
        Assert.Contains(text, failure.Message, StringComparison.Ordinal);
        File.Delete(_folder.Join("x.ismv")); // on Windows, nothing has it open
    }

    [Fact]
    public void Open_NoSuchRendition_IsNotFound() =>
        Assert.Equal(MssError.NotFound, Assert.Throws<MssException>(() => Open(3, Video(1, 500))).Code);

    public void Dispose() => _folder.Dispose();

    private static string Video(int id, int bitrate) => $"""<video src="x.ismv" systemBitrate="{bitrate}"><param name="trackID" value="{id}"/></video>""";

    private static string Sound(int id, int bitrate, string? language = null) =>
        $"""<audio src="x.ismv" systemBitrate="{bitrate}"{(language is null ? "" : $" systemLanguage=\"{language}\"")}><param name="trackID" value="{id}"/></audio>""";

    private IMediaReader Open(params string[] tracks) => Open(1, tracks);

    private IMediaReader Open(int rendition, params string[] tracks) => SourceFactory.Open(
        _folder.Add("x.ism", $"<smil><body><switch>{string.Concat(tracks)}</switch></body></smil>"), rendition);
}

using System.Security.Cryptography;
using MssTools.Core.Exports;
using MssTools.Core.Inputs;
using MssTools.Core.Manifests;
using MssTools.Core.Media;
using MssTools.Core.Stored;
using MssTools.Core.Tests.Clips;
using Xunit;

namespace MssTools.Core.Tests.Exports;

public sealed class GroupExportTests : IDisposable
{
    private const long Day2026 = 17_700_000_000_000_000; // 100 ns ticks after 1970
    private const long Second = TestSource.Second;

    private static readonly string s_file = GoldenFiles.PathOf("inputs", "mp4", "bframes.mp4");
    private static readonly CodecConfig s_small = ConfigOf("bframes.mp4");
    private static readonly CodecConfig s_large = ConfigOf("plain-faststart.mp4");

    private readonly TemporaryFolder _folder = new();
    private readonly MssEngine _engine = new(TimeProvider.System);

    // Times, bytes, boxes and bit rates: the same files under the same names.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Ism_PackagedAgain_IsTheSameGroup(bool singleFile)
    {
        StreamDefinition recording = Package("web", new LocalStreamDefinition { Name = "a", Source = s_file });

        MssExport made = Export(new ExportDefinition { Source = recording.GroupFolder, SingleFile = singleFile });
        StreamDefinition again = Package("again", new LocalStreamDefinition { Name = "a", Source = made.ManifestPath! });

        Assert.Equal(["out/film.ism", "out/film.ismc", "out/film.ismv"], Files("out"));
        Assert.Equal(Hashes(recording.GroupFolder), Hashes(again.GroupFolder));
        Assert.Equal((2, TimeSpan.FromMilliseconds(3080)), (made.TrackCount, made.Duration));
        Assert.Equal(made.Files.Sum(file => new FileInfo(file).Length), made.Bytes);
    }

    [Fact]
    public void Mp4_OfARecording_HasItsSamplesAndTheirTimes()
    {
        StreamDefinition recording = Package("web", new LocalStreamDefinition { Name = "a", Source = s_file });

        MssExport made = Export(new ExportDefinition { Source = recording.GroupFolder, Format = ExportFormat.Mp4 });

        List<(string, long, string)> original = Read(s_file);
        List<(string, long, string)> exported = Read(made.Files[0]);
        Assert.Equal(original.Select(sample => sample.Item3), exported.Select(sample => sample.Item3));
        Assert.All(original.Zip(exported), pair => Assert.InRange(pair.First.Item2 - pair.Second.Item2, -10_000, 10_000)); // groups have whole milliseconds
    }

    [Fact]
    public void Ism_OfALiveGroup_HasAFileForEachRenditionAndBothManifests()
    {
        TestSource source = Live();

        MssExport made = Export(new ExportDefinition { Source = source.Folder, Name = "c", From = Span(1.5), To = Span(4) });

        Assert.Equal(["out/c.ism", "out/c.ismc", "out/c_1000.ismv", "out/c_2000.ismv"], Files("out"));
        Assert.Equal((TimeSpan.FromSeconds(1), DateTimeOffset.UnixEpoch.AddTicks(Day2026 + Second), TimeSpan.FromSeconds(3)), (made.Start, made.StartTime!.Value, made.Duration));
        var presentation = IsmPresentation.Read(made.ManifestPath!);
        Assert.Equal(
            ["c_2000.ismv 1 2000 video ", "c_1000.ismv 1 1000 video ", "c_2000.ismv 2 1000 audio ", "c_2000.ismv 3 1000 audio_fra fra"],
            presentation.Tracks.Select(t => $"{t.Source} {t.TrackId} {t.SystemBitrate} {t.TrackName} {t.SystemLanguage}"));
        PublishedManifest client = ClientManifestReader.Read(_folder.Join("out", "c.ismc"));
        Assert.False(client.IsLive);
        Assert.All(client.StreamIndexes, index => Assert.Equal([0, Second, 2 * Second], index.Fragments.Select(f => f.Time)));
        using var file = new FileBytes(_folder.Join("out", "c_2000.ismv"));
        IReadOnlyDictionary<uint, IsmTrack> tracks = IsmvIndex.Read(file);
        Assert.Equal([1u, 2u, 3u], tracks.Keys);
        Assert.All(tracks.Values, track => Assert.Equal([(0, Second, true), (Second, Second, true), (2 * Second, Second, true)], track.Fragments.Select(f => (f.Time, f.Duration, f.IsPlain))));
        Assert.Equal("fra", tracks[3].Language);
        var fragment = StoredFragment.Read(new StoredStretch(file, tracks[1].Fragments[1].Offset, tracks[1].Fragments[1].Length));
        Assert.Null(fragment.Next);
        Assert.Equal((1u, 4u), (fragment.Header!.Value.TrackId, fragment.SequenceNumber!.Value));
    }

    [Theory]
    [InlineData(ExportFormat.Ismv, false, new[] { "out/group_1000.ismv", "out/group_2000.ismv" }, 6)]
    [InlineData(ExportFormat.Mp4, false, new[] { "out/group_1000.mp4", "out/group_2000.mp4" }, 6)]
    [InlineData(ExportFormat.Mp4, true, new[] { "out/group.mp4" }, 4)]
    [InlineData(ExportFormat.Ism, true, new[] { "out/group.ism", "out/group.ismc", "out/group.ismv" }, 4)]
    public void Files_ThatArePlayedAlone_HaveEveryContent(ExportFormat format, bool singleFile, string[] files, int tracks)
    {
        MssExport made = Export(new ExportDefinition { Source = Live().Folder, Format = format, SingleFile = singleFile });

        Assert.Equal(files, Files("out"));
        Assert.Equal(tracks, made.TrackCount);
    }

    [Theory]
    [InlineData(ExportFormat.Ism)]
    [InlineData(ExportFormat.Mp4)]
    public void FragmentIsGone_NothingIsLeftAndItIsNamed(ExportFormat format)
    {
        TestSource source = Live();
        string gone = Path.Join(source.Folder, source.Layout.PathOf(Contents.Video, 1000, Day2026 + 3 * Second));
        File.Delete(gone);

        MssException failure = Fails(new ExportDefinition { Source = source.Folder, Format = format });

        Assert.Equal(MssError.NotFound, failure.Code);
        Assert.Contains($"'{gone}' is gone, 00:00:03 behind", failure.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.Join("out")));
    }

    [Theory]
    [InlineData(ExportFormat.Ism)]
    [InlineData(ExportFormat.Mp4)]
    public void Cancelled_NothingIsLeftButWhatWasThere(ExportFormat format)
    {
        TestSource source = Live();
        _folder.Add("out/notes.txt");
        using var stop = new CancellationTokenSource();

        Assert.Throws<OperationCanceledException>(() => new MssEngine(TimeProvider.System).Export(
            new ExportDefinition { Source = source.Folder, Destination = _folder.Join("out"), Format = format },
            (done, all) =>
            {
                if (done == all - 2)
                {
                    Assert.DoesNotContain(Files("out"), file => Path.GetExtension(file) is ".ism" or ".ismv" or ".mp4");
                    stop.Cancel();
                }
            },
            stop.Token));

        Assert.Equal(["out/notes.txt"], Files("out"));
    }

    [Theory]
    [InlineData("out/group.ism")]
    [InlineData("out/group.ismc")]
    [InlineData("out/group_1000.ismv")]
    public void FileIsThere_ExistsAlreadyAndStaysAsItIs(string file)
    {
        TestSource source = Live();
        _folder.Add(file);

        Assert.Equal(MssError.AlreadyExists, Fails(new ExportDefinition { Source = source.Folder }).Code);

        Assert.Equal([file], Files("out"));
        Assert.Equal("foreign", File.ReadAllText(_folder.Join(file)));
    }

    [Fact]
    public void LeftByAKilledExport_IsReplaced()
    {
        TestSource source = Live();
        _folder.Add("out/.group_2000.ismv.partial", new string('x', 100_000));

        Export(new ExportDefinition { Source = source.Folder });

        Assert.Equal(["out/group.ism", "out/group.ismc", "out/group_1000.ismv", "out/group_2000.ismv"], Files("out"));
        Assert.InRange(new FileInfo(_folder.Join("out", "group_2000.ismv")).Length, 1000, 50_000);
    }

    // What a full disk says, at each file.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void DiskIsFull_NothingIsLeft(int good)
    {
        void Write()
        {
            using var folder = ExportFolder.Open(_folder.Join("new", "out"), ["a.ismv", "b.ismv"]);
            for (int i = 0; i < good; i++)
            {
                folder.Write("a.ismv", handle => RandomAccess.Write(handle, [1, 2, 3], 0));
            }

            folder.Write("b.ismv", handle =>
            {
                RandomAccess.Write(handle, [1], 0);
                throw new IOException("No space left on device");
            });
        }

        MssException failure = Assert.Throws<MssException>(Write);

        Assert.Equal(MssError.SinkFailed, failure.Code);
        Assert.Contains("No space left", failure.Message, StringComparison.Ordinal);
        Assert.Empty(_folder.List());
    }

    // Who is killed while names are given leaves no server manifest; who fails takes back those that were given.
    [Fact]
    public void NameIsTakenMeanwhile_OthersAreTakenBack()
    {
        void Write()
        {
            using var folder = ExportFolder.Open(_folder.Join("out"), ["a.ismv", "b.ism"]);
            folder.Write("a.ismv", handle => RandomAccess.Write(handle, [1], 0));
            folder.Write("b.ism", handle => RandomAccess.Write(handle, [1], 0));
            _folder.Add("out/b.ism");
            folder.Place();
        }

        Assert.Equal(MssError.SinkFailed, Assert.Throws<MssException>(Write).Code);

        Assert.Equal(["out/b.ism"], Files("out"));
        Assert.Equal("foreign", File.ReadAllText(_folder.Join("out", "b.ism")));
    }

    [Fact]
    public void TwoExportsOfOneName_SecondIsInUse()
    {
        using var first = ExportFolder.Open(_folder.Join("out"), ["a.ismv"]);
        using var second = ExportFolder.Open(_folder.Join("out"), ["a.ismv"]);

        first.Write("a.ismv", _ => Assert.Equal(
            MssError.GroupInUse, Assert.Throws<MssException>(() => second.Write("a.ismv", handle => RandomAccess.Write(handle, [1], 0))).Code));
    }

    [Theory]
    [InlineData(ExportFormat.Ism)]
    [InlineData(ExportFormat.Ismv)]
    [InlineData(ExportFormat.Mp4)]
    public void ChangeOfConfiguration_IsRefusedWithItsTime(ExportFormat format)
    {
        var source = new TestSource(_folder.Join("web/group"), "a");
        StreamIndex before = source.Index(Contents.Video, 0, 2, s_small);
        StreamIndex after = source.Index(Contents.Video, 2, 2, s_large);
        source.Store(before);
        source.Store(after, TestSource.WithSets);
        source.Write("manifest_0.ismc", false, before);
        source.Write("manifest.ismc", true, after);

        MssException failure = Fails(new ExportDefinition { Source = source.Folder, Format = format });

        Assert.Equal(MssError.Unsupported, failure.Code);
        Assert.Contains("-To 00:00:02", failure.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal(1, Export(new ExportDefinition { Source = source.Folder, Format = format, To = Span(2) }).TrackCount);
    }

    [Theory]
    [InlineData("../up")]
    [InlineData("a/b")]
    [InlineData("..")]
    [InlineData("c:x")]
    public void NameThatIsNone_IsInvalid(string name) =>
        Assert.Equal(MssError.InvalidSetting, Fails(new ExportDefinition { Source = Live().Folder, Name = name }).Code);

    public void Dispose() => _folder.Dispose();

    private static CodecConfig ConfigOf(string name)
    {
        using IMediaReader reader = SourceFactory.Open(GoldenFiles.PathOf("inputs", "mp4", name));
        return reader.Tracks.First(track => track.Kind == MediaKind.Video).Config;
    }

    private static ClipTime Span(double seconds) => new(TimeSpan.FromSeconds(seconds));

    private static string[] Hashes(string folder) => [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Where(f => !TemporaryFolder.IsEpoch(f))
        .Order(StringComparer.Ordinal)
        .Select(f => Path.GetRelativePath(folder, f) + Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(f))))];

    private static List<(string Content, long Ticks, string Data)> Read(string path)
    {
        using IMediaReader reader = SourceFactory.Open(path);
        List<(string Content, long Ticks, string Data)> samples = [.. reader.ReadSamples(default).Select(s => (
            s.Track.Content.Name,
            Timescale.Rescale(s.DecodeTime + s.CompositionOffset, s.Track.Timescale, Timescale.Ticks),
            Convert.ToHexString(SHA256.HashData(s.Data.ToMemory().Span))))];
        long first = samples.Min(sample => sample.Ticks);
        return [.. samples.Select(s => (s.Content, s.Ticks - first, s.Data)).OrderBy(s => s.Content, StringComparer.Ordinal)];
    }

    private IReadOnlyList<string> Files(string folder) => [.. _folder.List().Where(file => file.StartsWith(folder, StringComparison.Ordinal))];

    private StreamDefinition Package(string folder, LocalStreamDefinition input)
    {
        var definition = new StreamDefinition
        {
            LocalStreamNames = [input.Name],
            TargetFolder = _folder.Join(folder),
            GroupName = "film",
            ChunkLength = 1,
            IsLive = false,
        };
        MssStream stream = _engine.Start(definition with { Inputs = [input] })[0];
        Assert.True(_engine.WaitForEnd(stream.Id, TimeSpan.FromSeconds(60), default));
        return definition;
    }

    // Six seconds of two renditions and two languages, at the time of the clock.
    private TestSource Live()
    {
        var source = new TestSource(_folder.Join("web/group"), "a", "b");
        long from = Day2026 / Second;
        StreamIndex[] indexes =
        [
            source.Index(Contents.Video, from, 6, s_small, s_large),
            source.Index(Contents.Audio, from, 6, TestSource.Stereo),
            source.Index(Contents.Sound("fra"), from, 6, TestSource.Stereo),
        ];
        Array.ForEach(indexes, index => source.Store(index));
        source.Write("manifest.ismc", true, indexes);
        return source;
    }

    private MssExport Export(ExportDefinition definition) =>
        new MssEngine(TimeProvider.System).Export(definition with { Destination = _folder.Join("out") }, (_, _) => { }, default);

    private MssException Fails(ExportDefinition definition) => Assert.Throws<MssException>(() => Export(definition));
}

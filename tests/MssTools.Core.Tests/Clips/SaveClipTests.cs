using System.Security.Cryptography;
using MssTools.Core.Manifests;
using MssTools.Core.Media;
using MssTools.Core.Stored;
using Xunit;

namespace MssTools.Core.Tests.Clips;

public sealed class SaveClipTests : IDisposable
{
    private const long Day2026 = 17_700_000_000_000_000; // 100 ns ticks after 1970
    private const long Second = TestSource.Second;

    private static readonly string s_file = GoldenFiles.PathOf("inputs", "mp4", "bframes.mp4");
    private static readonly Content s_french = Contents.Sound("fra");

    private readonly TemporaryFolder _folder = new();
    private readonly MssEngine _engine = new(TimeProvider.System);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Whole_Recording_IsTheSameBytes(bool keepTime)
    {
        StreamDefinition recording = Record();

        MssClip clip = Save(new ClipDefinition { Source = recording.GroupFolder, KeepTime = keepTime });

        Assert.Equal(Hashes(recording.GroupFolder), Hashes(_folder.Join("clips", "film")));
        Assert.Equal((6, keepTime ? 6 : 0, "film", TimeSpan.Zero, (DateTimeOffset?)null), (
            clip.FragmentCount, clip.LinkedFragmentCount, clip.GroupName, clip.Start, clip.StartTime));
        Assert.Equal(TimeSpan.FromMilliseconds(3080), clip.Duration);
        Assert.Equal(new DirectoryInfo(recording.GroupFolder).EnumerateFiles("*.fmp4", SearchOption.AllDirectories).Sum(f => f.Length), clip.Bytes);
        Assert.Equal(["video", "audio"], clip.Contents);
    }

    // Links are names of their own: the clip stays where the group goes.
    [Fact]
    public void KeepTime_SourceIsDeleted_ClipStays()
    {
        StreamDefinition recording = Record();
        string[] before = Hashes(recording.GroupFolder);
        Save(new ClipDefinition { Source = recording.ManifestPath, KeepTime = true });

        Directory.Delete(recording.GroupFolder, recursive: true);

        Assert.Equal(before, Hashes(_folder.Join("clips", "film")));
    }

    [Fact]
    public void Stretch_OfAClockGroup_BeginsAtZeroWithNumberOneAndAnnouncesNothing()
    {
        (TestSource source, _) = Live();

        MssClip clip = Save(new ClipDefinition { Source = source.Folder, Name = "c", From = Span(1.5), To = Span(4) });

        ClientManifest manifest = Manifest("c");
        Assert.Equal((false, 3 * Second), (manifest.IsLive, manifest.Duration));
        Assert.Equal(["video", "audio", "audio_fra"], manifest.StreamIndexes.Select(i => i.Name));
        Assert.Equal("fra", manifest.StreamIndexes[2].Language);
        Assert.All(manifest.StreamIndexes, i => Assert.Equal([0, Second, 2 * Second], i.Fragments.Select(f => f.Time)));
        Assert.Equal(12, clip.FragmentCount);
        Assert.Equal((TimeSpan.FromSeconds(1), DateTimeOffset.UnixEpoch.AddTicks(Day2026 + Second)), (clip.Start, clip.StartTime!.Value));
        using var bytes = new FileBytes(_folder.Join("clips/c/2000/video/10000000.fmp4"));
        StoredFragment fragment = StoredFragment.Read(bytes);
        Assert.Equal(((uint?)2, (ulong)Second, (ulong)Second), (fragment.SequenceNumber, fragment.Place!.Value.FragmentAbsoluteTime, fragment.Place.Value.FragmentDuration));
        Assert.Null(fragment.Next);
        Assert.Equal(fragment.Mdat!.Value.Offset + 8, (long)fragment.DataOffset!.Value);
        byte[] data = new byte[fragment.Samples[0].Size];
        bytes.Read(fragment.Samples[0].Offset, data);
        Assert.Equal([.. TestSource.Plain, unchecked((byte)2000), unchecked((byte)(Day2026 / Second + 2))], data);
        Assert.Empty(clip.Warnings);
    }

    // What the others announce is in the clip; they are links.
    [Fact]
    public void KeepTime_LiveGroup_LastOnesAnnounceNothingMore()
    {
        (TestSource source, _) = Live();

        MssClip clip = Save(new ClipDefinition { Source = source.Folder, Name = "c", Last = TimeSpan.FromSeconds(4), KeepTime = true });

        Assert.Equal((16, 8), (clip.FragmentCount, clip.LinkedFragmentCount));
        Assert.Equal(Day2026 + 2 * Second, Manifest("c").StreamIndexes[0].Fragments[0].Time);
        Assert.Equal([2, 2, 1, 0], Enumerable.Range(2, 4).Select(i =>
        {
            using var bytes = new FileBytes(_folder.Join($"clips/c/1000/video/{Day2026 + i * Second}.fmp4"));
            StoredFragment fragment = StoredFragment.Read(bytes);
            Assert.Equal((ulong)(Day2026 + i * Second), fragment.Place!.Value.FragmentAbsoluteTime);
            return fragment.Next?.Entries.Count ?? 0;
        }));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void FragmentIsGone_NothingIsLeftAndItIsNamed(bool keepTime)
    {
        (TestSource source, StreamIndex video) = Live();
        string gone = Path.Join(source.Folder, source.Layout.PathOf(Contents.Video, 2000, video.Fragments[3].Time));
        File.Delete(gone);

        MssException failure = Fails(new ClipDefinition { Source = source.Folder, KeepTime = keepTime });

        Assert.Equal(MssError.NotFound, failure.Code);
        Assert.Contains($"'{gone}' is gone, 00:00:03 behind", failure.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.Join("clips")));
    }

    [Fact]
    public void Cancelled_NothingIsLeftButWhatWasThere()
    {
        (TestSource source, _) = Live();
        _folder.Add("clips/group/notes.txt");
        using var stop = new CancellationTokenSource();

        Assert.Throws<OperationCanceledException>(() => _engine.SaveClip(
            new ClipDefinition { Source = source.Folder, TargetFolder = _folder.Join("clips") },
            (done, _) =>
            {
                if (done == 5)
                {
                    Assert.Equal(6, Directory.GetFiles(_folder.Join("clips"), "*", SearchOption.AllDirectories).Length - 1); // lock and notes
                    stop.Cancel();
                }
            },
            stop.Token));

        Assert.Equal(["notes.txt"], Directory.EnumerateFileSystemEntries(_folder.Join("clips/group")).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("clips/group/manifest.ismc")]
    [InlineData("clips/group/manifest_0.ismc")]
    [InlineData("clips/group/5/video/1.fmp4")]
    public void FolderHoldsAGroup_ExistsAlreadyAndStaysAsItIs(string file)
    {
        (TestSource source, _) = Live();
        _folder.Add(file);
        IReadOnlyList<string> before = _folder.List();

        Assert.Equal(MssError.AlreadyExists, Fails(new ClipDefinition { Source = source.Folder }).Code);

        Assert.Equal(before, _folder.List());
    }

    [Fact]
    public void FolderOfAnotherGroup_IsInvalidTarget()
    {
        (TestSource source, _) = Live();

        Assert.Equal(MssError.InvalidTarget, Fails(new ClipDefinition { Source = source.Folder }, "web/group").Code);
    }

    [Fact]
    public void FolderOfARunningGroup_IsInUse()
    {
        (TestSource source, _) = Live();
        _engine.Start(
            new StreamDefinition
            {
                LocalStreamNames = ["a"],
                Inputs = [new LocalStreamDefinition { Name = "a", Source = _folder.Join("later.mp4") }],
                TargetFolder = _folder.Join("clips"),
                GroupName = "group",
            });
        try
        {
            Assert.Equal(MssError.GroupInUse, Fails(new ClipDefinition { Source = source.Folder }).Code);
        }
        finally
        {
            _engine.Shutdown();
        }
    }

    [Theory]
    [InlineData("1", "1", null, MssError.InvalidSetting)]
    [InlineData("3", "2", null, MssError.InvalidSetting)]
    [InlineData("6", null, null, MssError.NotFound)]
    [InlineData(null, "0", null, MssError.NotFound)]
    [InlineData(null, null, "0", MssError.InvalidSetting)]
    [InlineData(null, null, "-1", MssError.InvalidSetting)]
    [InlineData("922337203685", null, null, MssError.NotFound)]
    public void TimesWithoutAFragment_AreRefused(string? from, string? to, string? last, MssError expected)
    {
        (TestSource source, _) = Live();
        var definition = new ClipDefinition
        {
            Source = source.Folder,
            From = from is null ? null : Span(Number(from)),
            To = to is null ? null : Span(Number(to)),
            Last = last is null ? null : TimeSpan.FromSeconds(Number(last)),
        };

        Assert.Equal(expected, Fails(definition).Code);
        Assert.False(Directory.Exists(_folder.Join("clips")));
    }

    [Theory]
    [InlineData(0, 1, 0, 1)]
    [InlineData(0.999, 1.001, 0, 2)]
    [InlineData(1, 2, 1, 1)]
    [InlineData(5.5, 99, 5, 1)]
    [InlineData(-5, 1, 0, 1)]
    public void FromAndTo_TakeTheFragmentsThatHoldThem(double from, double to, int first, int count)
    {
        (TestSource source, _) = Live();

        Save(new ClipDefinition { Source = source.Folder, Name = "c", From = Span(from), To = Span(to), KeepTime = true });
        Save(new ClipDefinition { Source = source.Folder, Name = "d", From = At(from), To = At(to), KeepTime = true });

        Assert.Equal(Enumerable.Range(first, count).Select(i => Day2026 + i * Second), Manifest("c").StreamIndexes[0].Fragments.Select(f => f.Time));
        Assert.Equal(Hashes(_folder.Join("clips", "c")), Hashes(_folder.Join("clips", "d")));
    }

    [Fact]
    public void LongerThanTheGroup_TakesAllAndSaysSo()
    {
        (TestSource source, _) = Live();

        Assert.Contains("begins at", Assert.Single(Save(new ClipDefinition { Source = source.Folder, Name = "c", Last = TimeSpan.MaxValue }).Warnings), StringComparison.Ordinal);
        Assert.Contains("ends at", Assert.Single(Save(new ClipDefinition { Source = source.Folder, Name = "d", To = Span(99) }).Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void TimeOfDay_OfARecording_IsInvalid()
    {
        MssException failure = Fails(new ClipDefinition { Source = Record().GroupFolder, From = new ClipTime(DateTimeOffset.UnixEpoch.AddDays(20_000)) });

        Assert.Equal(MssError.InvalidSetting, failure.Code);
        Assert.Contains("count from zero", failure.Message, StringComparison.Ordinal);
    }

    // Sound is cut at the frame nearest to the picture's cut.
    [Fact]
    public void SoundBesideItsPictures_GoesWithThem()
    {
        var source = new TestSource(_folder.Join("web/group"), "a");
        StreamIndex video = source.Index(Contents.Video, 0, 3, TestSource.Small);
        StreamIndex audio = source.Index(Contents.Audio, 0, 3, TestSource.Stereo) with
        {
            Fragments = [new(10_000, Second), new(Second + 10_000, Second - 20_000), new(2 * Second - 10_000, Second)],
        };
        source.Store(video);
        source.Store(audio);
        source.Write("manifest.ismc", false, video, audio);

        Save(new ClipDefinition { Source = source.Folder, Name = "c", From = Span(2) });

        Assert.Equal([(10_000L, Second), (0, Second)], Manifest("c").StreamIndexes.Select(i => (i.Fragments[0].Time, i.Fragments[0].Duration)));
        Assert.Equal(["clips/c/a/audio/1000/0.fmp4", "clips/c/a/video/1000/10000.fmp4", "clips/c/manifest.ismc"], _folder.List().Where(f => f.StartsWith("clips", StringComparison.Ordinal)));
    }

    [Fact]
    public void NameThatIsNone_IsInvalid()
    {
        (TestSource source, _) = Live();

        Assert.Equal(MssError.InvalidSetting, Fails(new ClipDefinition { Source = source.Folder, Name = "../up" }).Code);
    }

    [Fact]
    public void ManifestSaysAnotherTimeThanTheFragment_IsMalformed()
    {
        (TestSource source, StreamIndex video) = Live();
        string[] paths = [.. video.Fragments.Take(2).Select(f => Path.Join(source.Folder, source.Layout.PathOf(Contents.Video, 1000, f.Time)))];
        File.Copy(paths[0], paths[1], overwrite: true);

        MssException failure = Fails(new ClipDefinition { Source = source.Folder });

        Assert.Equal(MssError.MalformedInput, failure.Code);
        Assert.Contains(paths[1], failure.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.Join("clips")));
    }

    [Fact]
    public void OtherLayout_IsUnsupported()
    {
        var source = new TestSource(_folder.Join("web/group"), "a");
        source.Write("manifest.ismc", false, source.Index(Contents.Video, 0, 2, TestSource.Small) with { Url = "QualityLevels({bitrate})/Fragments(video={start time})" });

        Assert.Equal(MssError.Unsupported, Fails(new ClipDefinition { Source = source.Folder }).Code);
    }

    [Theory]
    [InlineData(0, 1.5, 1, 0, "AA")]
    [InlineData(2, 4, 1, 0, "BB")]
    [InlineData(0.5, 2.5, 3, 2, "AA")]
    public void ChangeOfConfiguration_ListsWhatItPlaysAndPartsBeside(double from, double to, int fragments, int parts, string first)
    {
        TestSource source = Changed(TestSource.WithSets, TestSource.Stereo);

        MssClip clip = Save(new ClipDefinition { Source = source.Folder, Name = "c", From = Span(from), To = Span(to) });

        ClientManifest manifest = Manifest("c");
        Assert.Equal(fragments == 1 ? 2 : 3, manifest.StreamIndexes[0].Fragments.Count);
        Assert.EndsWith(first, Convert.ToHexString(manifest.StreamIndexes[0].QualityLevels[0].Config.PrivateData.Span), StringComparison.Ordinal);
        Assert.Equal(parts, clip.Parts.Count);
        Assert.Equal(parts == 0 ? 0 : 1, clip.Warnings.Count);
        if (parts > 0)
        {
            Assert.Equal(["manifest_0.ismc", "manifest_20000000.ismc"], clip.Parts.Select(Path.GetFileName));
            ClientManifest second = ClientManifestReader.Read(clip.Parts[1]).ToModel("");
            Assert.Equal((2 * Second, 2), (second.StreamIndexes[0].Fragments[0].Time, second.StreamIndexes.Count));
            Assert.EndsWith("BB", Convert.ToHexString(second.StreamIndexes[0].QualityLevels[0].Config.PrivateData.Span), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public void ChangeThatNoManifestCanList_IsRefusedWithItsTime(bool carriesSets, bool sameSound)
    {
        TestSource source = Changed(carriesSets ? TestSource.WithSets : TestSource.Plain, sameSound ? TestSource.Stereo : TestSource.Mono);

        MssException failure = Fails(new ClipDefinition { Source = source.Folder });

        Assert.Equal(MssError.Unsupported, failure.Code);
        Assert.Contains("From 00:00:02 ", failure.Message, StringComparison.Ordinal);
        Assert.Contains("-To 00:00:02", failure.RecommendedAction, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.Join("clips")));
    }

    [Theory]
    [InlineData("0:01:30", 90.0, null)]
    [InlineData("1.00:00:00.5", 86400.5, null)]
    [InlineData("2026-11-28T20:15:00Z", null, "2026-11-28T20:15:00.0000000+00:00")]
    [InlineData("2026-11-28T20:15:00+02:00", null, "2026-11-28T20:15:00.0000000+02:00")]
    [InlineData("30", null, null)]
    [InlineData("now", null, null)]
    [InlineData("", null, null)]
    public void ClipTime_Parse_TellsLengthsFromTimes(string text, double? seconds, string? moment)
    {
        if (seconds is null && moment is null)
        {
            Assert.Throws<FormatException>(() => ClipTime.Parse(text));
            return;
        }

        var time = ClipTime.Parse(text);
        Assert.Equal(seconds, time.Offset?.TotalSeconds);
        Assert.Equal(moment, time.Moment is null ? null : time.ToString());
    }

    public void Dispose() => _folder.Dispose();

    private static double Number(string text) => double.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static ClipTime Span(double seconds) => new(TimeSpan.FromSeconds(seconds));

    private static ClipTime At(double seconds) => new(DateTimeOffset.UnixEpoch.AddTicks(Day2026).AddSeconds(seconds));

    private static string[] Hashes(string folder) => [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Where(f => !TemporaryFolder.IsEpoch(f))
        .Order(StringComparer.Ordinal)
        .Select(f => Path.GetRelativePath(folder, f) + Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(f))))];

    private StreamDefinition Record()
    {
        var definition = new StreamDefinition
        {
            LocalStreamNames = ["a"],
            TargetFolder = _folder.Join("web"),
            GroupName = "film",
            ChunkLength = 1,
            IsLive = false,
        };
        MssStream stream = _engine.Start(definition with { Inputs = [new LocalStreamDefinition { Name = "a", Source = s_file }] })[0];
        Assert.True(_engine.WaitForEnd(stream.Id, TimeSpan.FromSeconds(60), default));
        return definition;
    }

    // Six seconds of two renditions and two languages, at the time of the clock.
    private (TestSource Source, StreamIndex Video) Live()
    {
        var source = new TestSource(_folder.Join("web/group"), "a", "b");
        long from = Day2026 / Second;
        StreamIndex[] indexes =
        [
            source.Index(Contents.Video, from, 6, TestSource.Small, TestSource.Large),
            source.Index(Contents.Audio, from, 6, TestSource.Stereo),
            source.Index(s_french, from, 6, TestSource.Stereo),
        ];
        Array.ForEach(indexes, index => source.Store(index));
        source.Write("manifest.ismc", true, indexes);
        return (source, indexes[0]);
    }

    // Two seconds of one configuration in a part, two of another one in the live manifest.
    private TestSource Changed(byte[] later, AudioConfig sound)
    {
        var source = new TestSource(_folder.Join("web/group"), "a");
        StreamIndex[] before = [source.Index(Contents.Video, 0, 2, TestSource.Small), source.Index(Contents.Audio, 0, 2, TestSource.Stereo)];
        StreamIndex[] after = [source.Index(Contents.Video, 2, 2, TestSource.Large), source.Index(Contents.Audio, 2, 2, sound)];
        Array.ForEach([.. before, after[1]], index => source.Store(index));
        source.Store(after[0], later);
        source.Write("manifest_0.ismc", false, before);
        source.Write("manifest.ismc", true, after);
        return source;
    }

    private ClientManifest Manifest(string name) => ClientManifestReader.Read(_folder.Join("clips", name, "manifest.ismc")).ToModel("");

    private MssClip Save(ClipDefinition definition) =>
        _engine.SaveClip(definition with { TargetFolder = _folder.Join("clips") }, (_, _) => { }, default);

    private MssException Fails(ClipDefinition definition, string target = "clips") => Assert.Throws<MssException>(
        () => _engine.SaveClip(definition with { TargetFolder = _folder.Join(target) }, (_, _) => { }, default));
}

using System.Text;
using System.Xml.Linq;
using MssTools.Core.Manifests;
using MssTools.Core.Media;
using MssTools.Core.Tests.Clips;
using Xunit;

namespace MssTools.Core.Tests.Repairs;

public sealed class RepairGroupTests : RepairTest
{
    private const long Second = TestSource.Second;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void SoundGroup_ChangesNothingAndSaysSo(int renditions)
    {
        Record(renditions);
        string[] before = Files();
        DateTime written = File.GetLastWriteTimeUtc(ManifestPath);

        MssRepair repair = Repair();

        Assert.Equal((false, false, null, 0L), (repair.IsNeeded, repair.IsChanged, repair.KeptAside, repair.LeftOutCount));
        Assert.Empty(repair.Changes);
        Assert.Empty(repair.Unmended);
        Assert.All(repair.Tracks, track => Assert.Equal((track.ListedBefore, 0, 0), (track.FragmentCount, track.Added, track.Removed)));
        Assert.Equal(renditions * 2, repair.Tracks.Count);
        Assert.Equal(before, Files());
        Assert.Equal(written, File.GetLastWriteTimeUtc(ManifestPath));
    }

    // The law: what another manifest of the group tells, and the fragments that are there, make the manifest that was there.
    [Theory]
    [InlineData(1, null)]
    [InlineData(2, null)]
    [InlineData(1, "")]
    [InlineData(2, "<SmoothStreamingMedia")]
    [InlineData(2, "\0\0\0\0")]
    [InlineData(1, "<html/>")]
    public void LostManifest_FromItsCopy_IsTheSameBytes(int renditions, string? left)
    {
        Record(renditions);
        byte[] original = File.ReadAllBytes(ManifestPath);
        string copy = Folder.Join("copy.ismc");
        File.Move(ManifestPath, copy);
        if (left is not null)
        {
            File.WriteAllText(ManifestPath, left);
        }

        MssRepair repair = Repair(from: copy);

        Assert.Equal(original, File.ReadAllBytes(ManifestPath));
        Assert.True(repair.IsChanged);
        Assert.Equal([copy], repair.Sources);
        Assert.Equal(left is { Length: > 0 } ? ManifestPath + ".replaced" : null, repair.KeptAside);
        Assert.False(Repair(from: copy).IsNeeded);
        Assert.False(Repair().IsNeeded);
    }

    // Pictures that carry their parameter sets tell everything.
    [Fact]
    public void LostManifest_OfPicturesWithParameterSets_IsDerivedByteForByte()
    {
        Record(1, GoldenFiles.PathOf("inputs", "video-only.m2ts"));
        byte[] original = File.ReadAllBytes(ManifestPath);
        File.Delete(ManifestPath);

        MssRepair repair = Repair();

        Assert.Equal(original, File.ReadAllBytes(ManifestPath));
        Assert.Equal([Group], repair.Sources);
        Assert.Empty(repair.Unmended);
    }

    [Theory]
    [InlineData("bframes.mp4")]
    [InlineData("audio.m4a")]
    public void LostManifest_WhereNothingTellsTheCodec_IsRefusedAndNothingIsWritten(string input)
    {
        Record(1, GoldenFiles.PathOf("inputs", "mp4", input));
        File.Delete(ManifestPath);
        string[] before = Files();

        MssException failure = Assert.Throws<MssException>(() => Repair());

        Assert.Equal(MssError.NotFound, failure.Code);
        Assert.Contains("-From", failure.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal(before, Files());
    }

    // A manifest that was cut off has its first elements; the others come from its copy.
    [Fact]
    public void CutManifest_WithACopy_IsTheSameBytes()
    {
        Record(2);
        byte[] original = File.ReadAllBytes(ManifestPath);
        File.Copy(ManifestPath, ManifestPath + ".replaced");
        for (int length = 0; length < original.Length - 1; length += original.Length / 7)
        {
            File.WriteAllBytes(ManifestPath, original[..length]);

            MssRepair repair = Repair();

            Assert.True(repair.IsChanged);
            Assert.Equal(original, File.ReadAllBytes(ManifestPath));
        }
    }

    // Behind the last QualityLevel there is nothing that fragments do not tell.
    [Fact]
    public void CutManifest_BehindItsSettings_NeedsNoCopy()
    {
        Record(1);
        byte[] original = File.ReadAllBytes(ManifestPath);
        int behind = Encoding.UTF8.GetString(original).LastIndexOf("<c ", StringComparison.Ordinal);
        File.WriteAllBytes(ManifestPath, original[..behind]);

        Repair();

        Assert.Equal(original, File.ReadAllBytes(ManifestPath));
        Assert.Equal(original[..behind], File.ReadAllBytes(ManifestPath + ".replaced"));
    }

    // A player that switches must find what the manifest offers.
    [Theory]
    [InlineData(1000, 2000)]
    [InlineData(2000, 1000)]
    public void MissingInOneRendition_IsListedOfNoneAndNamed(int missing, int other)
    {
        TestSource source = Stored(out _, out _);
        File.Delete(PathOf(source, Contents.Video, missing, 2));

        MssRepair repair = Repair();

        Assert.Equal([0, 1, 3, 4, 5], Listed("video").Select(f => f.Time / Second));
        Assert.All(Listed("video"), f => Assert.Equal(Second, f.Duration));
        Assert.Equal(6, Listed("audio").Count);
        Assert.Equal(2, repair.LeftOutCount);
        Assert.Contains(repair.LeftOut, left => left.Track == $"video {missing}" && left.Reason == "there is no such file" && left.Time == TimeSpan.FromSeconds(2));
        Assert.Contains(repair.LeftOut, left => left.Track == $"video {other}" && left.Reason == $"'video {missing}' has none at this time");
        Assert.True(File.Exists(PathOf(source, Contents.Video, other, 2)));
    }

    // What an earlier run of another cut left lies across what is listed.
    [Fact]
    public void FragmentsOfAnotherCut_AreLeftOut()
    {
        TestSource source = Stored(out StreamIndex video, out _);
        source.Store(video with { Fragments = [new FragmentTime(Second / 2, Second), new FragmentTime(5 * Second / 2, Second)] });
        byte[] before = File.ReadAllBytes(ManifestPath);

        MssRepair repair = Repair();

        Assert.False(repair.IsNeeded);
        Assert.Equal(before, File.ReadAllBytes(ManifestPath));
        Assert.Equal(4, repair.LeftOutCount);
        Assert.Contains(repair.LeftOut, left => left.Reason == "it lies across the one at 0");
    }

    // Manifests of other packagers are in other encodings, too.
    [Fact]
    public void ManifestInUtf16_IsRead()
    {
        TestSource source = Stored(out _, out _);
        File.WriteAllText(ManifestPath, File.ReadAllText(ManifestPath).Replace("utf-8", "utf-16", StringComparison.Ordinal), Encoding.Unicode);
        File.Delete(PathOf(source, Contents.Audio, 1000, 5));

        Assert.True(Repair().IsChanged);

        Assert.Equal((6, 5), (Listed("video").Count, Listed("audio").Count));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(60)]
    [InlineData(-1)]
    public void TruncatedFragment_IsLeftOutAndStays(int length)
    {
        TestSource source = Stored(out _, out _);
        string path = PathOf(source, Contents.Audio, 1000, 5);
        byte[] bytes = File.ReadAllBytes(path);
        File.WriteAllBytes(path, length < 0 ? bytes[..^1] : bytes[..length]);

        MssRepair repair = Repair();

        Assert.Equal(5, Listed("audio").Count);
        Assert.Equal(6, Listed("video").Count);
        MssLeftOut left = Assert.Single(repair.LeftOut);
        Assert.Equal(("audio 1000", "a/audio/1000/50000000.fmp4"), (left.Track, left.Path));
        Assert.True(File.Exists(path));
    }

    [Fact]
    public void FragmentOfAnotherTime_IsLeftOut()
    {
        TestSource source = Stored(out _, out _);
        File.Copy(PathOf(source, Contents.Audio, 1000, 0), PathOf(source, Contents.Audio, 1000, 3), overwrite: true);

        Assert.Equal("its tfxd says 0, and its name 30000000", Assert.Single(Repair().LeftOut).Reason);
    }

    [Fact]
    public void RenditionThatLacksMost_IsListedNoMore()
    {
        TestSource source = Stored(out _, out _);
        for (int i = 1; i < 6; i++)
        {
            File.Delete(PathOf(source, Contents.Video, 1000, i));
        }

        MssRepair repair = Repair();

        Assert.Equal([2000], ClientManifestReader.Read(ManifestPath).StreamIndexes[0].Levels.Select(level => level.Bitrate));
        Assert.Equal("0", ClientManifestReader.Read(ManifestPath).StreamIndexes[0].Levels[0].Element.Text("Index"));
        Assert.Equal(6, Listed("video").Count);
        Assert.Contains("'video 1000' is listed no more: it lacks most of what another rendition has.", repair.Changes);
        Assert.Contains(repair.Tracks, track => track is { Name: "video 1000", FragmentCount: 0, Removed: 6, Start: null });
    }

    // Nothing that another packager says may get lost, known or not.
    [Fact]
    public void ForeignManifest_KeepsWhatItSays()
    {
        TestSource source = Stored(out _, out _);
        XElement root = XElement.Load(ManifestPath);
        root.AddFirst(new XElement("Protection", new XElement("ProtectionHeader", new XAttribute("SystemID", "9a04f079-9840-4286-ab92-e65be0885f95"), "AAEC")));
        XElement index = root.Elements("StreamIndex").First();
        index.SetAttributeValue("Subtype", "x");
        index.Elements("QualityLevel").First().Add(new XElement("CustomAttributes", new XElement("Attribute", new XAttribute("Name", "a"), new XAttribute("Value", "b&<"))));
        root.Add(XElement.Parse("<StreamIndex Type='text' Name='cues' Url='' ManifestOutput='TRUE'><QualityLevel Index='0' Bitrate='1' /><c t='5'><f>QQ==</f></c></StreamIndex>"));
        root.Save(ManifestPath);
        File.Delete(PathOf(source, Contents.Audio, 1000, 5));

        Repair();

        PublishedManifest manifest = ClientManifestReader.Read(ManifestPath);
        Assert.Equal("AAEC", Assert.Single(manifest.Protection).Content);
        Assert.Equal("x", manifest.StreamIndexes[0].Element.Text("Subtype"));
        Assert.Equal("a=b&<", manifest.StreamIndexes[0].Levels[0].CustomText);
        Assert.Equal((1, 5L), (manifest.StreamIndexes[2].Count, manifest.StreamIndexes[2].Start));
        Assert.Contains("QQ==", File.ReadAllText(ManifestPath), StringComparison.Ordinal);
        Assert.Equal(5, manifest.StreamIndexes[1].Count);
    }

    // The live manifest of a packager that is gone has players wait for ever.
    [Fact]
    public void CrashedLiveGroup_BecomesARecordingOfWhatIsThere()
    {
        var source = new TestSource(Group, "a");
        StreamIndex video = source.Index(Contents.Video, 100, 10, TestSource.Small, TestSource.Small);
        source.Store(video);
        source.Write("manifest.ismc", true, video with { Fragments = [.. video.Fragments.Skip(3).Take(5)] });

        MssRepair repair = Repair();

        ClientManifest manifest = ClientManifestReader.Read(ManifestPath).ToModel("");
        Assert.Equal((false, 7 * Second), (manifest.IsLive, manifest.Duration));
        Assert.Equal(Enumerable.Range(103, 7), manifest.StreamIndexes[0].Fragments.Select(f => (int)(f.Time / Second)));
        Assert.DoesNotContain("DVRWindowLength", File.ReadAllText(ManifestPath), StringComparison.Ordinal);
        Assert.Equal(6, repair.LeftOutCount); // three of two renditions have left the window
        Assert.All(repair.LeftOut, left => Assert.Equal("it lies before the beginning of the group, as its manifest has it", left.Reason));
        Assert.Contains(repair.Changes, change => change.StartsWith("It is a recording now: without IsLive, ", StringComparison.Ordinal));
    }

    // A live manifest lists the latest configuration, its parts the others.
    [Fact]
    public void CrashedLiveGroup_WithParts_ListsAllUnderTheFirstConfiguration()
    {
        var source = new TestSource(Group, "a");
        StreamIndex first = source.Index(Contents.Video, 0, 2, TestSource.Small);
        StreamIndex second = source.Index(Contents.Video, 2, 2, TestSource.Large);
        source.Store(first);
        source.Store(second, TestSource.WithSets);
        source.Write("manifest_0.ismc", false, first);
        source.Write("manifest.ismc", true, second);

        Repair();

        StreamIndex index = ClientManifestReader.Read(ManifestPath).ToModel("").StreamIndexes[0];
        Assert.Equal([0, 1, 2, 3], index.Fragments.Select(f => f.Time / Second));
        Assert.True(index.QualityLevels[0].Config.PrivateData.Span.SequenceEqual(TestSource.Small.PrivateData.Span));
    }

    [Fact]
    public void GroupThatIsWritten_IsInUse()
    {
        Stored(out _, out _);
        using var file = new FileStream(Path.Join(Group, ".manifest.ismc.lock"), FileMode.Create, FileAccess.ReadWrite, FileShare.None);

        Assert.Equal(MssError.GroupInUse, Assert.Throws<MssException>(() => Repair()).Code);
    }

    [Fact]
    public void ForeignLiveGroup_ThatWasJustWritten_NeedsForce()
    {
        Directory.CreateDirectory(Path.Join(Group, "QualityLevels(1000)"));
        var source = new TestSource(Group, "a");
        StreamIndex video = source.Index(Contents.Video, 0, 3, TestSource.Small) with { Url = "QualityLevels({bitrate})/Fragments(video={start time})" };
        source.Store(video);
        foreach (string path in Directory.EnumerateFiles(Path.Join(Group, "a/video/1000")))
        {
            File.Move(path, Path.Join(Group, $"QualityLevels(1000)/Fragments(video={Path.GetFileNameWithoutExtension(path)})"));
        }

        source.Write("Manifest", true, video);

        Assert.Equal(MssError.GroupInUse, Assert.Throws<MssException>(() => Repair()).Code);
        Assert.True(Repair(force: true).IsChanged);
        Assert.Equal(["Manifest", "Manifest.replaced"], Directory.EnumerateFiles(Group).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void NotWanted_NothingIsChanged()
    {
        TestSource source = Stored(out _, out _);
        File.Delete(PathOf(source, Contents.Audio, 1000, 5));
        string[] before = Files();
        MssRepair? asked = null;

        MssRepair repair = Engine.Repair(new RepairDefinition { Path = Group }, planned => (asked = planned) is null, (_, _) => { }, default);

        Assert.Equal((true, false, null), (repair.IsNeeded, repair.IsChanged, repair.KeptAside));
        Assert.Equal((ManifestPath + ".replaced", false), (asked!.KeptAside, asked.IsChanged));
        Assert.Equal(before, Files());
    }

    [Fact]
    public void OldManifests_AreNeverLost()
    {
        TestSource source = Stored(out _, out _);
        byte[] first = File.ReadAllBytes(ManifestPath);
        File.Delete(PathOf(source, Contents.Audio, 1000, 5));
        Assert.Equal(ManifestPath + ".replaced", Repair().KeptAside);
        byte[] second = File.ReadAllBytes(ManifestPath);
        File.Delete(PathOf(source, Contents.Audio, 1000, 4));
        Assert.Equal(ManifestPath + ".replaced2", Repair().KeptAside);

        Assert.Equal(first, File.ReadAllBytes(ManifestPath + ".replaced"));
        Assert.Equal(second, File.ReadAllBytes(ManifestPath + ".replaced2"));
    }

    // The copy is stored before the manifest is replaced: where it cannot be, everything is as it was.
    [Fact]
    public void CopyCannotBeStored_OldManifestStays()
    {
        TestSource source = Stored(out _, out _);
        byte[] before = File.ReadAllBytes(ManifestPath);
        File.Delete(PathOf(source, Contents.Audio, 1000, 5));
        Directory.CreateDirectory(Path.Join(Group, ".manifest.ismc.replaced.partial"));

        Assert.Equal(MssError.SinkFailed, Assert.Throws<MssException>(() => Repair()).Code);

        Assert.Equal(before, File.ReadAllBytes(ManifestPath));
    }

    [Theory]
    [InlineData("nothing here", MssError.NoMedia)]
    [InlineData(null, MssError.NotFound)]
    public void NoGroup_IsRefused(string? file, MssError expected)
    {
        if (file is not null)
        {
            Folder.Add("web/film/notes.txt", file);
        }

        Assert.Equal(expected, Assert.Throws<MssException>(() => Repair()).Code);
        Assert.DoesNotContain("web/film/manifest.ismc", Folder.List());
    }

    [Fact]
    public void ManifestOfAPart_IsRefused()
    {
        Stored(out _, out _);
        File.Copy(ManifestPath, Path.Join(Group, "manifest_0.ismc"));

        MssException failure = Assert.Throws<MssException>(() => Engine.Repair(
            new RepairDefinition { Path = Path.Join(Group, "manifest_0.ismc") }, _ => true, (_, _) => { }, default));

        Assert.Equal(MssError.InvalidSetting, failure.Code);
    }

    // The parts of a group are no other group: where the manifest is lost, they tell what it was.
    [Fact]
    public void LostManifest_BesideItsParts_IsMadeOfThem()
    {
        var source = new TestSource(Group, "a");
        StreamIndex video = source.Index(Contents.Video, 0, 4, TestSource.Small);
        source.Store(video);
        source.Write("manifest.ismc", false, video);
        byte[] original = File.ReadAllBytes(ManifestPath);
        File.Delete(ManifestPath);
        source.Write("manifest_0.ismc", false, video with { Fragments = [.. video.Fragments.Take(2)] });

        Repair();

        Assert.Equal(original, File.ReadAllBytes(ManifestPath));
    }

    [Fact]
    public void From_TheGroupItself_OrABrokenOne_IsRefused()
    {
        Stored(out _, out _);

        Assert.Equal(MssError.InvalidSetting, Assert.Throws<MssException>(() => Repair(from: Group)).Code);
        Assert.Equal(MssError.MalformedInput, Assert.Throws<MssException>(() => Repair(from: Folder.Add("other.ismc"))).Code);
        Assert.Equal(MssError.NotFound, Assert.Throws<MssException>(() => Repair(from: Folder.Join("no.ismc"))).Code);
    }

    // Codec data that no decoder takes are replaced where another manifest has them.
    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("zz")]
    public void UnusableCodecData_AreTakenFromACopy(string broken)
    {
        Record(1);
        byte[] original = File.ReadAllBytes(ManifestPath);
        File.Copy(ManifestPath, ManifestPath + ".replaced");
        XElement root = XElement.Load(ManifestPath);
        root.Elements("StreamIndex").First().Element("QualityLevel")!.SetAttributeValue("CodecPrivateData", broken);
        root.Save(ManifestPath);

        MssRepair repair = Repair();

        Assert.Equal(original, File.ReadAllBytes(ManifestPath));
        Assert.Contains(repair.Changes, change => change.Contains("is to be decoded is taken from", StringComparison.Ordinal));
    }

    [Fact]
    public void Resume_GoesOnAfterARepair()
    {
        var definition = new StreamDefinition
        {
            LocalStreamNames = ["a"],
            Inputs = [new LocalStreamDefinition { Name = "a", Source = GoldenFiles.PathOf("inputs", "mp4", "bframes.mp4") }],
            TargetFolder = Folder.Join("web"),
            GroupName = "film",
            ChunkLength = 1,
            IsLive = true,
            PlaylistType = PlaylistType.Appending,
        };
        Assert.True(Engine.WaitForEnd(Engine.Start(definition)[0].Id, TimeSpan.FromSeconds(60), default));
        int before = Listed("video").Count;
        XElement root = XElement.Load(ManifestPath); // as a crash leaves it: live, without the last one
        root.SetAttributeValue("IsLive", "TRUE");
        root.SetAttributeValue("Duration", 0);
        foreach (XElement index in root.Elements("StreamIndex"))
        {
            index.Elements("c").Last().Remove();
        }

        root.Save(ManifestPath);

        Assert.True(Repair().IsChanged);

        Assert.Equal(before, Listed("video").Count);
        Assert.True(Engine.WaitForEnd(Engine.Start(definition with { Resume = true })[0].Id, TimeSpan.FromSeconds(60), default));
        Assert.Equal(2 * before, Listed("video").Count);
        Assert.False(Repair().IsNeeded);
    }

    private void Record(int renditions, string? input = null) => RecordedGroup.Make(Engine, Folder.Join("web"), renditions, input);

    private TestSource Stored(out StreamIndex video, out StreamIndex audio)
    {
        var source = new TestSource(Group, "a");
        video = source.Index(Contents.Video, 0, 6, TestSource.Small, TestSource.Small);
        audio = source.Index(Contents.Audio, 0, 6, TestSource.Stereo);
        source.Store(video);
        source.Store(audio);
        source.Write("manifest.ismc", false, video, audio);
        return source;
    }

    private string PathOf(TestSource source, Content content, long bitrate, int second) => Path.Join(Group, source.Layout.PathOf(content, bitrate, second * Second));

    private IReadOnlyList<ListedFragment> Listed(string name) => ClientManifestReader.Read(ManifestPath).StreamIndexes.First(index => index.Name == name).Fragments;
}

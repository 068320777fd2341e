using MssTools.Core.Manifests;
using MssTools.Core.Tests.Clips;
using Xunit;

namespace MssTools.Core.Tests.Repairs;

/// <summary>What a repair takes for the manifest, and when it keeps its hands off the folder.</summary>
public sealed class RepairTargetTests : RepairTest
{
    // Get-ChildItem ./film -File | Repair-MSSGroup -From ./mirror/film
    [Theory]
    [InlineData("film.ism")]
    [InlineData("poster.jpg")]
    [InlineData("manifest.ismc.replaced")]
    [InlineData(".manifest.ismc.partial")]
    [InlineData("a/video/1000/0.fmp4")]
    [InlineData("manifest_0.ismc")]
    public void FileThatIsNoManifest_IsRefusedAndStays(string name)
    {
        Store("manifest.ismc");
        string copy = Folder.Join("copy.ismc");
        File.Copy(ManifestPath, copy);
        string path = Path.Join(Group, name);
        if (!File.Exists(path))
        {
            File.WriteAllText(path, "foreign");
        }

        string[] before = Files();

        MssException failure = Assert.Throws<MssException>(() => Repair(path, copy));

        Assert.Equal(MssError.InvalidSetting, failure.Code);
        Assert.Equal(before, Files());
    }

    [Fact]
    public void LostManifestOfAnotherName_IsMadeBesideItsPart()
    {
        StreamIndex video = Store("film.ismc");
        byte[] original = File.ReadAllBytes(Path.Join(Group, "film.ismc"));
        File.Delete(Path.Join(Group, "film.ismc"));
        new TestSource(Group, "a").Write("film_0.ismc", false, video with { Fragments = [.. video.Fragments.Take(2)] });
        byte[] part = File.ReadAllBytes(Path.Join(Group, "film_0.ismc"));

        Assert.Equal(MssError.InvalidSetting, Assert.Throws<MssException>(() => Repair(Path.Join(Group, "film_0.ismc"))).Code);
        Assert.Equal(Path.Join(Group, "film.ismc"), Repair(Group).ManifestPath);

        Assert.Equal(original, File.ReadAllBytes(Path.Join(Group, "film.ismc")));
        Assert.Equal(part, File.ReadAllBytes(Path.Join(Group, "film_0.ismc")));
    }

    // A number at the end of a name is no time of a part.
    [Fact]
    public void ManifestWithANumber_IsTheManifest()
    {
        Store("film_1080.ismc");
        File.Delete(Path.Join(Group, "a/video/1000/50000000.fmp4"));

        Assert.Equal(Path.Join(Group, "film_1080.ismc"), Repair(Group).ManifestPath);

        Assert.Equal(["film_1080.ismc", "film_1080.ismc.replaced"], Directory.EnumerateFiles(Group).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void NotWanted_NothingIsMadeOrTakenAway(bool hasLeftLock)
    {
        Store("manifest.ismc");
        File.Delete(ManifestPath);
        File.WriteAllText(ManifestPath, File.ReadAllText(Folder.Join("whole.ismc")).Replace("d=\"10000000\"", "d=\"20000000\"", StringComparison.Ordinal));
        if (hasLeftLock)
        {
            File.WriteAllText(Path.Join(Group, ".manifest.ismc.lock"), "");
        }

        string[] before = Files();
        string[] asked = [];

        MssRepair repair = Repair(Group, isWanted: () => (asked = Files()).Length == 0);

        Assert.Equal((true, false), (repair.IsNeeded, repair.IsChanged));
        Assert.Equal(before, asked);
        Assert.Equal(before, Files());
    }

    // Who is asked takes his time, and a packager may begin.
    [Fact]
    public void ManifestWrittenWhileAsked_IsNotReplaced()
    {
        Store("manifest.ismc");
        File.Delete(Path.Join(Group, "a/video/1000/50000000.fmp4"));

        MssException failure = Assert.Throws<MssException>(() => Repair(Group, isWanted: () =>
        {
            File.AppendAllText(ManifestPath, "\n");
            return true;
        }));

        Assert.Equal(MssError.GroupInUse, failure.Code);
        Assert.EndsWith("\n", File.ReadAllText(ManifestPath), StringComparison.Ordinal);
        Assert.Equal([ManifestPath], Directory.EnumerateFiles(Group));
    }

    // A group of another manifest name that has not written its manifest yet.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void LockOfAnotherManifest_IsInUse(bool isTakenWhileAsked)
    {
        Store("manifest.ismc");
        File.Delete(ManifestPath);
        FileStream? held = null;
        FileStream Hold() => held = new FileStream(Path.Join(Group, ".stream.ismc.lock"), FileMode.Create, FileAccess.ReadWrite, FileShare.None);
        if (!isTakenWhileAsked)
        {
            Hold();
        }

        using (held)
        {
            MssException failure = Assert.Throws<MssException>(() => Repair(Group, Folder.Join("whole.ismc"), isWanted: () => isTakenWhileAsked && Hold() is not null));

            Assert.Equal(MssError.GroupInUse, failure.Code);
            Assert.False(File.Exists(ManifestPath));
        }

        held?.Dispose();
    }

    // Folders that are no group are large.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Cancelled_TheWalkEnds(bool hasManifest)
    {
        Store("manifest.ismc");
        Directory.Delete(Path.Join(Group, "a"), recursive: true);
        Folder.Add("web/film/notes.txt");
        if (!hasManifest)
        {
            File.Delete(ManifestPath);
        }

        Assert.Throws<OperationCanceledException>(() =>
            Engine.Repair(new RepairDefinition { Path = Group }, _ => true, (_, _) => { }, new CancellationToken(canceled: true)));
    }

    private StreamIndex Store(string manifest)
    {
        var source = new TestSource(Group, "a");
        StreamIndex video = source.Index(Contents.Video, 0, 6, TestSource.Small);
        source.Store(video);
        source.Write(manifest, false, video);
        File.Copy(Path.Join(Group, manifest), Folder.Join("whole.ismc"));
        return video;
    }
}

using System.Text;
using System.Xml.Linq;
using MssTools.Core.Manifests;
using MssTools.Core.Repairs;
using MssTools.Core.Tests.Clips;
using Xunit;

namespace MssTools.Core.Tests.Repairs;

/// <summary>What a repair takes from which manifest: one wrong byte of codec data is a black screen.</summary>
public sealed class RepairSourceTests : RepairTest
{
    // OverwriteDestination leaves them; the run that they are of had other codec data under the same names and bit rates.
    [Theory]
    [InlineData("manifest.ismc.replaced")]
    [InlineData(".manifest.ismc.partial")]
    [InlineData("manifest_0.ismc")]
    public void CopyOlderThanTheFragments_TellsNoCodec(string name)
    {
        var source = new TestSource(Group, "a");
        StreamIndex audio = source.Index(Contents.Audio, 0, 6, TestSource.Stereo);
        source.Store(audio);
        source.Write(name, false, audio);
        File.SetLastWriteTimeUtc(Path.Join(Group, name), File.GetLastWriteTimeUtc(Path.Join(Group, "a/audio/1000/0.fmp4")).AddSeconds(-1));

        Assert.Equal(MssError.NotFound, Assert.Throws<MssException>(() => Repair()).Code);
        Assert.False(File.Exists(ManifestPath));

        File.SetLastWriteTimeUtc(Path.Join(Group, name), DateTime.UtcNow);
        Assert.True(Repair().IsChanged);
    }

    [Fact]
    public void CopyOfOtherTimes_TellsNoCodec()
    {
        var source = new TestSource(Group, "a");
        source.Store(source.Index(Contents.Audio, 0, 6, TestSource.Stereo));
        source.Write("manifest.ismc.replaced", false, source.Index(Contents.Audio, 100, 6, TestSource.Mono));

        Assert.Equal(MssError.NotFound, Assert.Throws<MssException>(() => Repair()).Code);
    }

    [Fact]
    public void CopyOlderThanTheFragments_MendsNoCodec()
    {
        var source = new TestSource(Group, "a");
        StreamIndex audio = source.Index(Contents.Audio, 0, 6, TestSource.Stereo);
        source.Store(audio);
        source.Write("manifest.ismc", false, audio);
        source.Write("manifest.ismc.replaced", false, source.Index(Contents.Audio, 0, 6, TestSource.Mono));
        File.SetLastWriteTimeUtc(ManifestPath + ".replaced", File.GetLastWriteTimeUtc(Path.Join(Group, "a/audio/1000/0.fmp4")).AddSeconds(-1));
        Break(0);

        Repair();

        Assert.Equal("zz", Codec(0));
    }

    // What an earlier run left of its parts is not where this one begins.
    [Fact]
    public void PartOlderThanTheFragments_IsNoneOfTheLiveGroup()
    {
        var source = new TestSource(Group, "a");
        StreamIndex video = source.Index(Contents.Video, 0, 4, TestSource.Large);
        source.Store(video);
        source.Write("manifest_0.ismc", false, source.Index(Contents.Video, 0, 2, TestSource.Small));
        File.SetLastWriteTimeUtc(Path.Join(Group, "manifest_0.ismc"), File.GetLastWriteTimeUtc(Path.Join(Group, "a/video/1000/0.fmp4")).AddSeconds(-1));
        source.Write("manifest.ismc", true, video);

        Repair();

        Assert.Equal("0000000167BB", Codec(0));
    }

    [Fact]
    public void LiveGroupWithParts_WithoutItsSound_ListsThePictures()
    {
        var source = new TestSource(Group, "a");
        StreamIndex first = source.Index(Contents.Video, 0, 2, TestSource.Small);
        StreamIndex second = source.Index(Contents.Video, 2, 2, TestSource.Large);
        StreamIndex audio = source.Index(Contents.Audio, 0, 4, TestSource.Stereo);
        source.Store(first);
        source.Store(second, TestSource.WithSets);
        source.Write("manifest_0.ismc", false, first, audio with { Fragments = [.. audio.Fragments.Take(2)] });
        source.Write("manifest.ismc", true, second, audio with { Fragments = [.. audio.Fragments.Skip(2)] });

        Repair();

        PublishedStreamIndex index = Assert.Single(ClientManifestReader.Read(ManifestPath).StreamIndexes);
        Assert.Equal(("video", 4), (index.Name, index.Count));
        Assert.Equal("0000000167AA", Codec(0));
    }

    // Other packagers call two sounds alike, or not at all.
    [Theory]
    [InlineData("audio")]
    [InlineData(null)]
    public void TwoOfOneName_EachHasItsOwn(string? name)
    {
        StoreTwoSounds(name);
        File.Copy(ManifestPath, ManifestPath + ".replaced");
        Assert.False(Repair().IsNeeded);
        Break(1);

        Repair();

        Assert.Equal(("1190", "1188"), (Codec(0), Codec(1)));
        Assert.Equal([6, 3], ClientManifestReader.Read(ManifestPath).StreamIndexes.Select(index => index.Count));
    }

    [Fact]
    public void TwoOfOneNameInFrom_EachIsListedAsItWas()
    {
        StoreTwoSounds("audio");
        string copy = Folder.Join("copy.ismc");
        File.Copy(ManifestPath, copy);

        MssRepair repair = Repair(from: copy);

        Assert.Equal([(6, 6, 0, 0), (3, 3, 0, 0)], repair.Tracks.Select(track => (track.ListedBefore, track.FragmentCount, track.Added, track.Removed)));
    }

    // Nothing tells which of the two it is.
    [Fact]
    public void TwoOfOneNameElsewhere_TellNoCodec()
    {
        StoreTwoSounds("audio");
        XElement root = XElement.Load(ManifestPath);
        root.Elements("StreamIndex").First().SetAttributeValue("Url", "b/audio/{bitrate}/{start time}.fmp4");
        root.Save(ManifestPath + ".replaced");
        Break(1);

        Repair();

        Assert.Equal("zz", Codec(1));
    }

    [Fact]
    public void MoreElementsThanAManifestHas_AreReadToTheLimit()
    {
        byte[] bytes = Encoding.UTF8.GetBytes($"<SmoothStreamingMedia><StreamIndex Type='audio'><QualityLevel Bitrate='1'/></StreamIndex>{string.Concat(Enumerable.Repeat("<a/>", 2_000_000))}</SmoothStreamingMedia>");
        long before = GC.GetAllocatedBytesForCurrentThread();

        var source = ManifestSource.Read(bytes, "many", out string? problem);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8 * 1024 * 1024);
        Assert.False(source!.IsWhole);
        Assert.Contains("10000 elements", problem, StringComparison.Ordinal);
        Assert.Equal(ClientManifestReader.MostElements, source.Root.DescendantsAndSelf().Count());
    }

    // An element finds each attribute among those before it.
    [Fact]
    public void MoreAttributesThanAnElementHas_AreAFault()
    {
        byte[] bytes = Encoding.UTF8.GetBytes($"<SmoothStreamingMedia><StreamIndex Type='audio'><QualityLevel Bitrate='1'/></StreamIndex><a {string.Concat(Enumerable.Range(0, 1001).Select(i => $"a{i}='' "))}/><b/></SmoothStreamingMedia>");

        var source = ManifestSource.Read(bytes, "many", out string? problem);

        Assert.False(source!.IsWhole);
        Assert.Contains("1001 attributes", problem, StringComparison.Ordinal);
        Assert.Single(source.Root.Elements());
    }

    // Captions of a day are rows, and rows have the limit of fragments.
    [Fact]
    public void ManySparseRows_AreKept()
    {
        byte[] bytes = Encoding.UTF8.GetBytes($"<SmoothStreamingMedia><StreamIndex Type='text' ManifestOutput='TRUE'>{string.Concat(Enumerable.Repeat("<c t='1'><f>QQ==</f></c>", 20_000))}</StreamIndex></SmoothStreamingMedia>");

        var source = ManifestSource.Read(bytes, "captions", out string? problem);

        Assert.Null(problem);
        Assert.Equal(20_000, source!.Root.Descendants("f").Count());
    }

    private void StoreTwoSounds(string? name)
    {
        var one = new TestSource(Group, "a");
        var other = new TestSource(Group, "b");
        StreamIndex first = one.Index(Contents.Audio, 0, 6, TestSource.Stereo);
        StreamIndex second = other.Index(Contents.Audio, 0, 3, TestSource.Mono);
        one.Store(first);
        other.Store(second);
        one.Write("manifest.ismc", false, first, second);
        XElement root = XElement.Load(ManifestPath);
        foreach (XElement index in root.Elements("StreamIndex"))
        {
            index.SetAttributeValue("Name", name);
        }

        root.Save(ManifestPath);
    }

    private void Break(int index)
    {
        XElement root = XElement.Load(ManifestPath);
        root.Elements("StreamIndex").ElementAt(index).Element("QualityLevel")!.SetAttributeValue("CodecPrivateData", "zz");
        root.Save(ManifestPath);
    }

    private string Codec(int index) =>
        (string)XElement.Load(ManifestPath).Elements("StreamIndex").ElementAt(index).Element("QualityLevel")!.Attribute("CodecPrivateData")!;
}

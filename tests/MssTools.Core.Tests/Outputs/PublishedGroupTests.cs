using System.Text;
using MssTools.Core.Codecs.Avc;
using MssTools.Core.Manifests;
using MssTools.Core.Media;
using MssTools.Core.Outputs;
using MssTools.Core.Outputs.Folder;
using Xunit;
using static MssTools.Core.Tests.TestMedia;

namespace MssTools.Core.Tests.Outputs;

public sealed class PublishedGroupTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly StreamDefinition _definition;
    private readonly GroupLayout _layout;

    public PublishedGroupTests()
    {
        _definition = TestGroup.Define(_folder.Path, "a") with { IsLive = true };
        _layout = TestGroup.LayoutOf(_definition);
    }

    [Fact]
    public void Load_NoFolderOrAForeignFile_IsNothing()
    {
        Assert.Null(EarlierRun.Read(_definition, _layout));
        _folder.Add("group/readme.txt");
        Assert.Null(EarlierRun.Read(_definition, _layout));
        _folder.Add("group/manifest.ismc", "not ours");
        Assert.Null(EarlierRun.Read(_definition, _layout));
    }

    [Fact]
    public void End_ManifestAlone_IsTheEndOfItsLastFragment()
    {
        Publish(0, 2);

        Assert.Equal(Ms(4000), Load().End);
    }

    // The look-ahead keeps stored fragments out of the manifest; a killed stream leaves them.
    [Fact]
    public void End_StoredBeyondTheManifest_LiesBehindTheirStart()
    {
        Publish(0, 2);
        _folder.Add("group/a/video/1000000/40000000.fmp4");
        _folder.Add("group/a/audio/1000000/60000000.fmp4");

        Assert.InRange(Load().End, Ms(6000) + 1, Ms(8000));
    }

    [Fact]
    public void End_FragmentsWithoutAManifest_Counts()
    {
        _folder.Add("group/a/video/1000000/40000000.fmp4");

        PublishedGroup published = Load();

        Assert.InRange(published.End, Ms(4000) + 1, Ms(6000));
        Assert.False(published.HasDefinition(_definition));
    }

    [Fact]
    public void End_ManifestOfAnotherTimeScale_IsReadByItsOwn()
    {
        Publish(1_763_952_200);
        _folder.Add("group/a/video/1000000/17639522000000000.fmp4");
        StreamDefinition milliseconds = _definition with { TimeScale = 1000 };

        PublishedGroup published = EarlierRun.Read(milliseconds, TestGroup.LayoutOf(milliseconds))!;

        Assert.Equal(Ms(1_763_952_202_000), published.End);
        Assert.False(published.HasDefinition(milliseconds));
    }

    [Theory]
    [InlineData("same", true)]
    [InlineData("measured", true)]
    [InlineData("bandwidth", false)]
    [InlineData("timescale", false)]
    [InlineData("renditions", false)]
    [InlineData("name", false)]
    public void HasDefinition_ComparesWhatAPlayerSees(string change, bool expected)
    {
        Publish(0, 2);
        StreamDefinition definition = change switch
        {
            "same" => _definition with { Bandwidths = [1_000_000] },
            "bandwidth" => _definition with { Bandwidths = [2_000_000] },
            "timescale" => _definition with { TimeScale = 1000 },
            "renditions" => _definition with { LocalStreamNames = ["a", "b"] },
            "name" => _definition with { LocalStreamNames = ["b"] },
            _ => _definition,
        };

        PublishedGroup published = EarlierRun.Read(definition, TestGroup.LayoutOf(definition))!;

        Assert.Equal(expected, published.HasDefinition(definition));
    }

    [Fact]
    public void HasDefinition_ManifestWithoutStreamIndexes_IsNone()
    {
        _folder.Add("group/manifest.ismc", "<SmoothStreamingMedia TimeScale='10000000'/>");
        _folder.Add("group/a/video/1000000/40000000.fmp4");

        Assert.False(Load().HasDefinition(_definition));
    }

    [Fact]
    public void CanContinue_SameTracks_OnlyThen()
    {
        Publish(0, 2);
        PublishedGroup published = Load();
        RenditionTrack video = new(0, Video(), 1_000_000);
        RenditionTrack audio = new(0, Audio(), 1_000_000);
        Track another = Video() with { Config = new AvcConfig(new byte[] { 0, 0, 0, 1, 0x67 }, 320, 180, "") };

        Assert.True(published.CanContinue([video, audio]));
        Assert.False(published.CanContinue([video]));
        Assert.False(published.CanContinue([video with { Bitrate = 2_000_000 }, audio]));
        Assert.False(published.CanContinue([video with { Track = another }, audio]));
    }

    [Fact]
    public void CanContinue_AKindThatWasNotThere_IsNot()
    {
        ClientManifest both = TestGroup.Single(_layout, TestGroup.Times(0));
        Write(both with { StreamIndexes = [both.StreamIndexes[0]] });

        Assert.False(Load().CanContinue([new(0, Video(), 1_000_000), new(0, Audio(), 1_000_000)]));
    }

    [Fact]
    public void BitrateOf_AndFragmentsOf_TellWhatTheManifestLists()
    {
        Publish(0, 2);

        PublishedGroup published = Load();

        Assert.Equal(1_000_000, published.BitrateOf(Contents.Audio, 0));
        Assert.Null(published.BitrateOf(Contents.Audio, 1));
        Assert.Equal(TestGroup.Times(0, 2), published.FragmentsOf(Contents.Video));
    }

    public void Dispose() => _folder.Dispose();

    private void Publish(params long[] seconds) => Write(TestGroup.Single(_layout, TestGroup.Times(seconds)));

    private void Write(ClientManifest manifest) =>
        _folder.Add("group/manifest.ismc", Encoding.UTF8.GetString(ClientManifestWriter.Write(manifest)));

    private PublishedGroup Load() => EarlierRun.Read(_definition, _layout)!;
}

using System.Text;
using MssTools.Core.Manifests;
using MssTools.Core.Outputs;
using MssTools.Core.Outputs.Folder;
using Xunit;
using static MssTools.Core.Tests.TestMedia;

namespace MssTools.Core.Tests.Outputs.Folder;

public sealed class GroupFolderTests : IDisposable
{
    private static readonly string[] s_foreign =
    [
        "group/a/video/1000000/0.fmp4.partial", "group/a/video/1000000/notes.txt", "group/a/video/0.fmp4", "group/index.html",
        "group/other.ism", "other/manifest.ismc",
    ];

    private readonly TemporaryFolder _folder = new();
    private readonly StreamDefinition _definition;
    private readonly GroupLayout _layout;

    public GroupFolderTests()
    {
        _definition = TestGroup.Define(_folder.Path, "a");
        _layout = TestGroup.LayoutOf(_definition);
    }

    [Fact]
    public void Open_NewGroup_HoldsALockAndLeavesNothingElse()
    {
        using (GroupFolder group = Open(_definition))
        {
            Assert.Null(group.Published);
            Assert.Equal(["group/.manifest.ismc.lock"], _folder.List());
        }

        Assert.Equal(["group/"], _folder.List());
    }

    [Fact]
    public void Open_Twice_IsInUseUntilTheFirstIsDone()
    {
        using (Open(_definition))
        {
            Assert.Equal(MssError.GroupInUse, Refusal(_definition));
        }

        Open(_definition).Dispose();
    }

    [Fact]
    public void Open_LockOfAKilledProcess_IsNoLock()
    {
        _folder.Add("group/.manifest.ismc.lock");

        Open(_definition).Dispose();
    }

    // Someone takes the folder away while it is written: the lock is made anew with it.
    [Fact]
    public void Claim_FolderTakenAway_LocksItAnew()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // the open lock keeps the folder there
        }

        using GroupFolder group = Open(_definition);
        Directory.Delete(_folder.Join("group"), recursive: true);

        group.Claim();

        Assert.Equal(["group/.manifest.ismc.lock"], _folder.List());
        Assert.Equal(MssError.GroupInUse, Refusal(_definition));
    }

    [Fact]
    public void Claim_AnotherWriterCameMeanwhile_IsInUseAndLeavesItsLock()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        GroupFolder first = Open(_definition);
        Directory.Delete(_folder.Join("group"), recursive: true);
        using GroupFolder second = Open(_definition);

        Assert.Equal(MssError.GroupInUse, Assert.Throws<MssException>(first.Claim).Code);
        first.Dispose();

        Assert.Equal(["group/.manifest.ismc.lock"], _folder.List());
        Assert.Equal(MssError.GroupInUse, Refusal(_definition));
        second.Claim();
    }

    [Theory]
    [InlineData("group/manifest.ismc")]
    [InlineData("group/a/video/1000000/0.fmp4")]
    public void Open_NoOverwriteAndSomethingIsThere_ExistsAlready(string file)
    {
        _folder.Add(file, Manifest());
        IReadOnlyList<string> before = _folder.List();

        Assert.Equal(MssError.AlreadyExists, Refusal(_definition with { OverwriteDestination = false }));

        Assert.Equal(before, _folder.List());
    }

    [Fact]
    public void Open_NoOverwriteAndOnlyForeignFiles_IsFine()
    {
        AddForeign();

        Open(_definition with { OverwriteDestination = false }).Dispose();

        Assert.Equal(s_foreign.Order(StringComparer.Ordinal), _folder.List());
    }

    // A manifest that is damaged or of another packager is a manifest all the same: it would be overwritten.
    [Fact]
    public void Open_NoOverwriteAndAManifestThatIsNotOurs_ExistsAlready()
    {
        _folder.Add("group/manifest.ismc", "<SmoothStreamingMedia");

        Assert.Equal(MssError.AlreadyExists, Refusal(_definition with { OverwriteDestination = false }));
    }

    [Fact]
    public void Open_NoOverwriteButResume_GoesOn()
    {
        _folder.Add("group/manifest.ismc", Manifest());

        using GroupFolder group = Open(_definition with { IsLive = true, OverwriteDestination = false, Resume = true });

        Assert.NotNull(group.Continued);
    }

    [Theory]
    [InlineData(true, null, true)]
    [InlineData(true, true, true)]
    [InlineData(true, false, false)]
    [InlineData(false, null, false)]
    public void Continued_OnlyALiveGroupThatMayResume(bool isLive, bool? resume, bool continues)
    {
        _folder.Add("group/manifest.ismc", Manifest());

        using GroupFolder group = Open(_definition with { IsLive = isLive, Resume = resume });

        Assert.Equal(continues, group.Continued is not null);
        Assert.NotNull(group.Published);
    }

    [Fact]
    public void Open_ResumeOfAnotherDefinition_IsRefusedAndWithoutResumeStartsAnew()
    {
        _folder.Add("group/manifest.ismc", Manifest());
        StreamDefinition other = _definition with { IsLive = true, Bandwidths = [5_000_000] };

        Assert.Equal(MssError.InvalidSetting, Refusal(other with { Resume = true }));

        using GroupFolder group = Open(other);
        Assert.Null(group.Continued);
    }

    [Fact]
    public void Open_Cleanup_DeletesTheLayoutsFilesAndNoOthers()
    {
        AddForeign();
        _folder.Add("group/manifest.ismc", Manifest());
        _folder.Add("group/a/video/1000000/0.fmp4");
        _folder.Add("group/a/audio/64000/.0.fmp4.partial");

        Open(_definition with { CleanupDestination = true }).Dispose();

        Assert.Equal(
            s_foreign.Append("group/a/audio/64000/").Order(StringComparer.Ordinal), _folder.List());
    }

    [Fact]
    public void Open_WithoutCleanup_DeletesUnfinishedFilesOnly()
    {
        AddForeign();
        _folder.Add("group/manifest.ismc", Manifest());
        _folder.Add("group/a/video/1000000/0.fmp4");
        _folder.Add("group/a/video/1000000/.20000000.fmp4.partial");

        Open(_definition).Dispose();

        Assert.Equal(
            s_foreign.Concat(["group/manifest.ismc", "group/a/video/1000000/0.fmp4"]).Order(StringComparer.Ordinal), _folder.List());
    }

    // kill -9 while the manifest is written leaves its temporary file.
    [Fact]
    public void Open_UnfinishedManifest_IsRemoved()
    {
        _folder.Add("group/.manifest.ismc.partial");

        Open(_definition).Dispose();

        Assert.Equal(["group/"], _folder.List());
    }

    [Fact]
    public void PrepareFor_OtherTracks_TakesTheOldManifestAway()
    {
        _folder.Add("group/manifest.ismc", Manifest());
        RenditionTrack[] same = [new(0, Video(), 1_000_000), new(0, Audio(), 1_000_000)];

        using GroupFolder group = Open(_definition);
        group.PrepareFor(same);
        Assert.True(File.Exists(_definition.ManifestPath));
        group.PrepareFor([same[0] with { Bitrate = 2_000_000 }, same[1]]);
        Assert.False(File.Exists(_definition.ManifestPath));
    }

    [Fact]
    public void Erase_DeletesTheLayoutsFilesAndEmptyFoldersAndNoOthers()
    {
        AddForeign();
        _folder.Add("group/manifest.ismc", Manifest());
        _folder.Add("group/a/video/1000000/0.fmp4");
        _folder.Add("group/a/video/2000000/0.fmp4");
        _folder.Add("group/a/audio/64000/0.fmp4");

        GroupEraser.Erase(_definition, CancellationToken.None);

        Assert.Equal(s_foreign.Order(StringComparer.Ordinal), _folder.List());
    }

    [Fact]
    public void Erase_NothingForeign_RemovesTheGroupsFolder()
    {
        _folder.Add("group/manifest.ismc", Manifest());
        _folder.Add("group/manifest.ismc.replaced", Manifest()); // what repairs kept
        _folder.Add("group/manifest.ismc.replaced2", Manifest());
        _folder.Add("group/a/video/1000000/0.fmp4");

        GroupEraser.Erase(_definition, CancellationToken.None);

        Assert.Empty(_folder.List());
    }

    [Fact]
    public void Erase_ManifestAlone_RemovesTheGroupsFolder()
    {
        _folder.Add("group/manifest.ismc", Manifest());

        GroupEraser.Erase(_definition, CancellationToken.None);

        Assert.Empty(_folder.List());
    }

    [Fact]
    public void Erase_GoneAlready_IsNoFailure()
    {
        GroupEraser.Erase(_definition, CancellationToken.None);
        GroupEraser.Erase(_definition with { TargetFolder = _folder.Join("gone") }, CancellationToken.None);
    }

    [Fact]
    public void Erase_Cancelled_CountsWhatIsLeft()
    {
        _folder.Add("group/manifest.ismc", Manifest());
        _folder.Add("group/a/video/1000000/0.fmp4");
        _folder.Add("group/a/video/1000000/20000000.fmp4");

        Assert.Equal(3, GroupEraser.Erase(_definition, new CancellationToken(canceled: true)));
        Assert.Equal(3, _folder.List().Count);
        Assert.Equal(0, GroupEraser.Erase(_definition, CancellationToken.None));
        Assert.Empty(_folder.List());
    }

    [Fact]
    public void Erase_OneCannotBeDeleted_DeletesTheOthersAndCounts()
    {
        _folder.Add("group/manifest.ismc", Manifest());
        _folder.Add("group/a/video/1000000/0.fmp4");
        File.Delete(_definition.ManifestPath);
        Directory.CreateDirectory(_definition.ManifestPath); // a folder is no file to delete

        MssException failure = Assert.Throws<MssException>(() => GroupEraser.Erase(_definition, CancellationToken.None));

        Assert.Equal(MssError.SinkFailed, failure.Code);
        Assert.StartsWith("1 of 2 files in", failure.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.Join("group/a/video/1000000/0.fmp4")));
    }

    public void Dispose() => _folder.Dispose();

    private GroupFolder Open(StreamDefinition definition) => GroupFolder.Open(definition, _layout, TimeProvider.System);

    private MssError Refusal(StreamDefinition definition) => Assert.Throws<MssException>(() => Open(definition)).Code;

    private void AddForeign()
    {
        foreach (string file in s_foreign)
        {
            _folder.Add(file);
        }
    }

    private string Manifest() => Encoding.UTF8.GetString(
        ClientManifestWriter.Write(TestGroup.Single(_layout, TestGroup.Times(0, 2))));
}

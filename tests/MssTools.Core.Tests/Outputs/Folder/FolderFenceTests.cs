using MssTools.Core.Outputs.Fencing;
using MssTools.Core.Outputs.Folder;
using Xunit;

namespace MssTools.Core.Tests.Outputs.Folder;

public sealed class FolderFenceTests : IDisposable
{
    private static readonly DateTimeOffset s_now = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();
    private readonly StreamDefinition _definition;

    public FolderFenceTests()
    {
        _definition = TestGroup.Define(_folder.Path, "a");
        Directory.CreateDirectory(_definition.GroupFolder);
    }

    [Fact]
    public void Take_EachStart_HasTheNextEpochAndLeavesOneFile()
    {
        Assert.Null(Take().Before);
        Assert.Equal([".manifest.ismc.epoch-1"], Files());

        WriterRecord before = Take().Before!;

        Assert.Equal([".manifest.ismc.epoch-2"], Files());
        Assert.Equal((1, Environment.MachineName, Environment.ProcessId, s_now), (before.Epoch, before.Host, before.Process, before.Since));
    }

    [Fact]
    public void Check_Own_GoesOn()
    {
        FolderFence fence = Take();
        fence.Check();
        fence.Check();
    }

    [Fact]
    public void Check_AnotherTookTheNext_NamesItsHost()
    {
        FolderFence old = Take();
        FolderFence next = Take();

        MssException refused = Assert.Throws<MssException>(old.Check);

        Assert.Equal(MssError.Fenced, refused.Code);
        Assert.Contains($"'{Environment.MachineName}' (process {Environment.ProcessId})", refused.Message, StringComparison.Ordinal);
        Assert.Contains("since 2026-05-01 12:00:00 UTC, epoch 2", refused.Message, StringComparison.Ordinal);
        Assert.EndsWith("whose epoch is 1: " + refused.Message[(refused.Message.IndexOf("epoch is 1: ", StringComparison.Ordinal) + 12)..], refused.Message, StringComparison.Ordinal);
        next.Check();
    }

    // Between making the next file and deleting this one, the other writer has it already.
    [Fact]
    public void Check_TheNextIsMadeAndOwnIsStillThere_IsFenced()
    {
        FolderFence old = Take();
        _folder.Add("group/.manifest.ismc.epoch-2", "{");

        MssException refused = Assert.Throws<MssException>(old.Check);

        Assert.Equal(MssError.Fenced, refused.Code);
        Assert.Contains("another writer has epoch 2", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_TheFolderWasTakenAway_TheEpochGoesOn()
    {
        FolderFence fence = Take();
        Directory.Delete(_definition.GroupFolder, recursive: true);
        fence.Check();
        Directory.CreateDirectory(_definition.GroupFolder);

        fence.Check();

        Assert.Equal([".manifest.ismc.epoch-1"], Files());
    }

    [Fact]
    public void Check_TheFolderIsAnothersNow_IsFenced()
    {
        FolderFence old = Take();
        Take();
        FolderFence third = Take();
        Directory.Delete(_definition.GroupFolder, recursive: true);
        Directory.CreateDirectory(_definition.GroupFolder);
        Take(); // epoch 1, as the first one had

        Assert.Equal(MssError.Fenced, Assert.Throws<MssException>(old.Check).Code);
        Assert.Equal(MssError.Fenced, Assert.Throws<MssException>(third.Check).Code);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("not json")]
    [InlineData("""{"epoch":1,"host":null,"process":1,"id":"00000000-0000-0000-0000-000000000000","since":"2026-05-01T12:00:00Z"}""")]
    public void Take_BehindADamagedRecord_GoesOnByItsName(string content)
    {
        _folder.Add("group/.manifest.ismc.epoch-41", content);
        _folder.Add("group/.manifest.ismc.epoch-x");

        Assert.Null(Take().Before);

        Assert.Equal([".manifest.ismc.epoch-42", ".manifest.ismc.epoch-x"], Files());
    }

    [Fact]
    public void Take_ManyAtATime_OneOfThemGoesOn()
    {
        FolderFence[] fences = new FolderFence[8];
        Parallel.For(0, fences.Length, i => fences[i] = Take());

        Assert.Single(fences, static fence => Record.Exception(fence.Check) is null);
        Take().Check();
        Assert.Single(Files());
    }

    public void Dispose() => _folder.Dispose();

    private FolderFence Take() => FolderFence.Take(_definition, s_now);

    private IEnumerable<string?> Files() => Directory.EnumerateFiles(_definition.GroupFolder).Select(Path.GetFileName).Order(StringComparer.Ordinal);
}

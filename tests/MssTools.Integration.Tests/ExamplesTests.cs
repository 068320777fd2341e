using MssTools.Integration.Tests.Reading;
using Xunit;

namespace MssTools.Integration.Tests;

/// <summary>The scripts in <c>examples</c> run in the host and do what they say.</summary>
public class ExamplesTests
{
    [Fact]
    public async Task Quickstart_PackagesAndChecksTheDemoGroup()
    {
        using var folder = new TemporaryFolder();

        string output = await HostProcess.RunFileAsync(folder, Repository.PathOf("examples/quickstart.ps1"));

        Assert.Contains("lists 60 fragments", output, StringComparison.Ordinal);
        Assert.Equal(3, GroupLaws.Check(folder.PathOf("webroot/demo")).Video.Levels.Count);
    }

    [Fact]
    public async Task Quickstart_TargetIsAFile_EndsWithAnotherCodeThanZero()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.PathOf("webroot"), "in the way");

        await Assert.ThrowsAsync<InvalidOperationException>(
            () => HostProcess.RunFileAsync(folder, Repository.PathOf("examples/quickstart.ps1")));
    }

    [Fact]
    public async Task VodFolder_PackagesEachFile()
    {
        using var folder = new TemporaryFolder();

        await HostProcess.RunFileAsync(folder, Repository.PathOf("examples/01-vod-folder.ps1"), "-Target", folder.PathOf("www"));

        Assert.All(["low", "mid", "high"], name => GroupLaws.Check(folder.PathOf($"www/{name}")));
    }

    [Fact]
    public async Task LiveLoop_StopsAsARecording()
    {
        using var folder = new TemporaryFolder();

        await HostProcess.RunFileAsync(
            folder, Repository.PathOf("examples/02-live-loop.ps1"), "-Seconds", "5", "-Target", folder.PathOf("www"));

        ClientGroup group = GroupLaws.Check(folder.PathOf("www/channel"), lookAhead: 2);
        Assert.False(group.IsLive);
        Assert.Equal(2, group.Video.Levels.Count);
    }

    [Fact]
    public async Task WaitForInput_PackagesWhatCameLate()
    {
        using var folder = new TemporaryFolder();

        string output = await HostProcess.RunFileAsync(
            folder, Repository.PathOf("examples/03-wait-for-input.ps1"), "-Target", folder.PathOf("www"));

        Assert.Contains("Completed", output, StringComparison.Ordinal);
        GroupLaws.Check(folder.PathOf("www/tonight"));
    }
}

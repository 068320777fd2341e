using System.Management.Automation;
using Xunit;

namespace MssTools.Cmdlets.Tests;

/// <summary>Groups in several folders, as the cmdlets start, show and remove them.</summary>
public sealed class MirrorTests : ModuleTest
{
    private const string Start = "New-MSSStream -Path $clip -TargetFolder $web/a -MirrorTo $web/b, $web/c/ -ChunkLength 1 -IsLive $false";

    [Fact]
    public void NewMssStream_MirrorTo_StoresTheSameInEachFolder()
    {
        MssStream stream = Session.One<MssStream>($"{Start} -Wait");

        Assert.Equal(7, Files("a").Length);
        Assert.All(["b", "c"], mirror => Assert.Equal(
            Files("a").Select(f => f[2..]), Files(mirror).Select(f => f[2..])));
        Assert.Equal([false, true, true], stream.Outputs.Select(o => o.IsMirror));
        Assert.All(stream.Outputs, o => Assert.Equal((StreamState.Completed, 6L, stream.Bytes), (o.State, o.FragmentCount, o.Bytes)));
    }

    // What is a file where a folder must be made refuses every fragment.
    [Theory]
    [InlineData("-Wait")]
    [InlineData("| Wait-MSSStream")]
    public void Wait_MirrorFails_CompletesWithAnErrorOfItsOwn(string wait)
    {
        Directory.CreateDirectory(Path.Join(Web, "b/bframes"));
        File.WriteAllText(Path.Join(Web, "b/bframes/bframes"), "foreign");

        using PowerShell shell = Session.Shell($"{Start} {wait}");
        var stream = (MssStream)Assert.Single(shell.Invoke()).BaseObject;

        Assert.Equal((StreamState.Completed, null), (stream.State, stream.LastError));
        ErrorRecord error = Assert.Single(shell.Streams.Error);
        Assert.StartsWith("SinkFailed,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains($"'{Path.Join(Web, "b")}' failed", error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal(StreamState.Failed, Assert.IsType<MssOutput>(error.TargetObject).State);
        Assert.NotNull(error.ErrorDetails.RecommendedAction);
        Assert.Contains(shell.Streams.Warning, w => w.Message.StartsWith($"Mirror '{Path.Join(Web, "b", "bframes")}'", StringComparison.Ordinal));
        Assert.Equal(Files("a").Select(f => f[2..]), Files("c").Select(f => f[2..]));
    }

    [Theory]
    [InlineData("$web/a")]
    [InlineData("$web/a/")]
    [InlineData("$web/a/inner")]
    [InlineData("$web")]
    [InlineData("$web/b, $web/x/../b")]
    public void NewMssStream_MirrorThatDoesNotStandApart_IsInvalidTarget(string mirrors)
    {
        ErrorRecord error = Session.Fails($"New-MSSStream -Path $clip -TargetFolder $web/a -MirrorTo {mirrors}");

        Assert.Equal("InvalidTarget,MssTools.Cmdlets.NewMssStreamCommand", error.FullyQualifiedErrorId);
        Assert.Empty(Files());
    }

    [Fact]
    public void NewMssStream_WhatIf_NamesEachFolderAndWhatIsDeletedThere()
    {
        Session.Run($"{Start} -Wait");
        var host = new AnsweringHost(answer: 0);
        using var session = new Session(host);
        session.Set("web", Web);
        session.Set("clip", Repository.Clip);

        session.Run($"{Start} -CleanupDestination $true -WhatIf");

        string line = Assert.Single(host.Lines);
        Assert.All(["a", "b", "c"], folder =>
        {
            Assert.Contains(Path.Join(Web, folder, "bframes", "manifest.ismc"), line, StringComparison.Ordinal);
            Assert.Contains($"1 manifest and 6 fragments in '{Path.Join(Web, folder, "bframes")}'", line, StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData("", 7)]
    [InlineData("-DeleteFile -Force", 0)]
    public void RemoveMssGroup_DeletesTheFilesOfEachFolderOrOfNone(string settings, int files)
    {
        Session.Run($"{Start} -Wait");

        Session.Run($"Remove-MSSGroup bframes {settings}");

        Assert.All(["a", "b", "c"], folder => Assert.Equal(files, Directory.Exists(Path.Join(Web, folder)) ? Files(folder).Length : 0));
    }

    [Fact]
    public void NewMssStream_FolderOfARunningMirror_IsInUse()
    {
        Session.Run("New-MSSStream later $web/a -GroupName g -MirrorTo $web/b");

        Assert.Equal(
            "GroupInUse,MssTools.Cmdlets.NewMssStreamCommand", Session.Fails("New-MSSStream other $web/b -GroupName g").FullyQualifiedErrorId);
    }
}

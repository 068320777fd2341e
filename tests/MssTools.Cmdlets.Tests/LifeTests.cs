using System.Management.Automation;
using System.Xml.Linq;
using Xunit;

namespace MssTools.Cmdlets.Tests;

/// <summary>Streams live in the process: not as long as a call, not as long as a session.</summary>
public sealed class LifeTests : ModuleTest
{
    [Fact]
    public void NewMssStream_InputComesLater_IsWaitedFor()
    {
        MssStream waiting = Session.One<MssStream>("New-MSSStream late $web -IsLive $false");
        Assert.Equal(StreamState.Waiting, waiting.State);

        Session.Run("Add-MSSLocalStream late $clip");

        Assert.Equal(StreamState.Completed, Session.One<MssStream>("Wait-MSSStream late -Timeout 30").State);
    }

    [Fact]
    public void LiveLoop_StartAndStop_LeavesARecording()
    {
        Session.Run("Add-MSSLocalStream news $clip -Loop; New-MSSStream news $web -ChunkLength 1 -LookAheadFragmentCount 0");
        Until(() => File.Exists(Path.Join(Web, "news/manifest.ismc")));
        Assert.Equal("TRUE", ManifestOf("news").Attribute("IsLive")?.Value);
        Assert.True(Session.One<MssGroup>("Get-MSSGroup news").IsLive);

        Session.Run("Stop-MSSStream news");

        Assert.Equal(StreamState.Stopped, Session.One<MssStream>("Get-MSSStream news").State);
        Assert.False(Session.One<MssGroup>("Get-MSSGroup news").IsLive);
        AssertRecording("news");
    }

    [Fact]
    public void WaitMssStream_CtrlC_EndsTheCallAndNotTheStream()
    {
        Session.Run("New-MSSStream waiting $web");
        using PowerShell wait = Session.Shell("Wait-MSSStream waiting");
        IAsyncResult call = wait.BeginInvoke();
        Until(() => wait.Streams.Progress.Count > 0);

        wait.Stop();

        Assert.Throws<PipelineStoppedException>(() => wait.EndInvoke(call));
        Assert.Empty(wait.Streams.Error);
        Assert.Equal(StreamState.Waiting, Session.One<MssStream>("Get-MSSStream waiting").State);
    }

    [Fact]
    public void NewMssStreamWait_CtrlC_EndsTheCallAndNotTheStream()
    {
        using PowerShell wait = Session.Shell("New-MSSStream waiting $web -Wait");
        IAsyncResult call = wait.BeginInvoke();
        Until(() => wait.Streams.Progress.Count > 0);

        wait.Stop();

        Assert.Throws<PipelineStoppedException>(() => wait.EndInvoke(call));
        Assert.Equal(StreamState.Waiting, Session.One<MssStream>("Get-MSSStream waiting").State);
    }

    [Fact]
    public void WaitMssStream_StreamIsRemovedMeanwhile_EndsWithAnError()
    {
        Session.Run("New-MSSStream waiting $web");
        using var other = new Session();
        using PowerShell wait = Session.Shell("Wait-MSSStream waiting");
        IAsyncResult call = wait.BeginInvoke();
        Until(() => wait.Streams.Progress.Count > 0);

        other.Run("Remove-MSSStream waiting");
        wait.EndInvoke(call);

        Assert.All(wait.Streams.Error, e => Assert.Equal("NotFound,MssTools.Cmdlets.WaitMssStreamCommand", e.FullyQualifiedErrorId));
    }

    [Theory]
    [InlineData("$true")]
    [InlineData("$false")]
    public void StopMssStream_OneOfAGroup_DoesNotWaitForTheOthers(string isLive)
    {
        Session.Run($"New-MSSStream one, two $web -GroupName pair -IsLive {isLive}");

        Session.Run("Stop-MSSStream one");

        Assert.Equal(
            [StreamState.Stopped, StreamState.Waiting], Session.All<MssStream>("Get-MSSStream one, two").Select(s => s.State));
    }

    [Fact]
    public void StopMssStream_RightAfterTheStart_IsNoFailure()
    {
        for (int i = 0; i < 50; i++)
        {
            Session.Run("New-MSSStream -Path $clip, $plain -Loop -TargetFolder $web -GroupName g");

            Assert.All(
                Session.All<MssStream>("Stop-MSSStream -GroupName g -PassThru"),
                s => Assert.True(s.State == StreamState.Stopped, s.LastError));
        }
    }

    [Fact]
    public void NewMssStreamWait_ThenAgain_FindsTheGroupFree()
    {
        for (int i = 0; i < 10; i++)
        {
            Session.Run("New-MSSStream -Path $clip -TargetFolder $web -GroupName g -IsLive $false -Wait");
        }
    }

    [Fact]
    public void Streams_TheirSessionCloses_GoOn()
    {
        using (var first = new Session())
        {
            first.Set("web", Web);
            first.Run("New-MSSStream waiting $web");
        }

        Assert.Equal(StreamState.Waiting, Session.One<MssStream>("Get-MSSStream waiting").State);
        Session.Run("Add-MSSLocalStream waiting $clip; Stop-MSSStream waiting");
    }

    [Fact]
    public void RemoveModule_EndsStreamsAndMakesRecordingsOfLiveGroups()
    {
        Session.Run("Add-MSSLocalStream news $clip -Loop; New-MSSStream news $web -ChunkLength 1 -LookAheadFragmentCount 0; New-MSSStream waiting $web");
        Until(() => File.Exists(Path.Join(Web, "news/manifest.ismc")));

        Session.Run("Remove-MSSStream waiting; Remove-Module MssTools");

        AssertRecording("news");
        using var next = new Session();
        Assert.Empty(next.Run("Get-MSSStream"));
        Assert.Empty(next.Run("Get-MSSLocalStream"));
    }

    [Fact]
    public void RemoveModule_AnotherRunspaceHasIt_EndsNothing()
    {
        using var other = new Session();
        Session.Run("New-MSSStream waiting $web");

        other.Run("Remove-Module MssTools");

        Assert.Equal(StreamState.Waiting, Session.One<MssStream>("Get-MSSStream waiting").State);
    }

    [Fact]
    public void RemoveModule_WhereItsStreamsStarted_LeavesThemToTheOthers()
    {
        using var other = new Session();
        Session.Run("New-MSSStream waiting $web; Remove-Module MssTools");

        Assert.Equal(StreamState.Waiting, other.One<MssStream>("Get-MSSStream waiting").State);

        other.Run("Remove-Module MssTools");
        using var next = new Session();
        Assert.Empty(next.Run("Get-MSSStream"));
    }

    [Fact]
    public void RemoveModule_OthersWereClosedWithoutIt_EndsStreams()
    {
        new Session().Dispose();
        Session.Run("New-MSSStream waiting $web; Remove-Module MssTools");

        using var next = new Session();
        Assert.Empty(next.Run("Get-MSSStream"));
    }

    [Fact]
    public void Lists_TakeAnIndex()
    {
        Session.Run("New-MSSStream -Path $clip -TargetFolder $web -GroupName g -IsLive $false -Wait");

        Assert.Equal("audio", Session.One<MssTrack>("(Get-MSSGroup g).Tracks[1]").Type);
        Assert.Equal("video", Session.One<MssTrack>("(Get-MSSStream).Tracks[0]").Type);
        Assert.Equal(StreamState.Waiting, Session.One<StateChange>("(Get-MSSGroup g).History[0]").State);
        Assert.Equal("bframes", Session.One<MssStream>("(Get-MSSGroup g).Streams[0]").Name);
    }

    [Fact]
    public void RemoveMssStream_OfARunningOne_SaysWhatItEnded()
    {
        MssStream stream = Session.One<MssStream>("New-MSSStream -Path $clip -Loop -TargetFolder $web -GroupName g");
        Until(() => Session.One<MssStream>("Get-MSSStream").State == StreamState.Running);
        using PowerShell remove = Session.Shell("New-MSSStream waiting $web | Out-Null; Remove-MSSStream *");

        remove.Invoke();

        Assert.Equal(
            $"Stream {stream.Id} 'bframes' of group 'g' was running and was ended.", Assert.Single(remove.Streams.Warning).Message);
    }

    [Fact]
    public void RemoveMssStream_LeavesWhatWasPublished()
    {
        Session.Run("New-MSSStream -Path $clip -TargetFolder $web -GroupName g -IsLive $false -Wait");
        string[] before = Files();

        Session.Run("Remove-MSSStream bframes");

        Assert.Equal(before, Files());
        Assert.Empty(Session.Run("Get-MSSGroup"));
    }

    [Fact]
    public void RemoveMssGroup_DeleteFile_DeletesTheGroupAndNothingElse()
    {
        Session.Run("New-MSSStream -Path $clip -TargetFolder $web -GroupName g -IsLive $false -Wait");
        File.WriteAllText(Path.Join(Web, "g/index.html"), "mine");

        Session.Run("Remove-MSSGroup g -DeleteFile -Force");

        Assert.Equal(["g/index.html"], Files());
    }

    private void AssertRecording(string group)
    {
        XElement manifest = ManifestOf(group);
        Assert.NotEqual("TRUE", manifest.Attribute("IsLive")?.Value);
        Assert.NotEqual("0", manifest.Attribute("Duration")?.Value);
        Assert.All(
            manifest.Elements("StreamIndex"),
            index => Assert.Equal(index.Elements("c").Count(), Files($"{group}/{group}/{index.Attribute("Type")!.Value}").Length));
    }

    private XElement ManifestOf(string group) => XElement.Load(Path.Join(Web, group, "manifest.ismc"));
}

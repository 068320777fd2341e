using System.ComponentModel;
using System.Management.Automation;
using System.Reflection;
using Xunit;

namespace MssTools.Cmdlets.Tests;

/// <summary>What -AsJob gives is a job as PowerShell knows jobs: its five cmdlets work, and so do its streams.</summary>
public sealed class JobTests : ModuleTest
{
    private const string Recording = "New-MSSStream -Path $clip, $plain -TargetFolder $web -GroupName film -IsLive $false -AsJob";
    private const string Live = "New-MSSStream -Path $clip -Loop -TargetFolder $web -GroupName live -ChunkLength 1 -LookAheadFragmentCount 0 -AsJob";

    [Fact]
    public void Job_OfAGroup_IsOneOfPowerShellsWithAChildPerStream()
    {
        Job2 job = JobOf(Recording);

        Assert.Equal(("MSSStreamJob", "localhost"), (job.PSJobTypeName, job.Location));
        Assert.Equal("$job = " + Recording, job.Command);
        Assert.Equal(["film/bframes", "film/plain-faststart"], job.ChildJobs.Select(child => child.Name));
        Assert.All(job.ChildJobs, child =>
        {
            Assert.IsAssignableFrom<Job2>(child);
            Assert.Equal(("MSSStreamJob", "localhost", job.Command), (child.PSJobTypeName, child.Location, child.Command));
        });
        Assert.Empty(Session.Run("$job | Receive-Job -Wait | Where-Object State -ne Completed"));
    }

    [Fact]
    public void GetJob_ByAllThatNamesOne_FindsIt()
    {
        Job2 job = JobOf(Recording);
        Session.Run("$null = $job | Wait-Job");

        foreach (string how in new[] { "", "-Id $job.Id", "-Name $job.Name", "-InstanceId $job.InstanceId", "-State Completed", "-Command '*-GroupName film*'" })
        {
            Assert.Same(job, Assert.Single(Session.Run($"Get-Job {how}")).BaseObject);
        }

        Assert.Equal([job.Name, "film/bframes", "film/plain-faststart"], Session.All<string>("Get-Job -IncludeChildJob | ForEach-Object Name"));
        Assert.Equal("film/bframes", Session.One<string>("(Get-Job -Id $job.ChildJobs[0].Id).Name"));
        Assert.Equal("film/bframes", Session.One<string>("(Get-Job -Name film/bf*).Name"));
    }

    [Fact]
    public void WaitJob_OfARecording_ReturnsWhenAllIsPublished()
    {
        Job2 job = JobOf(Recording);

        Assert.Same(job, Assert.Single(Session.Run("$job | Wait-Job -Timeout 30")).BaseObject);

        Assert.Equal(JobState.Completed, job.JobStateInfo.State);
        Assert.All(job.ChildJobs, child => Assert.Equal(JobState.Completed, child.JobStateInfo.State));
        Assert.NotNull(job.PSEndTime);
        Assert.Contains("film/manifest.ismc", Files());
    }

    [Fact]
    public void ReceiveJob_GivesTheStreamsOnce_AndWithKeepAgain()
    {
        JobOf(Recording);
        Session.Run("$null = $job | Wait-Job");

        Assert.Equal(2, Session.All<MssStream>("Receive-Job $job -Keep").Count);
        IReadOnlyList<MssStream> streams = Session.All<MssStream>("Receive-Job $job");

        Assert.Equal(["bframes", "plain-faststart"], streams.Select(s => s.Name));
        Assert.All(streams, s => Assert.Equal((StreamState.Completed, 2), (s.State, s.FragmentCount)));
        Assert.Empty(Session.Run("Receive-Job $job"));
        Assert.False(Session.One<bool>("$job.HasMoreData"));
    }

    [Fact]
    public void ReceiveJob_OutputPipedBack_IsTaken()
    {
        JobOf(Recording);

        Assert.Equal(2, Session.All<MssStream>("$job | Receive-Job -Wait | Get-MSSStream").Count);
    }

    [Fact]
    public void ReceiveJob_WaitAutoRemove_LeavesNoJob()
    {
        Assert.Equal(2, Session.All<MssStream>($"{Recording} | Receive-Job -Wait -AutoRemoveJob").Count);

        Assert.Empty(Session.Run("Get-Job"));
    }

    [Fact]
    public void StopJob_OfALiveGroup_MakesARecordingOfItFirst()
    {
        Job2 job = JobOf(Live);
        Until(() => File.Exists(Path.Join(Web, "live/manifest.ismc")));
        Assert.Empty(Session.Run("$job | Wait-Job -Timeout 1"));
        Assert.Equal(JobState.Running, job.JobStateInfo.State);

        Session.Run("$job | Stop-Job");

        Assert.Equal(JobState.Stopped, job.JobStateInfo.State);
        Assert.DoesNotContain("IsLive=\"TRUE\"", File.ReadAllText(Path.Join(Web, "live/manifest.ismc")), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(StreamState.Stopped, Session.One<MssStream>("$job | Receive-Job").State);
    }

    [Fact]
    public void StopJob_OfOneStream_LeavesTheOthers()
    {
        Job2 job = JobOf("New-MSSStream one, two $web -GroupName pair -AsJob");

        Session.Run("Stop-Job -Id $job.ChildJobs[0].Id");

        Assert.Equal([JobState.Stopped, JobState.Running], job.ChildJobs.Select(child => child.JobStateInfo.State));
        Assert.Equal(JobState.Running, job.JobStateInfo.State);
        Session.Run("Stop-MSSStream two; $null = $job | Wait-Job");
        Assert.Equal(JobState.Stopped, job.JobStateInfo.State);
    }

    [Fact]
    public void StopJobAsync_TellsWhenItIsStopped()
    {
        Job2 job = JobOf("New-MSSStream waiting $web -AsJob");
        using var told = new ManualResetEventSlim();
        AsyncCompletedEventArgs? how = null;
        job.StopJobCompleted += (_, e) =>
        {
            how = e;
            told.Set();
        };

        job.StopJobAsync();

        Assert.True(told.Wait(TimeSpan.FromSeconds(30)));
        Assert.Null(how!.Error);
        Assert.Equal(JobState.Stopped, job.JobStateInfo.State);
    }

    [Fact]
    public void RemoveJob_OfARunningOne_NeedsForceThenStopsAndLooksNoMore()
    {
        Job2 job = JobOf("New-MSSStream waiting $web -AsJob");

        Assert.StartsWith("JobObjectNotFinishedCannotBeRemoved", Session.Fails("$job | Remove-Job").FullyQualifiedErrorId, StringComparison.Ordinal);
        Session.Run("$job | Remove-Job -Force");

        Assert.Empty(Session.Run("Get-Job"));
        Assert.Equal(StreamState.Stopped, Session.One<MssStream>("Get-MSSStream waiting").State);
        Until(() => Watching(job).IsCompleted);
    }

    [Fact]
    public void Dispose_OfARunningOne_LooksNoMoreAndTheStreamGoesOn()
    {
        Job2 job = JobOf("New-MSSStream waiting $web -AsJob");
        Task watching = Watching(job);
        Assert.False(watching.IsCompleted);

        job.Dispose();

        Until(() => watching.IsCompleted);
        Assert.Equal(StreamState.Waiting, Session.One<MssStream>("Get-MSSStream waiting").State);
    }

    [Fact]
    public void Job_StreamFails_HasFailedWithTheErrorOfTheCmdlet()
    {
        File.WriteAllText(Path.Join(Web, "bad.mp4"), "nonsense");
        Job2 job = JobOf("New-MSSStream -Path $clip, $web/bad.mp4 -TargetFolder $web -GroupName g -IsLive $false -KeepAlive $false -AsJob");

        Session.Run("$null = $job | Wait-Job");
        ErrorRecord error = Session.Fails("Receive-Job $job -Keep");

        Assert.Equal(JobState.Failed, job.JobStateInfo.State);
        Assert.Equal(JobState.Failed, job.ChildJobs[1].JobStateInfo.State);
        Assert.Same(Assert.Single(job.ChildJobs[1].Error), error);
        Assert.Equal("Unsupported,MssTools.Cmdlets.NewMssStreamCommand", error.FullyQualifiedErrorId);
        Assert.Equal(ErrorCategory.NotImplemented, error.CategoryInfo.Category);
        Assert.Equal("bad", Assert.IsType<MssStream>(error.TargetObject).Name);
        Assert.NotEmpty(error.ErrorDetails.RecommendedAction);
    }

    [Fact]
    public void Job_SeveralGroups_HasAChildForEach()
    {
        Session.Run("$rows = [pscustomobject]@{ Path = $clip; GroupName = 'a' }, [pscustomobject]@{ Path = $plain; GroupName = 'b' }");
        Job2 job = JobOf("$rows | New-MSSStream -TargetFolder $web -IsLive $false -AsJob");

        Assert.Equal(["a/bframes", "b/plain-faststart"], job.ChildJobs.Select(child => child.Name));
        Assert.Equal(2, Session.All<MssStream>("$job | Receive-Job -Wait").Count);
    }

    [Fact]
    public void Job_GroupThatCannotBegin_IsAnErrorOfTheCmdletAndTheOthersHaveAJob()
    {
        Session.Run("$rows = [pscustomobject]@{ Path = $clip; GroupName = '../a' }, [pscustomobject]@{ Path = $plain; GroupName = 'b' }");

        ErrorRecord error = Session.Fails("$job = $rows | New-MSSStream -TargetFolder $web -IsLive $false -AsJob");

        Assert.Equal("InvalidSetting,MssTools.Cmdlets.NewMssStreamCommand", error.FullyQualifiedErrorId);
        Assert.Equal("b/plain-faststart", Session.One<string>("$job.ChildJobs.Name"));
    }

    [Theory]
    [InlineData("New-MSSStream a $web -AsJob -WhatIf")]
    [InlineData("Wait-MSSStream -AsJob")]
    public void Job_OfNoStreams_IsNone(string script)
    {
        Assert.Empty(Session.Run(script));
        Assert.Empty(Session.Run("Get-Job"));
    }

    [Fact]
    public void NewMssStream_WaitAndAsJob_ExcludeEachOther()
    {
        ErrorRecord error = Session.Fails("New-MSSStream -Path $clip -TargetFolder $web -IsLive $false -Wait -AsJob");

        Assert.Equal("InvalidSetting,MssTools.Cmdlets.NewMssStreamCommand", error.FullyQualifiedErrorId);
        Assert.Empty(Session.Run("Get-MSSStream"));
    }

    [Fact]
    public void WaitMssStreamAsJob_OfStreamsThatRunAndThatEnded_WaitsForAll()
    {
        Session.Run("New-MSSStream -Path $clip -TargetFolder $web -GroupName film -IsLive $false -Wait; New-MSSStream late $web -IsLive $false");
        Job2 job = JobOf("Get-MSSStream | Wait-MSSStream -AsJob");
        Assert.Equal(JobState.Running, job.JobStateInfo.State);

        Session.Run("Add-MSSLocalStream late $clip");

        Assert.Equal(["bframes", "late"], Session.All<MssStream>("$job | Receive-Job -Wait").Select(s => s.Name));
        Assert.Equal(JobState.Completed, job.JobStateInfo.State);
    }

    [Fact]
    public void WaitMssStreamAsJob_Timeout_FailsTheJobAndTheStreamGoesOn()
    {
        Session.Run("New-MSSStream waiting $web");
        Job2 job = JobOf("Wait-MSSStream waiting -Timeout 0.2 -AsJob");

        Session.Run("$null = $job | Wait-Job");

        Assert.Equal("TimedOut,MssTools.Cmdlets.WaitMssStreamCommand", Session.Fails("Receive-Job $job").FullyQualifiedErrorId);
        Assert.Equal(JobState.Failed, job.JobStateInfo.State);
        Assert.Equal(StreamState.Waiting, Session.One<MssStream>("Get-MSSStream waiting").State);
    }

    [Fact]
    public void Job_StreamIsRemoved_FailsOrIsStopped()
    {
        Job2 job = JobOf("New-MSSStream waiting $web -AsJob");

        Session.Run("Remove-MSSStream waiting; $null = $job | Wait-Job");

        // Where the job saw it stopped before it was gone, it is stopped.
        if (job.JobStateInfo.State != JobState.Stopped)
        {
            Assert.Equal("NotFound,MssTools.Cmdlets.NewMssStreamCommand", Session.Fails("Receive-Job $job").FullyQualifiedErrorId);
        }
    }

    [Fact]
    public void Job_RunsForLong_KeepsOneRecordOfProgressAndEachWarningOnce()
    {
        Job2 job = JobOf(Live + " -TrackTimeout 1");
        Job child = job.ChildJobs[0];
        var seen = new HashSet<string>();

        Until(() =>
        {
            Assert.InRange(child.Progress.Count, 0, 1);
            seen.UnionWith(child.Progress.Select(p => p.StatusDescription));
            return seen.Count > 3;
        });

        Assert.Equal(child.Warning.Select(w => w.Message).Distinct(), child.Warning.Select(w => w.Message));
    }

    [Fact]
    public void Job_WithAWarning_HasItOnce()
    {
        Session.Set("odd", Repository.Input("mp4/trimmed.mp4"));
        using PowerShell shell = Session.Shell(
            "New-MSSStream -Path $clip, $odd -TargetFolder $web -GroupName odd -IsLive $false -AsJob | Receive-Job -Wait -AutoRemoveJob");

        MssStream[] streams = [.. shell.Invoke<MssStream>()];

        Assert.NotEmpty(shell.Streams.Warning);
        Assert.Equal(
            streams.SelectMany(s => s.Warnings).Distinct().Order(StringComparer.Ordinal),
            shell.Streams.Warning.Select(w => w.Message).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Job_WhatItCannotDo_IsRefusedClearly()
    {
        Job2 job = JobOf("New-MSSStream waiting $web -AsJob");
        AsyncCompletedEventArgs? resumed = null;
        job.ResumeJobCompleted += (_, e) => resumed = e;

        job.ResumeJobAsync();

        Assert.IsType<PSNotSupportedException>(resumed!.Error);
        Assert.Throws<PSNotSupportedException>(job.SuspendJob);
        Assert.Throws<PSNotSupportedException>(job.UnblockJob);
        Assert.Contains("no stream begins twice", Assert.Throws<InvalidJobStateException>(job.StartJob).Message, StringComparison.Ordinal);
        Assert.Equal(JobState.Running, job.JobStateInfo.State);
    }

    [Fact]
    public void Job_OfAnotherRunspace_IsReceivedAndRemovedHere()
    {
        using (var other = new Session())
        {
            other.Set("web", Web);
            other.Set("clip", Repository.Clip);
            other.Run("$null = New-MSSStream -Path $clip -TargetFolder $web -GroupName film -IsLive $false -AsJob");
        }

        Assert.Equal("film", Session.One<MssStream>("Get-Job | Receive-Job -Wait -AutoRemoveJob").GroupName);
        Assert.Empty(Session.Run("Get-Job"));
    }

    [Fact]
    public void Job_MadeInForEachParallel_IsReceivedAndRemovedOutside()
    {
        Session.Set("module", Repository.Manifest);

        IReadOnlyList<MssStream> streams = Session.All<MssStream>("""
            'a', 'b', 'c' | ForEach-Object -Parallel {
                Import-Module $using:module
                New-MSSStream -Path $using:clip -TargetFolder $using:web -GroupName $_ -IsLive $false -AsJob
            } | Receive-Job -Wait -AutoRemoveJob
            """);

        Assert.Equal(["a", "b", "c"], streams.Select(s => s.GroupName).Order(StringComparer.Ordinal));
        Assert.Empty(Session.Run("Get-Job"));
    }

    [Fact]
    public void Command_WithSecretsInIt_ShowsNone()
    {
        Job2 job = JobOf("New-MSSStream -Uri rtmp://user:S3CRET@127.0.0.1:1/live/S3CRET, 'ffmpeg:-passphrase S3CRET -i srt://127.0.0.1:1' "
            + "-LocalStreamName a, b -TargetFolder $web -GroupName g -AsJob");

        Assert.DoesNotContain("S3CRET", job.Command, StringComparison.Ordinal);
        Assert.Contains("New-MSSStream -Uri rtmp://", job.Command, StringComparison.Ordinal);
    }

    [Fact]
    public void RemoveModule_LastOne_StopsTheJobs()
    {
        Job2 job = JobOf("New-MSSStream waiting $web -AsJob");

        Session.Run("Remove-Module MssTools");

        Assert.Equal(JobState.Stopped, job.JobStateInfo.State);
        Until(() => Watching(job).IsCompleted);
    }

    /// <summary>Leaves no job either.</summary>
    protected override void Dispose(bool disposing)
    {
        Session.Run("Get-Job | Remove-Job -Force");
        base.Dispose(disposing);
    }

    // $job stays for what follows.
    private Job2 JobOf(string script)
    {
        Session.Run("$job = " + script);
        return Assert.IsAssignableFrom<Job2>(Assert.Single(Session.Run("$job")).BaseObject);
    }

    private static Task Watching(Job2 job) =>
        (Task)job.GetType().GetProperty("Watching", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(job)!;
}

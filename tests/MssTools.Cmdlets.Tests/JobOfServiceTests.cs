using System.Diagnostics;
using System.Management.Automation;
using Xunit;

namespace MssTools.Cmdlets.Tests;

/// <summary>A job over the streams of a service follows them through all that happens to the service.</summary>
public sealed class JobOfServiceTests : ModuleTest
{
    [Fact]
    public void Job_ServiceIsKilledAndStartedAnew_GoesOnWithAWarningAndIsStopped()
    {
        Session.Set("state", Path.Join(Web, "st"));
        Session.Run("$null = Start-MSSService $state | Connect-MSSService -Name studio");
        try
        {
            Session.Run("$job = New-MSSStream -Path $clip -Loop -TargetFolder $web -GroupName live -ChunkLength 1 -AsJob");
            var job = (Job2)Assert.Single(Session.Run("$job")).BaseObject;
            Assert.Equal("studio", job.Location);
            Until(() => job.ChildJobs[0].Progress.Count > 0);

            using (var process = Process.GetProcessById(Session.One<int>("(Get-MSSService).ProcessId")))
            {
                process.Kill();
                process.WaitForExit();
            }

            Until(() => job.ChildJobs[0].Warning.Count > 0);
            Assert.Equal(JobState.Running, job.JobStateInfo.State);
            Session.Run("$null = Start-MSSService $state; $job | Stop-Job");

            Assert.Equal(JobState.Stopped, job.JobStateInfo.State);
            Assert.Equal(StreamState.Stopped, Session.One<MssStream>("$job | Receive-Job -WarningAction SilentlyContinue").State);
        }
        finally
        {
            Session.Run("Get-Job | Remove-Job -Force; Stop-MSSService $state; Disconnect-MSSService studio");
        }
    }
}

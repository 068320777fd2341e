using System.Management.Automation;
using Xunit;

namespace MssTools.Cmdlets.Tests;

/// <summary>What a user sees while something happens: progress, and with -Verbose each step.</summary>
public sealed class TellingTests : ModuleTest
{
    // By the clock, so that there is something to look at.
    private const string ThreeSeconds = "New-MSSStream -Path $clip, $plain -TargetFolder $web -GroupName film -ChunkLength 1 -KeepAlive $false -LookAheadFragmentCount 0";

    [Theory]
    [InlineData(ThreeSeconds + " -Wait")]
    [InlineData(ThreeSeconds + " | Wait-MSSStream")]
    public void Progress_LengthIsKnown_ShowsPerCentAndTimeLeft(string script)
    {
        using PowerShell shell = Session.Shell(script);
        shell.Invoke();

        Assert.Empty(shell.Streams.Error);
        ProgressRecord[] records = [.. shell.Streams.Progress.Where(p => p.RecordType == ProgressRecordType.Processing)];
        int[] percents = [.. records.Select(r => r.PercentComplete).Where(p => p >= 0)];
        Assert.Equal(percents.Order(), percents);
        Assert.Contains(percents, p => p is > 0 and < 100);
        Assert.Contains(records, r => r.SecondsRemaining is >= 0 and < 30);
        Assert.Matches(
            @"^film \(bframes, plain-faststart\): \d+ %, 00:00:0\d of 00:00:03, \d+ fragments, \d+\.\d MB$",
            records.Last(r => r.PercentComplete > 0).StatusDescription);
    }

    [Fact]
    public void Progress_LengthIsNotKnown_ShowsWhatIsPackagedAndTheTimeItTook()
    {
        Session.Run("New-MSSStream -Path $clip -Loop -TargetFolder $web -GroupName channel");
        using PowerShell shell = Session.Shell("Wait-MSSStream -GroupName channel -Timeout 1 -ErrorAction SilentlyContinue");
        shell.Invoke();

        ProgressRecord record = shell.Streams.Progress.Last(p => p.RecordType == ProgressRecordType.Processing);
        Assert.Equal((-1, -1), (record.PercentComplete, record.SecondsRemaining));
        Assert.Matches(@"^channel \(bframes\): 00:00:\d\d packaged in 00:00:0\d, \d+ fragments, \d+\.\d MB$", record.StatusDescription);
    }

    [Fact]
    public void SourceDuration_IsThatOfTheInput()
    {
        MssStream recorded = Session.One<MssStream>("New-MSSStream -Path $clip -TargetFolder $web -GroupName film -IsLive $false -Wait");
        Session.Run("New-MSSStream -Path $clip -Loop -TargetFolder $web -GroupName channel");
        Until(() => Session.One<MssStream>("Get-MSSStream -GroupName channel").Source.Length > 0);

        Assert.Equal(3, Assert.NotNull(recorded.SourceDuration).TotalSeconds, 0.1);
        Assert.Null(Session.One<MssStream>("Get-MSSStream -GroupName channel").SourceDuration);
    }

    [Theory]
    [InlineData("New-MSSStream -Path $clip -TargetFolder $web -IsLive $false", @"Packaging into '.*manifest\.ismc': a recording, fragments of 10 s\.|Stream \d+ 'bframes' reads '.*bframes\.mp4'\.")]
    [InlineData("New-MSSStream later $web", "Packaging into '.*': a live group .*|Stream .* 'later' reads the local stream of that name.*")]
    [InlineData("Stop-MSSStream running", "Stream .* 'running' of group 'running' is to publish.*|Stream .* 'running': Stopped with 0 fragments.*")]
    [InlineData("Remove-MSSStream running", "Stream .* 'running' is forgotten.*")]
    [InlineData("Remove-MSSGroup running", "Ending the streams of group 'running': running .*|The files in '.*running' stay.")]
    [InlineData("Remove-MSSGroup running -DeleteFile -Force", "Ending the streams of group 'running': running .*|Deleted the files of the group in '.*'.")]
    [InlineData("Start-MSSServer $web -Port 0", "http://.* serves '.*'; viewers need nothing; .*")]
    [InlineData("Start-MSSServer $web -Port 0 | Stop-MSSServer", "http://.* is closed after 0 requests.")]
    [InlineData("Start-MSSIngest -Port 0 -Address 127.0.0.1 -StreamKey secret, other", "rtmp://127.0.0.1:.*/live takes who has one of 2 stream keys.")]
    [InlineData("Start-MSSIngest -Port 0 -Address 127.0.0.1 -StreamKey a | Stop-MSSIngest", "Port .* is closed; .*")]
    [InlineData("$null = Start-MSSServer $web -Port 0 -Verbose:$false; New-MSSPublishingPoint live1", "Encoders push to http://.*/live1.isml; .*")]
    [InlineData("Export-MSSServerConfig -As Nginx -Root $web -Path $web/nginx.conf", "Wrote .* characters for Nginx to '.*nginx.conf'.")]
    public void Verbose_TellsWhatHappens(string script, string expected)
    {
        Session.Run("New-MSSStream running $web");
        using PowerShell shell = Session.Shell($"{script} -Verbose");

        shell.Invoke();

        Assert.Empty(shell.Streams.Error);
        string[] lines = [.. shell.Streams.Verbose.Select(v => v.Message).Where(m => !m.StartsWith("Performing the operation", StringComparison.Ordinal))];
        string[] patterns = expected.Split('|');
        Assert.True(patterns.Length == lines.Length, string.Join('\n', lines));
        Assert.All(patterns.Zip(lines), pair => Assert.Matches($"^{pair.First}$", pair.Second));
        Assert.DoesNotContain(lines, line => line.Contains("secret", StringComparison.Ordinal));
    }
}

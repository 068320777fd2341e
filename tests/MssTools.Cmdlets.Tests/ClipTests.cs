using System.Management.Automation;
using Xunit;

namespace MssTools.Cmdlets.Tests;

/// <summary>Clips, as the cmdlet saves them.</summary>
public sealed class ClipTests : ModuleTest
{
    private const string Record = "New-MSSStream -Path $clip -TargetFolder $web -GroupName film -ChunkLength 1 -IsLive $false -Wait";

    [Theory]
    [InlineData("Save-MSSClip film $web/clips -Name c -From 0:00:01 -To 0:00:02")]
    [InlineData("Save-MSSClip -Path $web/film -TargetFolder $web/clips -Name c -From ([timespan]::FromSeconds(1)) -To ([timespan]::FromSeconds(2))")]
    [InlineData("Save-MSSClip -Path $web/film/manifest.ismc -TargetFolder $web/clips -Name c -From 0:00:01.1 -To 0:00:01.2")]
    [InlineData("Get-MSSGroup film | Save-MSSClip -TargetFolder $web/clips -Name c -From 0:00:01 -To 0:00:02")]
    [InlineData("Get-MSSStream | Save-MSSClip -TargetFolder $web/clips -Name c -From 0:00:01 -To 0:00:02")]
    [InlineData("[System.IO.DirectoryInfo]::new(\"$web/film\") | Save-MSSClip -TargetFolder $web/clips -Name c -From 0:00:01 -To 0:00:02")]
    [InlineData("Save-MSSClip film $web/x -PassThru | Save-MSSClip -TargetFolder $web/clips -Name c -From 0:00:01 -To 0:00:02")]
    [InlineData("'film' | Save-MSSClip -TargetFolder $web/clips -Name c -From 0:00:01 -To 0:00:02")]
    public void SaveMssClip_EveryWayToNameTheGroup_SavesTheSame(string script)
    {
        Session.Run(Record);

        Assert.Empty(Session.Run(script));
        MssClip clip = Session.One<MssClip>(script.Replace("$web/x", "$web/y", StringComparison.Ordinal).Replace("-Name c", "-Name d -PassThru", StringComparison.Ordinal));

        Assert.Equal(
            ["c/bframes/audio/32400/830000.fmp4", "c/bframes/video/58900/0.fmp4", "c/manifest.ismc"], Files("clips").Where(f => f.StartsWith("clips/c", StringComparison.Ordinal)).Select(f => f[6..]));
        Assert.Equal(("d", TimeSpan.FromSeconds(1), 2), (clip.GroupName, clip.Start, clip.FragmentCount));
    }

    [Fact]
    public void SaveMssClip_TimesOfDay_AreThoseOfALiveGroup()
    {
        Session.Run("Add-MSSLocalStream news $clip -Loop; New-MSSStream news $web -ChunkLength 1 -StartTime 2026-05-01T12:00:00Z");
        Until(() => File.Exists(Path.Join(Web, "news/manifest.ismc")));

        MssClip clip = Session.One<MssClip>(
            "Save-MSSClip news $web/clips -From 2026-05-01T12:00:00Z -To ([datetime]::new(2026, 5, 1, 12, 0, 1, [System.DateTimeKind]::Utc)) -PassThru");

        Assert.Equal(new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero), clip.StartTime);
        Assert.Equal((2, "news"), (clip.FragmentCount, clip.GroupName));
        Assert.Equal(StreamState.Running, Session.One<MssStream>("Get-MSSStream").State);
    }

    [Theory]
    [InlineData("30")]
    [InlineData("'soon'")]
    [InlineData("1.5")]
    public void SaveMssClip_TimeThatIsNone_DoesNotBind(string from)
    {
        ErrorRecord error = Session.Fails($"Save-MSSClip film $web/clips -From {from}");

        Assert.StartsWith("CannotConvertArgumentNoMessage", error.FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public void SaveMssClip_MoreThanThereIs_WarnsAndTellsHowManyAreLinks()
    {
        Session.Run(Record);
        using PowerShell shell = Session.Shell("Save-MSSClip film $web/clips -Last 1:00:00 -KeepTime -Verbose");

        shell.Invoke();

        Assert.Contains("begins at 00:00:00", Assert.Single(shell.Streams.Warning).Message, StringComparison.Ordinal);
        Assert.Contains(shell.Streams.Verbose, v => v.Message.StartsWith("Saved 6 fragments, 6 of them as links", StringComparison.Ordinal));
        Assert.Contains(shell.Streams.Progress, p => p.StatusDescription == "5 of 6 fragments");
        Assert.Equal(ProgressRecordType.Completed, shell.Streams.Progress[^1].RecordType);
    }
}

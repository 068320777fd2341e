using System.Globalization;
using System.Management.Automation;
using Xunit;

namespace MssTools.Cmdlets.Tests;

public sealed class WhatIfTests : ModuleTest
{
    [Theory]
    [InlineData("Add-MSSLocalStream other $plain -WhatIf")]
    [InlineData("Remove-MSSLocalStream * -WhatIf")]
    [InlineData("New-MSSStream -Path $plain -TargetFolder $web -CleanupDestination $true -WhatIf")]
    [InlineData("Stop-MSSStream * -WhatIf")]
    [InlineData("Remove-MSSStream * -WhatIf")]
    [InlineData("Remove-MSSGroup * -DeleteFile -WhatIf")]
    [InlineData("Start-MSSDemo $web/demo -Port 0 -WhatIf")]
    [InlineData("Start-MSSServer $web -Port 0 -WhatIf")]
    [InlineData("Export-MSSServerConfig -As Nginx -Root $web -Path $web/nginx.conf -WhatIf")]
    [InlineData("Export-MSSGroup news $web/library -As Mp4 -WhatIf")]
    [InlineData("Save-MSSClip news $web/clips -Last 0:01 -WhatIf")]
    [InlineData("$null = [System.IO.Directory]::CreateDirectory(\"$web/news\"); Repair-MSSGroup $web/news -WhatIf -ErrorAction SilentlyContinue")]
    [InlineData("Register-MSSEvent -Path $web/events.jsonl -WhatIf; Register-MSSEvent -Action { } -WhatIf; if (Get-MSSEventReceiver) { throw 'registered' }")]
    [InlineData("Register-MSSEvent -Uri http://127.0.0.1:9/ -Name kept; Unregister-MSSEvent * -WhatIf; $null = Get-MSSEventReceiver kept -ErrorAction Stop")]
    [InlineData("Start-MSSIngest -Port 0 -WhatIf; if (Get-MSSIngest) { throw 'open' }")]
    [InlineData("$p = (Start-MSSIngest -Port 0).Port; Stop-MSSIngest $p -WhatIf; $null = Get-MSSIngest $p -ErrorAction Stop")]
    public void WhatIf_ChangesNothing(string script)
    {
        Session.Run("Add-MSSLocalStream news $clip -Loop; New-MSSStream news $web -ChunkLength 1 -LookAheadFragmentCount 0");
        Until(() => File.Exists(Path.Join(Web, "news/manifest.ismc")));

        Session.Run(script);

        Assert.Equal(StreamState.Running, Session.One<MssStream>("Get-MSSStream").State);
        Assert.Empty(Session.Run("Get-MSSServer"));
        Assert.Equal("news", Session.One<LocalStream>("Get-MSSLocalStream").Name);
        Assert.Equal(["news"], Directory.EnumerateDirectories(Web).Select(Path.GetFileName));
        Assert.Empty(Directory.EnumerateFiles(Web));
        Assert.True(File.Exists(Path.Join(Web, "news/manifest.ismc")));
    }

    [Theory]
    [InlineData("-CleanupDestination $true", ", after deleting 1 manifest and 6 fragments in '{0}'")]
    [InlineData("-CleanupDestination $true -GroupName other", "")]
    [InlineData("", "")]
    public void NewMssStream_WhatIf_NamesWhatIsDeletedFirst(string settings, string deleted)
    {
        Session.Run("New-MSSStream -Path $clip -TargetFolder $web -ChunkLength 1 -IsLive $false -Wait");
        var host = new AnsweringHost(answer: 0);
        using var session = new Session(host);
        session.Set("web", Web);
        session.Set("clip", Repository.Clip);

        session.Run($"New-MSSStream -Path $clip -TargetFolder $web -WhatIf {settings}");

        Assert.Contains(
            $"\"Package bframes{string.Format(CultureInfo.InvariantCulture, deleted, Path.Join(Web, "bframes"))}\"",
            Assert.Single(host.Lines),
            StringComparison.Ordinal);
    }

    [Fact]
    public void EveryCmdletThatChangesState_HasWhatIf()
    {
        IReadOnlyList<CmdletInfo> changing = Session.All<CmdletInfo>(
            "Get-Command -Module MssTools | Where-Object Verb -in Add, Export, Import, Install, Move, New, Register, Remove, Resume, Save, Start, Stop, Suspend, Uninstall, Unregister");

        Assert.Equal(30, changing.Count);
        Assert.All(changing, c => Assert.Contains("WhatIf", c.Parameters.Keys));
    }
}

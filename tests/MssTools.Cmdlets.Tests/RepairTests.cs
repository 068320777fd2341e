using System.Management.Automation;
using Xunit;

namespace MssTools.Cmdlets.Tests;

/// <summary>Repairs, as the cmdlet makes them.</summary>
public sealed class RepairTests : ModuleTest
{
    private const string Record = "New-MSSStream -Path $clip -TargetFolder $web -GroupName film -ChunkLength 1 -IsLive $false -Wait";

    private string Film => Path.Join(Web, "film");

    [Theory]
    [InlineData("Repair-MSSGroup $web/film")]
    [InlineData("Repair-MSSGroup -LiteralPath $web/film/manifest.ismc")]
    [InlineData("Repair-MSSGroup -GroupName film -TargetFolder $web")]
    [InlineData("Get-MSSGroup film | Repair-MSSGroup")]
    [InlineData("[System.IO.DirectoryInfo]::new(\"$web/film\") | Repair-MSSGroup")]
    [InlineData("\"$web/film\" | Repair-MSSGroup")]
    public void RepairMssGroup_EveryWayToNameTheGroup_RepairsIt(string script)
    {
        Session.Run(Record);
        string gone = Directory.EnumerateFiles(Film, "*.fmp4", SearchOption.AllDirectories).First();
        File.Delete(gone);

        MssRepair repair = Session.One<MssRepair>(script);

        Assert.Equal((true, true, 1L), (repair.IsNeeded, repair.IsChanged, repair.LeftOutCount));
        Assert.Equal(("film", Path.Join(Film, "manifest.ismc.replaced")), (repair.GroupName, repair.KeptAside));
        Assert.True(Session.One<bool>("Test-MSSGroup $web/film"));
        Assert.False(Session.One<MssRepair>(script).IsNeeded);
    }

    [Fact]
    public void RepairMssGroup_WhatIf_TellsAndChangesNothing()
    {
        Session.Run(Record);
        File.Delete(Directory.EnumerateFiles(Film, "*.fmp4", SearchOption.AllDirectories).First());
        string[] before = [.. Directory.EnumerateFileSystemEntries(Film)];
        byte[] manifest = File.ReadAllBytes(Path.Join(Film, "manifest.ismc"));

        MssRepair repair = Session.One<MssRepair>("Repair-MSSGroup $web/film -WhatIf");

        Assert.Equal((true, false, null), (repair.IsNeeded, repair.IsChanged, repair.KeptAside));
        Assert.Equal(before, Directory.EnumerateFileSystemEntries(Film));
        Assert.Equal(manifest, File.ReadAllBytes(Path.Join(Film, "manifest.ismc")));
    }

    [Fact]
    public void RepairMssGroup_RunningGroup_IsInUse()
    {
        Session.Run("Add-MSSLocalStream news $clip -Loop; New-MSSStream news $web -ChunkLength 1");
        Until(() => File.Exists(Path.Join(Web, "news/manifest.ismc")));

        Assert.Equal("GroupInUse,MssTools.Cmdlets.RepairMssGroupCommand", Session.Fails("Repair-MSSGroup $web/news").FullyQualifiedErrorId);
    }

    [Fact]
    public void RepairMssGroup_WhatIsLeft_IsAWarning()
    {
        Session.Run(Record);
        string manifest = Path.Join(Film, "manifest.ismc");
        File.WriteAllText(manifest, File.ReadAllText(manifest).Replace("NALUnitLengthField=\"4\"", "NALUnitLengthField=\"2\"", StringComparison.Ordinal));
        using PowerShell shell = Session.Shell("Repair-MSSGroup $web/film -Verbose");

        shell.Invoke();

        Assert.Contains("MSS310", Assert.Single(shell.Streams.Warning).Message, StringComparison.Ordinal);
        Assert.Contains(shell.Streams.Verbose, v => v.Message.EndsWith("Nothing was changed.", StringComparison.Ordinal));
        Assert.Equal(ProgressRecordType.Completed, shell.Streams.Progress[^1].RecordType);
    }
}

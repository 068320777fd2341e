using System.Management.Automation;
using Xunit;

namespace MssTools.Cmdlets.Tests;

/// <summary>What scripts test for: FullyQualifiedErrorId, category, target and advice.</summary>
public sealed class ErrorTests : ModuleTest
{
    [Theory]
    [InlineData("-PlaylistLength 4", "PlaylistLength is 4; it must be 5 to 4000.")]
    [InlineData("-PlaylistLength 4001", "PlaylistLength is 4001; it must be 5 to 4000.")]
    [InlineData("-ChunkLength 0", "ChunkLength is 0; it must be 1 to 3600.")]
    [InlineData("-ChunkLength 3601", "ChunkLength is 3601; it must be 1 to 3600.")]
    [InlineData("-StaleRetentionCount -1", "StaleRetentionCount is -1; it must be 0 to 999999.")]
    [InlineData("-StaleRetentionCount 1000000", "StaleRetentionCount is 1000000; it must be 0 to 999999.")]
    [InlineData("-LookAheadFragmentCount -1", "LookAheadFragmentCount is -1; it must be 0 to 8.")]
    [InlineData("-LookAheadFragmentCount 9", "LookAheadFragmentCount is 9; it must be 0 to 8.")]
    [InlineData("-TimeScale 999", "TimeScale is 999; it must be 1000 to 10000000.")]
    [InlineData("-TimeScale 10000001", "TimeScale is 10000001; it must be 1000 to 10000000.")]
    [InlineData("-TimeScale 1001", "TimeScale is 1001: *")]
    [InlineData("-Bandwidths -1", "Bandwidths is -1; it must be 0 to 4294967295.")]
    [InlineData("-Bandwidths 4294967296", "Bandwidths is 4294967296; it must be 0 to 4294967295.")]
    [InlineData("-Bandwidths 1, 2", "Bandwidths has 2 values for 1 local streams*")]
    [InlineData("-AudioBitrates 1", "AudioBitrates and VideoBitrates go with IsmType Isml only*")]
    [InlineData("-IsmType isml -VideoBitrates 1 -Bandwidths 1 -PublishingPoint http://a/b", "*exclude Bandwidths*")]
    [InlineData("-IsmType isml", "PublishingPoint is ''*")]
    [InlineData("-IsmType isml -PublishingPoint ftp://a/b", "PublishingPoint is 'ftp://a/b'*")]
    [InlineData("-GroupName ../up", "GroupName has '../up', which is no portable file name.")]
    [InlineData("-GroupName nul", "GroupName has 'nul', which is no portable file name.")]
    [InlineData("-ManifestName 0.fmp4", "ManifestName is '0.fmp4', which is a fragment's name.")]
    public void NewMssStream_SettingOutOfRange_IsRefusedBeforeAnythingIsWritten(string settings, string message)
    {
        ErrorRecord error = Session.Fails($"New-MSSStream a $web {settings}");

        Expect(error, "InvalidSetting,MssTools.Cmdlets.NewMssStreamCommand", ErrorCategory.InvalidArgument);
        Assert.True(new WildcardPattern(message).IsMatch(error.Exception.Message), error.Exception.Message);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Web));
        Assert.Empty(Session.Run("Get-MSSStream"));
    }

    [Theory]
    [InlineData("New-MSSStream a, b $web -Bandwidths 1000, 1000", "InvalidSetting")]
    [InlineData("New-MSSStream a, A $web", "InvalidSetting")]
    [InlineData("New-MSSStream -Path $clip -Loop $web -IsLive $false", "InvalidSetting")]
    [InlineData("New-MSSStream a $web -IsmType isml -PublishingPoint http://localhost/a", "InvalidSetting")]
    [InlineData("New-MSSStream a $web -PublishingPoint http://localhost/a.isml", "InvalidSetting")]
    [InlineData("New-MSSStream a $web -IsmType isml -PublishingPoint http://localhost/a.isml -IsLive $false", "InvalidSetting")]
    [InlineData("New-MSSStream a", "InvalidSetting")]
    [InlineData("Add-MSSLocalStream a -Uri srt://localhost:9000", "NotImplemented")]
    [InlineData("Add-MSSLocalStream a -Uri udp://@:5000 -Loop", "InvalidSetting")]
    [InlineData("Add-MSSLocalStream a -Uri udp://239.1.1.1", "InvalidSetting")]
    [InlineData("Add-MSSLocalStream a -Uri 'tcp://localhost:5000?lisen=1'", "InvalidSetting")]
    [InlineData("Add-MSSLocalStream a -Uri rtmp://localhost/cam", "InvalidSetting")]
    [InlineData("Add-MSSLocalStream a -Uri 'rtsp://localhost/cam?transport=sctp'", "InvalidSetting")]
    [InlineData("Add-MSSLocalStream a -Uri http:///live.ts", "InvalidSetting")]
    [InlineData("Add-MSSLocalStream a -Uri 'ffmpeg:-re -i'", "InvalidSetting")]
    [InlineData("Add-MSSLocalStream a $clip -Loop -Follow", "InvalidSetting")]
    [InlineData("New-MSSStream -Path $web/*.mp4 -TargetFolder $web", "NotFound")]
    [InlineData("New-MSSStream -Path $web/none/*.mp4 -TargetFolder $web", "NotFound")]
    [InlineData("New-MSSStream -Path Env:HOM* -TargetFolder $web", "InvalidSetting")]
    [InlineData("New-MSSStream -Path Env:PATH -TargetFolder $web", "InvalidSetting")]
    [InlineData("New-MSSStream -LiteralPath Env:PATH -TargetFolder $web", "InvalidSetting")]
    [InlineData("New-MSSStream a Env:PATH", "InvalidSetting")]
    [InlineData("New-MSSStream a nodrive:/web", "NotFound")]
    [InlineData("New-MSSStream -Path nodrive:/a.mp4 -TargetFolder $web", "NotFound")]
    [InlineData("New-MSSStream -Path noprovider::/a.mp4 -TargetFolder $web", "InvalidSetting")]
    [InlineData("Add-MSSLocalStream a Env:PATH", "InvalidSetting")]
    [InlineData("Add-MSSLocalStream a file:", "InvalidSetting")]
    [InlineData("Remove-MSSGroup a -TargetFolder Env:PATH", "InvalidSetting")]
    [InlineData("Start-MSSServer Env:PATH", "InvalidSetting")]
    [InlineData("Export-MSSServerConfig nginx Env:PATH", "InvalidSetting")]
    [InlineData("Compare-MSSGroup $web $web", "NotFound")]
    [InlineData("Compare-MSSGroup Env:PATH $web", "InvalidSetting")]
    [InlineData("Compare-MSSGroup -ReferenceUri ftp://127.0.0.1/a -DifferenceUri http://127.0.0.1/a", "InvalidSetting")]
    [InlineData("Compare-MSSGroup ftp://127.0.0.1/a $web", "InvalidSetting")]
    [InlineData("Test-MSSGroup http://127.0.0.1:1/a/Manifest", "SourceFailed")]
    [InlineData("Save-MSSClip -Path http://127.0.0.1:1/a/Manifest $web/clips", "InvalidSetting")]
    [InlineData("New-MSSStream a s3://B/web", "InvalidSetting")]
    [InlineData("New-MSSStream a $web -NodeLabel north", "InvalidSetting")]
    [InlineData("Start-MSSService $web/s -Cluster mysql://host/db", "InvalidSetting")]
    [InlineData("Suspend-MSSNode a", "InvalidSetting")]
    [InlineData("Resume-MSSNode a", "InvalidSetting")]
    [InlineData("Get-MSSNode nix", "NotFound")]
    [InlineData("Move-MSSGroup nix", "NotFound")]
    [InlineData("Test-MSSGroup s3://bucket/../group", "InvalidSetting")]
    [InlineData("Save-MSSClip -Path $web s3://bucket/clips", "InvalidSetting")]
    [InlineData("Start-MSSServer s3://bucket/web", "InvalidSetting")]
    [InlineData("Repair-MSSGroup $web/nix", "NotFound")]
    [InlineData("Repair-MSSGroup -GroupName nix -TargetFolder $web", "NotFound")]
    [InlineData("Repair-MSSGroup $web", "NoMedia")]
    [InlineData("Repair-MSSGroup $web -From $web/nix", "NotFound")]
    [InlineData("Repair-MSSGroup http://127.0.0.1/film", "InvalidSetting")]
    [InlineData("Repair-MSSGroup Env:PATH", "InvalidSetting")]
    [InlineData("Save-MSSClip nix $web", "NotFound")]
    [InlineData("Save-MSSClip -Path $web $web/clips", "NotFound")]
    [InlineData("Save-MSSClip -Path $web $web/clips -Last 0:01 -From 0:01", "InvalidSetting")]
    [InlineData("Save-MSSClip -Path Env:PATH $web/clips", "InvalidSetting")]
    [InlineData("Save-MSSClip -Path $web Env:PATH", "InvalidSetting")]
    [InlineData("Export-MSSGroup nix $web -As Ism", "NotFound")]
    [InlineData("Export-MSSGroup -Path $web $web/out -As Ismv", "NotFound")]
    [InlineData("Export-MSSGroup -Path $web $web/out -As Mp4 -Last 0:01 -To 0:01", "InvalidSetting")]
    [InlineData("Export-MSSGroup -Path http://127.0.0.1:1/a/Manifest $web/out -As Ism", "InvalidSetting")]
    [InlineData("3 | Save-MSSClip -TargetFolder $web", "NotFound")]
    [InlineData("Stop-MSSStream -InputObject ([pscustomobject]@{ Id = 'x' })", "NotFound")]
    [InlineData("Stop-MSSStream", "InvalidSetting")]
    [InlineData("Remove-MSSStream", "InvalidSetting")]
    [InlineData("Get-MSSStream nix", "NotFound")]
    [InlineData("Get-MSSStream -Id 999999", "NotFound")]
    [InlineData("Stop-MSSStream nix", "NotFound")]
    [InlineData("Wait-MSSStream nix", "NotFound")]
    [InlineData("Remove-MSSStream nix", "NotFound")]
    [InlineData("Get-MSSGroup nix", "NotFound")]
    [InlineData("Remove-MSSGroup nix", "NotFound")]
    [InlineData("Get-MSSLocalStream nix", "NotFound")]
    [InlineData("Start-MSSIngest -Port 65536", "InvalidSetting")]
    [InlineData("Start-MSSIngest -Port 0 -Application ''", "InvalidSetting")]
    [InlineData("Start-MSSIngest -Port 0 -IdleTimeout 0", "InvalidSetting")]
    [InlineData("Start-MSSIngest -Port 0 -StreamKey ../up", "InvalidSetting")]
    [InlineData("Start-MSSIngest -Port 0 -Address 192.0.2.1", "InvalidSetting")]
    [InlineData("$null = Start-MSSIngest (Start-MSSIngest -Port 0 -Address 127.0.0.1).Port -Address 127.0.0.1", "AddressInUse")]
    [InlineData("Get-MSSIngest 1", "NotFound")]
    [InlineData("Stop-MSSIngest 1", "NotFound")]
    [InlineData("Remove-MSSLocalStream nix", "NotFound")]
    [InlineData("New-MSSPublishingPoint live1", "NotFound")]
    [InlineData("New-MSSPublishingPoint live1 -ServerId 4711", "NotFound")]
    [InlineData("$null = Start-MSSServer $web -Port 0; New-MSSPublishingPoint ../up", "InvalidSetting")]
    [InlineData("$null = Start-MSSServer $web -Port 0; New-MSSPublishingPoint live1 -IdleTimeout 0", "InvalidSetting")]
    [InlineData("$null = Start-MSSServer $web -Port 0; New-MSSPublishingPoint live1 -ChunkLength 0", "InvalidSetting")]
    [InlineData("$null = Start-MSSServer $web -Port 0; New-MSSPublishingPoint live1 -PlaylistLength 4", "InvalidSetting")]
    [InlineData("$null = Start-MSSServer $web -Port 0; New-MSSPublishingPoint live1 -RelayTo ftp://127.0.0.1/a.isml", "InvalidSetting")]
    [InlineData("$null = Start-MSSServer $web -Port 0; $null = Start-MSSServer $web -Port 0; New-MSSPublishingPoint live1", "InvalidSetting")]
    [InlineData("Get-MSSPublishingPoint nix", "NotFound")]
    [InlineData("Stop-MSSPublishingPoint nix", "NotFound")]
    [InlineData("Start-MSSPublishingPoint nix", "NotFound")]
    [InlineData("Remove-MSSPublishingPoint nix", "NotFound")]
    public void Cmdlet_CannotDoIt_WritesOneErrorWithTheDocumentedId(string script, string id)
    {
        ErrorRecord error = Session.Fails(script);

        Assert.StartsWith(id + ",MssTools.Cmdlets.", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.NotEmpty(error.ErrorDetails.RecommendedAction);
        Assert.NotNull(error.TargetObject);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Web));
    }

    [Theory]
    [InlineData("New-MSSStream a s3://bucket/web")]
    [InlineData("New-MSSStream a $web -MirrorTo az://container")]
    [InlineData("Test-MSSGroup s3://bucket/web/group")]
    public void Cmdlet_ModuleWithoutObjectStores_SaysWhatToBuild(string script)
    {
        if (Directory.Exists(Path.Join(Repository.Root, "module/cloud")))
        {
            return; // somebody built them
        }

        ErrorRecord error = Session.Fails(script);

        Assert.StartsWith("NotInstalled,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("build.ps1 -Cloud", error.ErrorDetails?.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public void AddMssLocalStream_NameInUse_IsAlreadyExists()
    {
        Session.Run("Add-MSSLocalStream a $clip");

        ErrorRecord error = Session.Fails("Add-MSSLocalStream A $plain");

        Expect(error, "AlreadyExists,MssTools.Cmdlets.AddMssLocalStreamCommand", ErrorCategory.ResourceExists);
        Assert.Equal("A", error.TargetObject);
        Session.Run("Add-MSSLocalStream a $clip"); // the same again is no error: scripts run twice
    }

    [Fact]
    public void NewMssStream_OverwriteOffAndGroupThere_IsAlreadyExists()
    {
        Session.Run("New-MSSStream -Path $clip -TargetFolder $web -GroupName g -IsLive $false -Wait");

        ErrorRecord error = Session.Fails(
            "New-MSSStream -Path $clip -TargetFolder $web -GroupName g -IsLive $false -OverwriteDestination $false");

        Expect(error, "AlreadyExists,MssTools.Cmdlets.NewMssStreamCommand", ErrorCategory.ResourceExists);
        Assert.Equal("g", error.TargetObject);
    }

    [Fact]
    public void NewMssStream_GroupIsBeingWritten_IsGroupInUse()
    {
        Session.Run("New-MSSStream waiting $web -GroupName g");

        ErrorRecord error = Session.Fails("New-MSSStream -Path $clip -TargetFolder $web -GroupName G -IsLive $false");

        Expect(error, "GroupInUse,MssTools.Cmdlets.NewMssStreamCommand", ErrorCategory.ResourceBusy);
        Assert.Equal("G", error.TargetObject);
    }

    [Fact]
    public void NewMssStream_TargetIsAFile_IsInvalidTarget()
    {
        File.WriteAllText(Path.Join(Web, "taken"), "mine");

        ErrorRecord error = Session.Fails("New-MSSStream -Path $clip -TargetFolder $web/taken -GroupName g");
        ErrorRecord group = Session.Fails("New-MSSStream -Path $clip -TargetFolder $web -GroupName taken");

        Expect(error, "InvalidTarget,MssTools.Cmdlets.NewMssStreamCommand", ErrorCategory.InvalidArgument);
        Expect(group, "InvalidTarget,MssTools.Cmdlets.NewMssStreamCommand", ErrorCategory.InvalidArgument);
        Assert.Equal("mine", File.ReadAllText(Path.Join(Web, "taken")));
    }

    [Fact]
    public void NewMssStream_TargetIsALinkOutOfTheTree_IsInvalidTarget()
    {
        string outside = Directory.CreateDirectory(Path.Join(Web, "outside")).FullName;
        string tree = Directory.CreateDirectory(Path.Join(Web, "tree")).FullName;
        if (!CanLink(Path.Join(tree, "g"), outside))
        {
            return; // Windows without the right to make links has none to refuse
        }

        ErrorRecord error = Session.Fails("New-MSSStream -Path $clip -TargetFolder $web/tree -GroupName g");

        Expect(error, "InvalidTarget,MssTools.Cmdlets.NewMssStreamCommand", ErrorCategory.InvalidArgument);
        Assert.Empty(Directory.EnumerateFileSystemEntries(outside));
    }

    [Fact]
    public void NewMssStream_TargetIsInsideAnotherGroup_IsInvalidTarget()
    {
        Session.Run("New-MSSStream -Path $clip -TargetFolder $web -GroupName g -IsLive $false -Wait");
        string[] before = Files();

        ErrorRecord error = Session.Fails("New-MSSStream -Path $plain -TargetFolder $web/g -GroupName inner -IsLive $false");

        Expect(error, "InvalidTarget,MssTools.Cmdlets.NewMssStreamCommand", ErrorCategory.InvalidArgument);
        Assert.Equal(before, Files());
    }

    [Fact]
    public void NewMssStream_InputIsNoMedia_WaitWritesTheStreamsFailure()
    {
        File.WriteAllText(Path.Join(Web, "text.mp4"), "This is no film.");

        ErrorRecord error = Session.Fails("New-MSSStream -Path $web/text.mp4 -TargetFolder $web -IsLive $false -Wait");

        Assert.Equal("Unsupported,MssTools.Cmdlets.NewMssStreamCommand", error.FullyQualifiedErrorId);
        Assert.Equal(StreamState.Failed, Assert.IsType<MssStream>(error.TargetObject).State);
        Assert.Equal(MssError.Unsupported, Session.One<MssStream>("Get-MSSStream").LastErrorCode);
    }

    [Fact]
    public void WaitMssStream_TimeIsOver_IsTimedOut()
    {
        Session.Run("New-MSSStream waiting $web");

        ErrorRecord error = Session.Fails("Wait-MSSStream waiting -Timeout 0");

        Expect(error, "TimedOut,MssTools.Cmdlets.WaitMssStreamCommand", ErrorCategory.OperationTimeout);
        Assert.Contains("'waiting' (Waiting)", error.Exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("New-MSSStream a -TargetFolder $web -PlaylistType sliding")]
    [InlineData("New-MSSStream a -TargetFolder $web -IsmType ism")]
    [InlineData("New-MSSStream a -TargetFolder $web -IngestMode twice")]
    [InlineData("New-MSSStream a -TargetFolder $web -ChunkLength ten")]
    public void NewMssStream_WordThatIsNone_IsRefusedByTheBinder(string script) =>
        Assert.Equal("CannotConvertArgumentNoMessage,MssTools.Cmdlets.NewMssStreamCommand", Session.Fails(script).FullyQualifiedErrorId);

    private static void Expect(ErrorRecord error, string id, ErrorCategory category)
    {
        Assert.Equal(id, error.FullyQualifiedErrorId);
        Assert.Equal(category, error.CategoryInfo.Category);
        Assert.NotEmpty(error.ErrorDetails.RecommendedAction);
        Assert.IsType<MssException>(error.Exception);
    }

    private static bool CanLink(string link, string target)
    {
        try
        {
            Directory.CreateSymbolicLink(link, target);
            return true;
        }
        catch (IOException) when (OperatingSystem.IsWindows())
        {
            return false;
        }
    }
}

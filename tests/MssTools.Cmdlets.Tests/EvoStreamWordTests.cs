using System.Management.Automation;
using Xunit;

namespace MssTools.Cmdlets.Tests;

/// <summary>Commands of the media server, typed in PowerShell as they are: they work, or say the line to type.</summary>
public sealed class EvoStreamWordTests : ModuleTest
{
    [Theory]
    [InlineData("createMSSStream", "New-MSSStream")]
    [InlineData("pullStream", "Add-MSSLocalStream")]
    [InlineData("listStreams", "Get-MSSStream")]
    [InlineData("getStreamInfo", "Get-MSSStream")]
    [InlineData("shutdownStream", "Stop-MSSStream")]
    [InlineData("listConfig", "Get-MSSGroup")]
    [InlineData("removeConfig", "Remove-MSSGroup")]
    public void Alias_IsTheCmdlet(string alias, string cmdlet) =>
        Assert.Equal(cmdlet, Session.One<AliasInfo>($"Get-Command {alias}").Definition);

    [Theory]
    [InlineData("createMSSStream localstreamnames=myStream bandwidths=51265536 targetfolder=$web groupname=myMSSGroup", "myStream")]
    [InlineData("New-MSSStream localstreamnames=myStream bandwidths=51265536 targetfolder=$web groupname=myMSSGroup", "myStream")]
    [InlineData("createMSSStream localstreamnames=myStream1,myStream2 bandwidths=10000000,20000000 targetfolder=$web groupname=myMSSGroup", "myStream1,myStream2")]
    [InlineData("createMSSStream bandwidths=10000000,20000000 groupname=myMSSGroup targetfolder=$web localstreamnames=myStream1,myStream2", "myStream1,myStream2")]
    [InlineData("CREATEMSSSTREAM LOCALSTREAMNAMES=a TARGETFOLDER=$web GROUPNAME=myMSSGroup", "a")]
    [InlineData("createMSSStream localstreamnames=a targetfolder=$web -GroupName myMSSGroup", "a")]
    [InlineData("createMSSStream -LocalStreamName a targetfolder=$web groupname=myMSSGroup", "a")]
    public void CreateMssStream_AsTyped_MakesTheGroup(string command, string names)
    {
        IReadOnlyList<MssStream> streams = Session.All<MssStream>(command);

        Assert.Equal(names.Split(','), streams.Select(s => s.Name));
        Assert.All(streams, s => Assert.Equal(("myMSSGroup", Web), (s.GroupName, s.TargetFolder)));
    }

    [Fact]
    public void CreateMssStream_EachSetting_ReachesTheGroup()
    {
        Session.Run(
            "createMSSStream localStreamNames=a,b bandwidths=1,4294967295 targetFolder=\"$web\" groupName=\"my group\" playlistType=rolling playlistLength=6 "
            + "manifestName=m.ismc chunkLength=3 chunkOnIDR=0 keepAlive=0 overwriteDestination=0 staleRetentionCount=5 cleanupDestination=1 "
            + "ismType=isml isLive=1 publishingPoint=http://127.0.0.1:1/a.isml ingestMode=loop");

        StreamDefinition made = Session.One<MssGroup>("Get-MSSGroup").Definition;
        Assert.Equal(["a", "b"], made.LocalStreamNames);
        Assert.Equal([1, 4294967295], made.Bandwidths);
        Assert.Equal((Web, "my group", "m.ismc"), (made.TargetFolder, made.GroupName, made.ManifestName));
        Assert.Equal((PlaylistType.Rolling, 6, 3, 5), (made.PlaylistType, made.PlaylistLength, made.ChunkLength, made.StaleRetentionCount));
        Assert.Equal((false, false, false, true, true), (made.ChunkOnIdr, made.KeepAlive, made.OverwriteDestination, made.CleanupDestination, made.IsLive));
        Assert.Equal((IsmType.Isml, IngestMode.Loop), (made.IsmType, made.Push.Mode));
        Assert.Equal("http://127.0.0.1:1/a.isml", Assert.Single(made.Push.Points).AbsoluteUri);
    }

    [Fact]
    public void CreateMssStream_WithWhatIf_MakesNothing()
    {
        Session.Run("createMSSStream localstreamnames=a bandwidths=1 targetfolder=$web groupname=g -WhatIf");

        Assert.Empty(Session.Run("Get-MSSStream"));
    }

    [Fact]
    public void Words_BehindAPath_AreItsSettings()
    {
        Session.Run("New-MSSStream -Path $clip targetfolder=$web groupname=film isLive=0 -Wait");

        Assert.Equal(StreamState.Completed, Session.One<MssStream>("Get-MSSStream -GroupName film").State);
    }

    [Theory]
    [InlineData("createMSSStream localstreamnames=a targetfolder=/x chunkSize=1", "New-MSSStream -LocalStreamName a -TargetFolder /x")]
    [InlineData("createMSSStream localstreamnames=a,b targetfolder='/my web' commandId=1", "New-MSSStream -LocalStreamName a, b -TargetFolder '/my web'")]
    [InlineData("pullStream uri=mpegtsudp://127.0.0.1:5000 localStreamName=a keepAlive=0", "Add-MSSLocalStream -Name a -Uri udp://127.0.0.1:5000")]
    [InlineData("getStreamInfo id=5", "Get-MSSStream -Id 5")]
    [InlineData("shutdownStream id=5", "Stop-MSSStream -Id 5")]
    [InlineData("removeConfig id=5", "Remove-MSSStream -Id 5")]
    public void Words_ThatMeanSomethingElseHere_AreOneErrorWithTheLineToType(string command, string line)
    {
        ErrorRecord error = Session.Fails(command);

        Assert.StartsWith("InvalidSetting,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains($"Type: {line}", error.Exception.Message.ReplaceLineEndings("\n").Split('\n')[0], StringComparison.Ordinal);
        Assert.Equal($"Type: {line}", error.ErrorDetails.RecommendedAction);
        Assert.Empty(Session.Run("Get-MSSStream; Get-MSSLocalStream"));
    }

    [Theory]
    [InlineData("createMSSStream localstreamnames=a targetfolder=$web bandwidths=many", "whole number")]
    [InlineData("createMSSStream bandwidths=1 targetfolder=$web", "localStreamNames is missing")]
    [InlineData("createMSSStream localstreamnames=a targetfolder=$web extra", "at place 3")]
    [InlineData("createMSSStream localstreamnames=a targetfolder=$web -Chnk 3", "at place 3")]
    [InlineData("createMSSStream localstreamnames=a targetfolder=$web groupname=g -GroupName h", "given twice")]
    [InlineData("createMSSStream localstreamnames=a groupname=g", "No folder is named")]
    [InlineData("removeConfig groupname=none removeHlsHdsFiles=maybe", "0 or 1")]
    public void Words_ThatAreNone_AreOneError(string command, string message)
    {
        ErrorRecord error = Session.Fails(command);

        Assert.StartsWith("InvalidSetting,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains(message, error.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(Session.Run("Get-MSSStream"));
    }

    [Theory]
    [InlineData("New-MSSStream -LocalStreamName 'groupname=a' -TargetFolder $web -GroupName g -WhatIf")]
    [InlineData("New-MSSStream 'any=a' $web g -WhatIf")]
    public void Name_WithAnEqualsSign_IsAName(string command)
    {
        var host = new AnsweringHost(answer: 0);
        using var session = new Session(host);
        session.Set("web", Web);

        session.Run(command);

        Assert.Matches("Package (groupname|any)=a", Assert.Single(host.Lines));
    }

    [Theory]
    [InlineData("New-MSSStream a $web g extra", "PositionalParameterNotFound")]
    [InlineData("New-MSSStream -Pth a", "NamedParameterNotFound")]
    [InlineData("Get-MSSStream -Nam a -Ide 1", "NamedParameterNotFound")]
    [InlineData("Stop-MSSStream a b", "PositionalParameterNotFound")]
    public void Mistype_WithoutSuchWords_IsPowerShellsError(string command, string id) =>
        Assert.StartsWith(id, Session.Fails(command).FullyQualifiedErrorId, StringComparison.Ordinal);

    [Fact]
    public void OtherCommands_AsTyped_Work()
    {
        Session.Run("pullStream uri=$clip localStreamName=cam keepAlive=1; createMSSStream localstreamnames=cam targetfolder=$web groupname=g");

        Assert.Equal("cam", Session.One<MssStream>("listStreams disableInternalStreams=1").Name);
        Assert.Equal("cam", Session.One<MssStream>("getStreamInfo localStreamName=cam").Name);
        Assert.Equal("g", Session.One<MssGroup>("listConfig").GroupName);
        Session.Run("shutdownStream localStreamName=cam permanently=1");
        Assert.NotEqual(StreamState.Running, Session.One<MssStream>("listStreams").State);
        Assert.NotEmpty(Files("g"));
        Session.Run("removeConfig groupname=g removeHlsHdsFiles=1 -Force");
        Assert.Empty(Files());
        Assert.Empty(Session.Run("listStreams; listConfig"));
    }

    [Fact]
    public void Refusal_OfAnAddressWithASecret_DoesNotShowIt()
    {
        ErrorRecord error = Session.Fails("pullStream uri=rtsp://user:S3CRETxyzzy@127.0.0.1/cam localStreamName=cam keepAlive=0");

        Assert.Contains("ConvertFrom-EvoStreamCommand", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.DoesNotContain("S3CRETxyzzy", $"{error.Exception} {error.ErrorDetails} {error.ErrorDetails.RecommendedAction} {error.TargetObject}", StringComparison.Ordinal);
    }
}

using System.Text.RegularExpressions;
using Xunit;

namespace MssTools.Cmdlets.Tests;

/// <summary>What EvoStream's createMSSStream takes, New-MSSStream takes: names, defaults, and the folders that come out.</summary>
public sealed partial class CreateMssStreamTests : ModuleTest
{
    [Theory]
    [InlineData("localStreamNames", "b")]
    [InlineData("targetFolder", "./webroot")]
    [InlineData("bandwidths", "4294967295")]
    [InlineData("groupName", "myMSSGroup")]
    [InlineData("playlistType", "rolling")]
    [InlineData("playlistType", "appending")]
    [InlineData("playlistLength", "4000")]
    [InlineData("manifestName", "a.ismc")]
    [InlineData("chunkLength", "3600")]
    [InlineData("chunkOnIDR", "0")]
    [InlineData("keepAlive", "1")]
    [InlineData("overwriteDestination", "0")]
    [InlineData("staleRetentionCount", "999999")]
    [InlineData("cleanupDestination", "1")]
    [InlineData("ismType", "ismc")]
    [InlineData("isLive", "0")]
    [InlineData("publishingPoint", "http://localhost:80/a.isml")]
    [InlineData("ingestMode", "loop")]
    [InlineData("audioBitrates", "1000")]
    [InlineData("videoBitrates", "1000")]
    public void Parameter_ByItsOriginalName_Binds(string name, string value)
    {
        string names = name == "localStreamNames" ? "" : "-localStreamNames a ";
        string folder = name == "targetFolder" ? "" : "-targetFolder $web ";
        string push = name is "audioBitrates" or "videoBitrates" ? "-IsmType Isml -PublishingPoint http://localhost/a.isml " : "";

        foreach (string spelling in new[] { name, name.ToLowerInvariant() })
        {
            using var shell = Session.Shell($"New-MSSStream {names}{folder}{push}-{spelling} {value} -WhatIf");
            shell.Invoke();
            Assert.Empty(shell.Streams.Error);
        }
    }

    [Fact]
    public void TheDocumentedCommand_AsTyped_WritesTheDocumentedFolders()
    {
        Session.SetLocation(Web);
        Session.Run("Add-MSSLocalStream myStream1 $clip; Add-MSSLocalStream myStream2 $plain");

        IReadOnlyList<MssStream> streams = Session.All<MssStream>(
            "New-MSSStream -localstreamnames myStream1,myStream2 -bandwidths 10000000,20000000 -targetfolder ./webroot -groupname myMSSGroup");

        Assert.Equal(["myStream1", "myStream2"], streams.Select(s => s.Name));
        Assert.All(Session.All<MssStream>("Wait-MSSStream -Timeout 30"), s => Assert.Equal(StreamState.Completed, s.State));
        Assert.Equal(
            ["10000000/audio/*.fmp4", "10000000/video/*.fmp4", "20000000/audio/*.fmp4", "20000000/video/*.fmp4", "manifest.ismc"],
            Layout("webroot/myMSSGroup"));
    }

    [Fact]
    public void TheDocumentedCommand_OneStream_WritesTheDocumentedFolders()
    {
        Session.SetLocation(Web);
        Session.Run("Add-MSSLocalStream myStream $clip");

        Session.Run("New-MSSStream -localstreamnames myStream -bandwidths 51265536 -targetfolder . -groupname myMSSGroup -isLive 0 -Wait");

        Assert.Equal(
            ["manifest.ismc", "myStream/audio/51265536/*.fmp4", "myStream/video/51265536/*.fmp4"], Layout("myMSSGroup"));
    }

    [Theory]
    [InlineData("Bandwidth", "")]
    [InlineData("PlaylistType", "Appending")]
    [InlineData("PlaylistLength", "10")]
    [InlineData("ManifestName", "manifest.ismc")]
    [InlineData("ChunkLength", "10")]
    [InlineData("ChunkOnIdr", "True")]
    [InlineData("KeepAlive", "True")]
    [InlineData("OverwriteDestination", "True")]
    [InlineData("StaleRetentionCount", "")]
    [InlineData("CleanupDestination", "False")]
    [InlineData("IsmType", "Ismc")]
    [InlineData("IsLive", "True")]
    [InlineData("IngestMode", "Single")]
    [InlineData("LookAheadFragmentCount", "2")]
    [InlineData("TimeScale", "10000000")]
    public void Parameter_NotGiven_HasTheReferenceServersDefault(string name, string expected) =>
        Assert.Equal(expected, Session.One<string>($"\"$((Get-Command New-MSSStream).ImplementingType::new().{name})\""));

    [Fact]
    public void StaleRetentionCount_NotGiven_IsThePlaylistLength() =>
        Assert.Equal(42, new StreamDefinition { PlaylistLength = 42 }.EffectiveStaleRetentionCount);

    [Fact]
    public void GroupName_NotGiven_OneStream_IsItsName()
    {
        Session.Run("New-MSSStream -Path $clip -TargetFolder $web -IsLive $false -Wait");

        Assert.Equal("bframes", Session.One<MssGroup>("Get-MSSGroup").GroupName);
    }

    [Fact]
    public void GroupName_NotGiven_SeveralStreams_IsTheSameInTheNextRun()
    {
        const string Start = "New-MSSStream -Path $clip, $plain -TargetFolder $web -IsLive $false -Wait";

        string first = Session.All<MssStream>(Start)[0].GroupName;
        string second = Session.All<MssStream>(Start)[0].GroupName;

        Assert.Matches("^mss_group_[0-9a-f]{8}$", first);
        Assert.Equal(first, second);
    }

    // Files of a folder, relative to it; the time in a fragment's name is not shown.
    private IEnumerable<string> Layout(string folder) =>
        Files(folder).Select(f => Fragment().Replace(f[(folder.Length + 1)..], "/*.fmp4")).Distinct();

    [GeneratedRegex(@"/\d+\.fmp4$")]
    private static partial Regex Fragment();
}

using System.Globalization;
using System.Management.Automation;
using Xunit;

namespace MssTools.Cmdlets.Tests;

public sealed class PipelineTests : ModuleTest
{
    [Fact]
    public void GetMssLocalStream_ToNewMssStream_MakesOneGroupOfAll()
    {
        Session.Run("Add-MSSLocalStream low $clip; Add-MSSLocalStream high $plain");

        IReadOnlyList<MssStream> streams = Session.All<MssStream>(
            "Get-MSSLocalStream low, high | New-MSSStream -TargetFolder $web -GroupName g -IsLive $false -Wait");

        Assert.Equal(["low", "high"], streams.Select(s => s.Name));
        Assert.Equal(2, Session.One<MssGroup>("Get-MSSGroup").RenditionCount);
    }

    [Fact]
    public void GetMssStream_ToStopMssStream_StopsThese()
    {
        StartTwo();

        MssStream stopped = Session.One<MssStream>("Get-MSSStream one | Stop-MSSStream -PassThru");

        Assert.Equal((stopped.Name, stopped.State), ("one", StreamState.Stopped));
        Assert.Equal(StreamState.Waiting, Session.One<MssStream>("Get-MSSStream two").State);
    }

    [Fact]
    public void GetMssGroup_ToStopMssStream_StopsItsStreams()
    {
        StartTwo();

        Session.Run("Get-MSSGroup one | Stop-MSSStream");

        Assert.Equal(
            [StreamState.Stopped, StreamState.Waiting], Session.All<MssStream>("Get-MSSStream one, two").Select(s => s.State));
    }

    [Fact]
    public void GetMssGroup_ToRemoveMssGroup_RemovesThese()
    {
        StartTwo();

        Session.Run("Get-MSSGroup o* | Remove-MSSGroup");

        Assert.Equal("two", Session.One<MssGroup>("Get-MSSGroup").GroupName);
    }

    [Theory]
    [InlineData("Get-MSSStream one")]
    [InlineData("Get-MSSGroup one")]
    public void StopMssStream_TakesObjectsThatWentThroughRemoting(string source)
    {
        StartTwo();
        PSObject sent = Assert.Single(Session.Run(source));
        var received = (PSObject)PSSerializer.Deserialize(PSSerializer.Serialize(sent, 2));
        Assert.StartsWith("Deserialized.MssTools.", received.TypeNames[0], StringComparison.Ordinal);
        Session.Set("received", received);

        Session.Run("$received | Stop-MSSStream");

        Assert.Equal(
            [StreamState.Stopped, StreamState.Waiting], Session.All<MssStream>("Get-MSSStream one, two").Select(s => s.State));
    }

    [Fact]
    public void Stream_ThroughRemoting_KeepsWhatItKnows()
    {
        PSObject sent = Assert.Single(Session.Run(
            "New-MSSStream -Path $clip -TargetFolder $web -GroupName g -IsLive $false -ChunkLength 1 -Wait"));

        dynamic received = PSSerializer.Deserialize(PSSerializer.Serialize(sent, 3));

        Assert.Equal("Completed", (string)received.State.ToString());
        Assert.Equal(6L, (long)received.FragmentCount);
        Assert.Equal(((MssStream)sent.BaseObject).Duration, (TimeSpan)received.Duration);
        Assert.Equal("H264", (string)received.Tracks[0].FourCC);
    }

    [Fact]
    public void NewMssStream_Files_ArePipedAsGetChildItemWritesThem()
    {
        File.Copy(Repository.Clip, Path.Join(Web, "[1] low.mp4"));
        File.Copy(Repository.PlainClip, Path.Join(Web, "high.mp4"));

        IReadOnlyList<MssStream> streams = Session.All<MssStream>(
            "[IO.DirectoryInfo]::new($web).GetFiles('*.mp4') | New-MSSStream -TargetFolder $web -GroupName g -IsLive $false -Wait");

        Assert.Equal(["_1_ low", "high"], streams.Select(s => s.Name).Order(StringComparer.Ordinal));
        Assert.All(streams, s => Assert.Equal(StreamState.Completed, s.State));
    }

    [Fact]
    public void NewMssStream_Path_TakesWildcards()
    {
        File.Copy(Repository.Clip, Path.Join(Web, "a1.mp4"));
        File.Copy(Repository.PlainClip, Path.Join(Web, "a2.mp4"));
        File.Copy(Repository.PlainClip, Path.Join(Web, "b.mp4"));
        Session.SetLocation(Web);

        Assert.Equal(
            ["a1", "a2"],
            Session.All<MssStream>("New-MSSStream -Path a*.mp4 -TargetFolder out -GroupName g -IsLive $false -Wait").Select(s => s.Name));
    }

    [Fact]
    public void NewMssStream_PathWithWildcards_PassesOverFolders()
    {
        Directory.CreateDirectory(Path.Join(Web, "a0"));
        File.Copy(Repository.Clip, Path.Join(Web, "a1.mp4"));

        Assert.Equal("a1", Session.One<MssStream>("New-MSSStream -Path $web/a* -TargetFolder $web/out -IsLive $false -Wait").Name);
    }

    [Fact]
    public void NewMssStream_FilesOfOneName_AreNumbered()
    {
        File.Copy(Repository.Clip, Path.Join(Directory.CreateDirectory(Path.Join(Web, "low")).FullName, "film.mp4"));
        File.Copy(Repository.PlainClip, Path.Join(Directory.CreateDirectory(Path.Join(Web, "high")).FullName, "Film.mp4"));
        File.Copy(Repository.PlainClip, Path.Join(Web, ".mp4"));
        Session.SetLocation(Web);

        Assert.Equal(
            ["film", "Film_2", "stream"],
            Session.All<MssStream>("New-MSSStream -Path low/film.mp4, high/Film.mp4, .mp4 -TargetFolder out -GroupName g -IsLive $false -Wait")
                .Select(s => s.Name));
    }

    [Fact]
    public void NewMssStream_FileThatIsNotThere_WarnsAndWaits()
    {
        Session.SetLocation(Web);
        using PowerShell shell = Session.Shell("New-MSSStream -Path late.mp4 -TargetFolder out -IsLive $false -Timeout 600");

        Assert.Equal(StreamState.Waiting, Assert.IsType<MssStream>(Assert.Single(shell.Invoke()).BaseObject).State);

        Assert.EndsWith("late.mp4' does not exist yet: stream 'late' waits for it.", Assert.Single(shell.Streams.Warning).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void NewMssStream_RecordingOfAMistypedPath_IsAnErrorAtOnce()
    {
        Session.SetLocation(Web);

        ErrorRecord error = Session.Fails("New-MSSStream -Path typo.mp4 -TargetFolder out -IsLive $false -Wait");

        Assert.Equal("NotFound,MssTools.Cmdlets.NewMssStreamCommand", error.FullyQualifiedErrorId);
        Assert.Contains("-Timeout", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Empty(Session.Run("Get-MSSStream"));
    }

    [Fact]
    public void NewMssStream_RowsWithGroups_MakeAGroupOfEach()
    {
        IReadOnlyList<MssStream> streams = Session.All<MssStream>("""
            @(
                [pscustomobject]@{ Path = $clip; GroupName = 'news'; TargetFolder = $web; Bandwidth = '3000000' }
                [pscustomobject]@{ Path = $plain; GroupName = 'sports'; TargetFolder = "$web/two"; Bandwidth = '' }
                [pscustomobject]@{ Path = $plain; GroupName = 'News'; TargetFolder = "$web/"; Bandwidth = '2000000' }
            ) | New-MSSStream -IsLive $false -Wait
            """);

        Assert.Equal(
            ["news/bframes/3000000", "news/plain-faststart/2000000", "sports/plain-faststart/0"],
            streams.Select(s => $"{s.GroupName}/{s.Name}/{s.Bandwidth}").Order(StringComparer.Ordinal));
        Assert.True(File.Exists(Path.Join(Web, "two/sports/manifest.ismc")));
    }

    [Fact]
    public void NewMssStream_RowsWithAddresses_AreNamedLikeTheirGroups()
    {
        IReadOnlyList<MssStream> streams = Session.All<MssStream>("""
            @(
                [pscustomobject]@{ Uri = 'udp://127.0.0.1:35011'; GroupName = 'a'; TargetFolder = $web; Bandwidth = '3000000' }
                [pscustomobject]@{ Uri = 'udp://127.0.0.1:35012'; GroupName = 'b'; TargetFolder = $web; LocalStreamName = 'cam'; Bandwidth = '' }
            ) | New-MSSStream
            """);

        Assert.Equal(["a/a/3000000", "b/cam/0"], streams.Select(s => $"{s.GroupName}/{s.Name}/{s.Bandwidth}"));
    }

    // Rows whose columns have other names, as other programs write them.
    [Theory]
    [InlineData("-Path { $_.file } -GroupName { $_.channel }")]
    [InlineData("-LiteralPath { $_.file } -GroupName { $_.channel }")]
    [InlineData("-LocalStreamName { $_.input } -GroupName { $_.channel }")]
    [InlineData("-Uri { \"file://$($_.file)\" } -LocalStreamName { $_.input } -GroupName { $_.channel }")]
    public void NewMssStream_ScriptsSayWhatOfARowIsMeant(string parameters)
    {
        Session.Run("Add-MSSLocalStream a $clip; Add-MSSLocalStream b $plain");

        IReadOnlyList<MssStream> streams = Session.All<MssStream>($$"""
            @([pscustomobject]@{ file = $clip; channel = 'one'; input = 'a' }, [pscustomobject]@{ file = $plain; channel = 'two'; input = 'b' }) |
                New-MSSStream -TargetFolder $web -IsLive $false -Wait {{parameters}}
            """);

        Assert.Equal(["one/Completed", "two/Completed"], streams.Select(s => $"{s.GroupName}/{s.State}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void NewMssStream_TakesItsSettingsFromATable()
    {
        Session.Run("""
            $settings = @{ Path = $clip; TargetFolder = $web; GroupName = 'g'; IsLive = $false; ChunkLength = 3; TimeScale = 1000; Wait = $true }
            New-MSSStream @settings
            """);

        StreamDefinition definition = Session.One<MssGroup>("Get-MSSGroup g").Definition;
        Assert.Equal((false, 3, 1000), (definition.IsLive, definition.ChunkLength, definition.TimeScale));
    }

    // What was typed goes before what the group was made with.
    [Theory]
    [InlineData("Get-MSSGroup g | New-MSSStream -ChunkLength 1 -Wait")]
    [InlineData("New-MSSStream -InputObject (Get-MSSGroup g) -ChunkLength 1 -Wait")]
    [InlineData("Get-MSSStream -GroupName g | New-MSSStream -ChunkLength 1 -Wait")]
    [InlineData("$g = Get-MSSGroup g; $g | Remove-MSSGroup -Force; $g | New-MSSStream -ChunkLength 1 -Wait")]
    public void Group_ToNewMssStream_IsMadeAgain(string script)
    {
        Session.Run("New-MSSStream -Path $clip, $plain -TargetFolder $web -GroupName g -IsLive $false -ChunkLength 3 -TimeScale 1000 -Wait");

        Assert.Equal(2, Session.All<MssStream>(script).Count);

        MssGroup again = Session.One<MssGroup>("Get-MSSGroup");
        Assert.Equal((StreamState.Completed, 1, 1000, 12), (again.State, again.Definition.ChunkLength, again.Definition.TimeScale, again.FragmentCount));
        Assert.Equal([Repository.Clip, Repository.PlainClip], again.Definition.Inputs.Select(i => i.Source));
    }

    [Fact]
    public void DefinitionOfAGroup_ToNewMssStream_MakesTheGroupAgain()
    {
        Session.Run("New-MSSStream -Path $clip -TargetFolder $web -GroupName g -IsLive $false -ChunkLength 3 -Wait");

        Session.Run("(Get-MSSGroup g).Definition | New-MSSStream -Wait; (Get-MSSGroup g).Definition | New-MSSStream -GroupName h -Wait");

        Assert.All(
            Session.All<MssGroup>("Get-MSSGroup"),
            g => Assert.Equal((StreamState.Completed, false, 3), (g.State, g.Definition.IsLive, g.Definition.ChunkLength)));
        Assert.Equal(2, Session.All<MssGroup>("Get-MSSGroup").Count);
    }

    // The first position is a local stream's: what is meant as another folder or name must not replace the group.
    [Theory]
    [InlineData("Get-MSSGroup g | New-MSSStream other")]
    [InlineData("Get-MSSStream -GroupName g | New-MSSStream -Path $plain")]
    [InlineData("(Get-MSSGroup g).Definition | New-MSSStream other")]
    public void Group_ToNewMssStream_WithOtherInputs_IsRefused(string script)
    {
        Session.Run("New-MSSStream -Path $clip -TargetFolder $web -GroupName g -IsLive $false -Wait");

        Assert.StartsWith("InvalidSetting", Session.Fails(script).FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(Repository.Clip, Session.One<MssGroup>("Get-MSSGroup").Definition.Inputs.Single().Source);
    }

    [Theory]
    [InlineData("'' | New-MSSStream -TargetFolder $web")]
    [InlineData("' ' | New-MSSStream -TargetFolder $web -IsLive $false")]
    [InlineData("@{ Path = $clip } | New-MSSStream -TargetFolder $web")]
    public void NewMssStream_ObjectThatNamesNothing_IsAnError(string script)
    {
        Assert.StartsWith("InvalidSetting", Session.Fails(script).FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Empty(Session.Run("Get-MSSGroup"));
    }

    [Fact]
    public void NewMssStream_AddressAsText_IsAnAddress() => Assert.Equal(
        "tcp://127.0.0.1:1",
        Session.One<MssGroup>("'tcp://127.0.0.1:1' | New-MSSStream -TargetFolder $web -GroupName g | Out-Null; Get-MSSGroup").Definition.Inputs.Single().Source);

    [Fact]
    public void Group_ToNewMssStream_WithAnotherPlace_IsASecondOne()
    {
        Session.Run("Add-MSSLocalStream low $clip; Add-MSSLocalStream high $plain");
        Session.Run("New-MSSStream low, high -Bandwidth 1000000, 2000000 -TargetFolder $web -GroupName g -IsLive $false -Wait");

        Session.Run("Get-MSSGroup g | New-MSSStream -GroupName h -Wait; Get-MSSGroup g | New-MSSStream -TargetFolder $web/two -Wait");

        Assert.Equal(
            ["g", "h", "two/g"],
            Session.All<MssGroup>("Get-MSSGroup").Select(g => Path.GetRelativePath(Web, $"{g.Definition.Identity}")).Order(StringComparer.Ordinal));
        MssGroup other = Session.One<MssGroup>("Get-MSSGroup h");
        Assert.Equal([1_000_000, 2_000_000], other.Streams.Select(s => s.Bandwidth));
        Assert.Empty(other.Definition.Inputs);
    }

    [Fact]
    public void Group_ToNewMssStream_WhileItRuns_IsTheSameOrInUse()
    {
        StartTwo();

        Assert.Equal(Session.One<MssStream>("Get-MSSStream one").Id, Session.One<MssStream>("Get-MSSGroup one | New-MSSStream").Id);
        System.Management.Automation.ErrorRecord other = Session.Fails("Get-MSSGroup one | New-MSSStream -ChunkLength 7");
        Assert.StartsWith("GroupInUse,", other.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("ChunkLength", other.Exception.Message, StringComparison.Ordinal);
        Session.Run("Get-MSSGroup one | New-MSSStream -ChunkLength 7 -Force");
        Assert.Equal(7, Session.One<MssGroup>("Get-MSSGroup one").Definition.ChunkLength);

        Session.Run("Stop-MSSStream one; Wait-MSSStream one; Get-MSSGroup one | New-MSSStream");
        Assert.Equal(StreamState.Waiting, Session.One<MssStream>("Get-MSSStream one").State);
    }

    [Fact]
    public void Group_ToNewMssStream_WithLoop_LoopsItsFiles()
    {
        Session.Run("New-MSSStream -Path $clip -TargetFolder $web -GroupName g -IsLive $false -Wait; Get-MSSGroup g | New-MSSStream -IsLive $true -Loop");

        Assert.True(Assert.Single(Session.One<MssGroup>("Get-MSSGroup g").Definition.Inputs).Loop);
        Assert.StartsWith("InvalidSetting,", Session.Fails("New-MSSStream a $web; Get-MSSGroup a | New-MSSStream -Loop").FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public void Groups_ToNewMssStream_OfOneName_AreAnError()
    {
        StartTwo();

        Assert.StartsWith("InvalidSetting,", Session.Fails("Get-MSSGroup | New-MSSStream -GroupName all").FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(2, Session.Run("Get-MSSGroup").Count);
    }

    [Fact]
    public void Group_ThroughRemoting_ToNewMssStream_IsMadeAgainWhereItIsKnown()
    {
        Session.Run("New-MSSStream -Path $clip -TargetFolder $web -GroupName it -IsLive $false -Wait");
        PSObject sent = Assert.Single(Session.Run("Get-MSSGroup it"));
        var received = (PSObject)PSSerializer.Deserialize(PSSerializer.Serialize(sent, 2));
        Session.Set("received", received);
        Assert.Equal(StreamState.Completed, Session.One<MssStream>("$received | New-MSSStream -Wait").State);

        ErrorRecord error = Session.Fails("Remove-MSSGroup it -Force; $received | New-MSSStream");

        Assert.StartsWith("NotFound,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.EndsWith(
            $"type: New-MSSStream -LocalStreamName 'bframes' -TargetFolder '{Web}' -GroupName 'it'",
            error.ErrorDetails.RecommendedAction,
            StringComparison.Ordinal);
    }

    // As jobs and remoting mark theirs: what has the same name and place there is another group.
    [Fact]
    public void Group_OfAnotherMachine_ToNewMssStream_IsAnError() => Assert.StartsWith(
        "NotFound,",
        Session.Fails("""
            New-MSSStream one $web
            $g = Get-MSSGroup one
            $g.PSObject.Properties.Add([Management.Automation.PSNoteProperty]::new('PSComputerName', 'web1'))
            $g | New-MSSStream -GroupName other
            """).FullyQualifiedErrorId,
        StringComparison.Ordinal);

    [Fact]
    public void NewMssStream_RowThatCannotBe_ItsGroupIsNotStartedWithoutIt()
    {
        using PowerShell shell = Session.Shell("""
            @(
                [pscustomobject]@{ Path = $clip; GroupName = 'two' }
                [pscustomobject]@{ Path = "$web/nope*.mp4"; GroupName = 'two' }
                [pscustomobject]@{ Path = $plain; GroupName = 'one' }
            ) | New-MSSStream -TargetFolder $web -IsLive $false -Wait
            """);

        Assert.Equal("one", Assert.IsType<MssStream>(Assert.Single(shell.Invoke()).BaseObject).GroupName);
        Assert.StartsWith("NotFound,", Assert.Single(shell.Streams.Error).FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Join(Web, "two")));
    }

    [Fact]
    public void NewMssStream_UriOfAFile_IsTheFile() => Assert.Equal(
        StreamState.Completed,
        Session.One<MssStream>("New-MSSStream -Uri file://$clip -TargetFolder $web -GroupName g -IsLive $false -Wait").State);

    [Theory]
    [InlineData("[IO.FileInfo]::new($clip), [IO.FileInfo]::new($plain) | New-MSSStream -TargetFolder $web", "InvalidSetting,")]
    [InlineData("$clip, $plain | New-MSSStream -TargetFolder $web", "InvalidSetting,")]
    [InlineData("[pscustomobject]@{ Title = 'x' } | New-MSSStream -TargetFolder $web -IsLive $false", "InvalidSetting,")]
    [InlineData("[pscustomobject]@{ Path = $clip } | New-MSSStream -IsLive $false", "InvalidSetting,")]
    [InlineData("5 | New-MSSStream -TargetFolder $web -IsLive $false", "InvalidSetting,")]
    [InlineData("Add-MSSLocalStream a $clip; Get-MSSLocalStream a | New-MSSStream -TargetFolder $web -Loop", "InvalidSetting,")]
    [InlineData("[pscustomobject]@{ Uri = 'udp://127.0.0.1:1' } | New-MSSStream -TargetFolder $web -Loop", "InvalidSetting,")]
    public void NewMssStream_RowsThatSayTooLittle_AreAnError(string script, string id)
    {
        Assert.StartsWith(id, Session.Fails(script).FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Empty(Session.Run("Get-MSSStream"));
    }

    [Theory]
    [InlineData("Stop-MSSStream")]
    [InlineData("Remove-MSSStream")]
    [InlineData("Get-MSSStream")]
    [InlineData("Wait-MSSStream -Timeout 0")]
    public void StreamCmdlet_ObjectOfAnotherProcess_IsAnErrorAndActsOnNothing(string cmdlet)
    {
        StartTwo();
        int id = Session.One<MssStream>("Get-MSSStream one").Id;
        foreach (string foreign in new[]
        {
            $"[pscustomobject]@{{ Id = {id} }}",
            $"[pscustomobject]@{{ Id = {id}; Name = 'one'; GroupName = 'one'; TargetFolder = $web }}",
            $"[MssTools.MssServer]@{{ Id = {id} }}",
            "[IO.DirectoryInfo]::new($web)",
            $"[MssTools.MssStream]@{{ Id = {id}; Name = 'one'; GroupName = 'one'; TargetFolder = '/elsewhere' }}",
            $"[MssTools.MssStream]@{{ Id = {id + 1000}; Name = 'one'; GroupName = 'one'; TargetFolder = $web }}",
            $"[MssTools.MssStream]@{{ Id = {id}; Name = 'other'; GroupName = 'one'; TargetFolder = $web }}",
            "[MssTools.MssGroup]@{ GroupName = 'one'; TargetFolder = '/elsewhere' }",
            // As jobs and remoting mark theirs, though all else agrees.
            "$($s = Get-MSSStream one; $s.PSObject.Properties.Add([Management.Automation.PSNoteProperty]::new('PSComputerName', 'web1')); $s)",
        })
        {
            Assert.StartsWith("NotFound,", Session.Fails($"{foreign} | {cmdlet}").FullyQualifiedErrorId, StringComparison.Ordinal);
        }

        Assert.All(Session.All<MssStream>("Get-MSSStream"), s => Assert.Equal(StreamState.Waiting, s.State));
    }

    [Theory]
    [InlineData("Get-MSSStream one | Stop-MSSServer")]
    [InlineData("[MssTools.MssServer]@{ Id = 1; Url = 'http://127.0.0.1:1/'; Root = $web } | Stop-MSSServer")]
    [InlineData("[pscustomobject]@{ Id = 1; Port = 1 } | Stop-MSSServer")]
    [InlineData("[pscustomobject]@{ Name = 'one' } | Remove-MSSGroup")]
    [InlineData("[pscustomobject]@{ GroupName = 'one'; TargetFolder = $web } | Remove-MSSGroup")]
    [InlineData("[MssTools.MssGroup]@{ GroupName = 'one'; TargetFolder = '/elsewhere' } | Remove-MSSGroup -DeleteFile -Force")]
    [InlineData("Get-MSSStream one | Stop-MSSIngest")]
    [InlineData("[IO.DirectoryInfo]::new($web) | Remove-MSSLocalStream")]
    [InlineData("Get-MSSStream one | Remove-MSSLocalStream")]
    [InlineData("[MssTools.LocalStream]@{ Name = 'one'; Source = '/elsewhere' } | Remove-MSSLocalStream")]
    public void OtherCmdlet_ObjectThatIsNotItsOwn_IsAnError(string script)
    {
        StartTwo();

        Assert.StartsWith("NotFound,", Session.Fails(script).FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(2, Session.Run("Get-MSSGroup").Count);
    }

    [Fact]
    public void StreamCmdlets_TakeNamesFromThePipeline()
    {
        StartTwo();

        Assert.Equal(["one", "two"], Session.All<MssStream>("'one', 't*' | Get-MSSStream").Select(s => s.Name));
        Assert.Equal("one", Session.One<MssStream>("'one' | Stop-MSSStream -PassThru").Name);
        Assert.Equal(StreamState.Stopped, Session.One<MssStream>("'one' | Wait-MSSStream").State);
    }

    [Fact]
    public void NewMssStream_LiteralPath_TakesNoWildcards()
    {
        File.Copy(Repository.Clip, Path.Join(Web, "a[1].mp4"));

        MssStream stream = Session.One<MssStream>(
            "New-MSSStream -LiteralPath $web/a[1].mp4 -TargetFolder $web -GroupName g -IsLive $false -Wait");

        Assert.Equal((stream.Name, stream.State), ("a_1_", StreamState.Completed));
    }

    [Theory]
    [InlineData("Get-MSSStream -Name o*", 1)]
    [InlineData("Get-MSSStream -Name ONE", 1)]
    [InlineData("Get-MSSStream -GroupName *", 2)]
    [InlineData("Get-MSSStream -GroupName t*, o*", 2)]
    [InlineData("Get-MSSStream -Name x*", 0)]
    [InlineData("Get-MSSGroup t?o", 1)]
    [InlineData("Get-MSSGroup x*", 0)]
    [InlineData("'one', 'two' | Get-MSSGroup", 2)]
    [InlineData("Get-MSSLocalStream *", 2)]
    [InlineData("'t*' | Get-MSSLocalStream", 1)]
    public void Get_NamesTakeWildcards(string script, int count)
    {
        StartTwo();
        Session.Run("Add-MSSLocalStream one $web/one.mp4; Add-MSSLocalStream two $web/two.mp4");

        Assert.Equal(count, Session.Run(script).Count);
    }

    [Fact]
    public void AddMssLocalStream_TakesWhatGetMssLocalStreamWrites()
    {
        Session.Run("Add-MSSLocalStream a $clip -Loop");
        Session.Run("$saved = Get-MSSLocalStream; Remove-MSSLocalStream *; $saved | Add-MSSLocalStream");

        LocalStream stream = Session.One<LocalStream>("Get-MSSLocalStream");
        Assert.Equal(("a", Repository.Clip, true, true), (stream.Name, stream.Source, stream.Loop, stream.IsAvailable));
    }

    [Fact]
    public void AddMssLocalStream_TakesRowsOfACsvFile()
    {
        Session.Run("""
            @(
                [pscustomobject]@{ Name = 'a'; Source = $clip; Loop = 'True'; Follow = 'False'; IsAvailable = 'True' }
                [pscustomobject]@{ Name = 'b'; Path = $clip; Loop = ''; Follow = 'true' }
                [pscustomobject]@{ Name = 'c'; Uri = 'udp://127.0.0.1:35011' }
            ) | Add-MSSLocalStream
            """);

        Assert.Equal(
            ["a True False", "b False True", "c False False"],
            Session.All<LocalStream>("Get-MSSLocalStream").Select(s => $"{s.Name} {s.Loop} {s.Follow}"));
        Assert.Contains(
            "neither True nor False",
            Session.Fails("[pscustomobject]@{ Name = 'd'; Path = $clip; Loop = 'ja' } | Add-MSSLocalStream").Exception.Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Get-MSSStream ", "one,two")]
    [InlineData("Stop-MSSStream -Name t", "two")]
    [InlineData("Wait-MSSStream -GroupName ", "one,two")]
    [InlineData("Remove-MSSGroup O", "one")]
    [InlineData("Get-MSSLocalStream ", "'local one',localtwo")]
    [InlineData("New-MSSStream -LocalStreamName localt", "localtwo")]
    [InlineData("Get-MSSStream -Id ", "{0},{1}")]
    [InlineData("Stop-MSSStream -Id {1}", "{1}")]
    [InlineData("Remove-MSSStream -Id ", "{0},{1}")]
    [InlineData("Wait-MSSStream -Id ", "{0},{1}")]
    [InlineData("Get-MSSServer ", "{2}")]
    [InlineData("Stop-MSSServer -Port ", "{2}")]
    [InlineData("Stop-MSSServer -Id ", "{3}")]
    [InlineData("Get-MSSIngest ", "{4}")]
    [InlineData("Stop-MSSIngest -Port ", "{4}")]
    [InlineData("Get-MSSPublishingPoint ", "live1")]
    [InlineData("Stop-MSSPublishingPoint l", "live1")]
    [InlineData("New-MSSPublishingPoint new -ServerId ", "{3}")]
    [InlineData("Get-MSSPublishingPoint -ServerId ", "{3}")]
    [InlineData("Remove-MSSPublishingPoint * -ServerId ", "{3}")]
    public void Tab_CompletesNames(string line, string expected)
    {
        StartTwo();
        Session.Run("Add-MSSLocalStream 'local one' $clip; Add-MSSLocalStream localtwo $clip");
        MssServer server = Session.One<MssServer>("Start-MSSServer $web -Port 0");
        object[] numbers =
        [
            .. Session.All<int>("(Get-MSSStream).Id").Cast<object>(),
            server.Port,
            server.Id,
            Session.One<MssIngest>("Start-MSSIngest -Port 0 -StreamKey a -Address 127.0.0.1").Port,
        ];
        Session.Run("New-MSSPublishingPoint live1");
        (line, expected) = (string.Format(CultureInfo.InvariantCulture, line, numbers), string.Format(CultureInfo.InvariantCulture, expected, numbers));

        var completion = Session.One<CommandCompletion>($"TabExpansion2 '{line}' {line.Length}");

        Assert.Equal(expected, string.Join(',', completion.CompletionMatches.Select(m => m.CompletionText)));
    }

    [Theory]
    [InlineData("Test-MSSGroup -Uri ", "(Get-MSSGroup film).Address")]
    [InlineData("Compare-MSSGroup -ReferenceUri ", "(Get-MSSGroup film).Address")]
    [InlineData("Export-MSSServerConfig -Origin ", "(Get-MSSServer).Url")]
    [InlineData("New-MSSStream -PublishingPoint ", "(Get-MSSPublishingPoint).Url")]
    [InlineData("New-MSSPublishingPoint -RelayTo ", "(Get-MSSPublishingPoint).Url")]
    [InlineData("Start-MSSIngest -Address 127.0.0.1", "'127.0.0.1'")]
    [InlineData("Start-MSSServer -Address 0", "'0.0.0.0'")]
    public void Tab_CompletesAddresses(string line, string expected)
    {
        Session.Run("New-MSSStream -Path $clip $web -GroupName film -IsLive:$false -Wait; Start-MSSServer $web -Port 0; New-MSSPublishingPoint live1");

        var completion = Session.One<CommandCompletion>($"TabExpansion2 '{line}' {line.Length}");

        Assert.Equal(Session.One<string>(expected), completion.CompletionMatches.Single().CompletionText);
    }

    [Theory]
    [InlineData("Get-MSSStream -First 2", "a b")]
    [InlineData("Get-MSSStream -Skip 1 -First 1", "b")]
    [InlineData("Get-MSSStream -Skip 2", "c")]
    [InlineData("Get-MSSStream -Skip 9", "")]
    [InlineData("Get-MSSStream -First 1 -IncludeTotalCount", "3 a")]
    [InlineData("'a', 'b', 'c' | Get-MSSStream -First 1 -Skip 1 -IncludeTotalCount", "3 b")]
    [InlineData("Get-MSSLocalStream -Skip 1 -IncludeTotalCount", "3 b c")]
    [InlineData("Get-MSSGroup -First 1 -IncludeTotalCount", "1 three")]
    [InlineData("Get-MSSGroup -First 0", "")]
    public void Get_Pages(string command, string expected)
    {
        Session.Run("'a', 'b', 'c' | ForEach-Object { Add-MSSLocalStream $_ rtsp://127.0.0.1:9/$_ }; New-MSSStream a, b, c $web -GroupName three");

        Assert.Equal(
            expected,
            Session.One<string>($"({command} | ForEach-Object {{ if ($_ -is [ulong]) {{ [long] $_ }} elseif ($_ -is [MssTools.MssGroup]) {{ $_.GroupName }} else {{ $_.Name }} }}) -join ' '"));
    }

    // Two groups whose inputs do not exist: their streams wait until they are stopped.
    private void StartTwo() => Session.Run("New-MSSStream one $web; New-MSSStream two $web");
}

using System.Management.Automation;
using System.Management.Automation.Language;
using System.Text;
using CsCheck;
using Xunit;

namespace MssTools.Cmdlets.Tests;

/// <summary>ConvertFrom-EvoStreamCommand: commands of the media server, and the lines that they become.</summary>
public sealed class EvoStreamCommandTests : ModuleTest
{
    private const string Secret = "S3CRETxyzzy0123456789";

    [Theory]
    [InlineData("localStreamNames=a,b", "-LocalStreamName a, b")]
    [InlineData("targetFolder=/var/evo-webroot", "-TargetFolder /var/evo-webroot")]
    [InlineData("bandwidths=4294967295", "-Bandwidth 4294967295")]
    [InlineData("bandwidths=10000000,20000000", "-Bandwidth 10000000, 20000000")]
    [InlineData("groupName=myMSSGroup", "-GroupName myMSSGroup")]
    [InlineData("playlistType=appending", "-PlaylistType Appending")]
    [InlineData("playlistType=ROLLING", "-PlaylistType Rolling")]
    [InlineData("playlistLength=4000", "-PlaylistLength 4000")]
    [InlineData("manifestName=a.ismc", "-ManifestName a.ismc")]
    [InlineData("chunkLength=3600", "-ChunkLength 3600")]
    [InlineData("chunkOnIDR=0", "-ChunkOnIdr $false")]
    [InlineData("keepAlive=1", "-KeepAlive $true")]
    [InlineData("overwriteDestination=0", "-OverwriteDestination $false")]
    [InlineData("staleRetentionCount=999999", "-StaleRetentionCount 999999")]
    [InlineData("cleanupDestination=7", "-CleanupDestination $true")]
    [InlineData("ismType=ismc", "-IsmType Ismc")]
    [InlineData("isLive=false", "-IsLive $false")]
    [InlineData("publishingPoint=http://localhost:80/a.isml", "-PublishingPoint http://localhost:80/a.isml")]
    [InlineData("ingestMode=loop", "-IngestMode Loop")]
    [InlineData("audioBitrates=64000", "-AudioBitrate 64000")]
    [InlineData("videoBitrates=1000000", "-VideoBitrate 1000000")]
    public void CreateMssStream_EachSetting_IsAParameter(string setting, string expected)
    {
        string names = setting.StartsWith("localStreamNames", StringComparison.Ordinal) ? "" : " localStreamNames=a";

        foreach (string typed in new[] { setting, setting[..setting.IndexOf('=', StringComparison.Ordinal)].ToUpperInvariant() + setting[setting.IndexOf('=', StringComparison.Ordinal)..] })
        {
            EvoStreamConversion conversion = Convert($"createMSSStream{names} {typed}");

            Assert.EndsWith(expected, conversion.Line, StringComparison.Ordinal);
            Assert.True(conversion.IsComplete);
            Assert.Empty(Bind(conversion.Line));
        }
    }

    [Theory]
    [InlineData("pullStream uri=rtsp://cam/1 localStreamName=a keepAlive=1 forceTcp=1", "Add-MSSLocalStream -Name a -Uri rtsp://cam/1")]
    [InlineData("PULLSTREAM URI=rtsp://cam/1?a=b LOCALSTREAMNAME=a FORCETCP=0", "Add-MSSLocalStream -Name a -Uri 'rtsp://cam/1?a=b&transport=udp'")]
    [InlineData("pullStream uri=dmpegtsudp://239.1.1.1:5000 localStreamName=a ssmIp=10.0.0.7", "Add-MSSLocalStream -Name a -Uri 'udp://10.0.0.7@239.1.1.1:5000'")]
    [InlineData("pullStream uri=mpegtstcp://host:5000 localStreamName=a rangeStart=-2 tos=256", "Add-MSSLocalStream -Name a -Uri tcp://host:5000")]
    [InlineData("pullStream uri=/media/a.mp4 localStreamName=a", "Add-MSSLocalStream -Name a -Path /media/a.mp4")]
    [InlineData("listInboundStreams", "Get-MSSLocalStream")]
    [InlineData("listStreams disableInternalStreams=1", "Get-MSSStream")]
    [InlineData("listStreamsIds", "Get-MSSStream | Select-Object -ExpandProperty Id")]
    [InlineData("getStreamsCount", "@(Get-MSSStream).Count")]
    [InlineData("getStreamInfo localStreamName=cam*1", "Get-MSSStream -Name 'cam`*1'")]
    [InlineData("shutdownStream localStreamName=a permanently=1", "Stop-MSSStream -Name a")]
    [InlineData("listConfig", "Get-MSSGroup")]
    [InlineData("removeConfig groupName=g", "Remove-MSSGroup -GroupName g")]
    [InlineData("removeConfig hlsHdsMssGroup=g removeHlsHdsFiles=1", "Remove-MSSGroup -GroupName g -DeleteFile")]
    [InlineData("listIngestPoints", "Get-MSSIngest")]
    [InlineData("version", "(Get-Module MssTools).Version")]
    public void OtherCommand_WithACounterpart_IsComplete(string command, string expected)
    {
        EvoStreamConversion conversion = Convert(command);

        Assert.Equal(expected, conversion.Line);
        Assert.Equal(expected, conversion.ToString());
        Assert.True(conversion.IsComplete);
    }

    [Theory]
    [InlineData("removeConfig id=3", "Remove-MSSStream -Id 3", "Get-MSSStream shows the numbers")]
    [InlineData("shutdownStream id=55", "Stop-MSSStream -Id 55", "Get-MSSStream shows the numbers")]
    [InlineData("shutdownStream localStreamName=a permanently=0", "Stop-MSSStream -Name a", "New-MSSStream makes it anew")]
    [InlineData("createIngestPoint privateStreamName=k publicStreamName=a", "Start-MSSIngest -StreamKey @{ 'k' = 'a' }", "in one table")]
    [InlineData("pullStream uri=rtmp://host/live/a", "Add-MSSLocalStream -Name host -Uri rtmp://host/live/a", "localStreamName is not given")]
    [InlineData("pullStream uri=rtmp://host/live/a localStreamName=a keepAlive=0", "Add-MSSLocalStream -Name a -Uri rtmp://host/live/a", "-KeepAlive $false")]
    [InlineData("pullStream uri=rtmp://host/live/a localStreamName=a swfUrl=x", "Add-MSSLocalStream -Name a -Uri rtmp://host/live/a", "swfUrl has no")]
    [InlineData("pullStream uri=rtp://host:1 localStreamName=a", "", "ffmpeg")]
    [InlineData("pullStream uri=hls://host/a localStreamName=a", "", "ffmpeg")]
    [InlineData("pushStream uri=rtmp://host/live localStreamName=a", "", "New-MSSStream -IsmType Isml")]
    [InlineData("record localStreamName=a pathToFile=/a.mp4", "", "Export-MSSGroup")]
    [InlineData("createHLSStream localStreamNames=a targetFolder=/b", "", "Smooth Streaming alone")]
    [InlineData("addGroupNameAlias groupName=a aliasName=b", "", "-GroupName")]
    [InlineData("getGroupNameByAlias aliasName=b", "", "-GroupName")]
    [InlineData("listGroupNameAliases", "", "-GroupName")]
    [InlineData("flushGroupNameAliases", "", "-GroupName")]
    [InlineData("removeGroupNameAlias aliasName=b", "", "-GroupName")]
    [InlineData("listHttpStreamingSessions", "", "Get-MSSServer")]
    [InlineData("setTimer value=5", "", "about the media server itself")]
    [InlineData("createMSSStream localStreamNames=a commandId=7", "New-MSSStream -LocalStreamName a", "commandId has no counterpart")]
    [InlineData("createMSSStream localStreamNames=a _mine=7", "New-MSSStream -LocalStreamName a", "variables of the user")]
    [InlineData("createMSSStream localStreamNames=a chunkSize=7", "New-MSSStream -LocalStreamName a", "chunkSize has no counterpart")]
    public void Command_WithoutACounterpart_SaysWhatToDo(string command, string line, string advice)
    {
        EvoStreamConversion conversion = Convert(command);

        Assert.Equal(line, conversion.Line);
        Assert.Contains(advice, Assert.Single(conversion.Unsupported), StringComparison.Ordinal);
        Assert.False(conversion.IsComplete);
    }

    [Theory]
    [InlineData("createMSSStream", "localStreamNames is missing")]
    [InlineData("createMSSStream localStreamNames= targetFolder=/x", "localStreamNames is missing")]
    [InlineData("createMSSStream localStreamNames=, targetFolder=/x", "localStreamNames is missing")]
    [InlineData("createMSSStream localStreamNames=a b", "at place 2")]
    [InlineData("createMSSStream localStreamNames=a =b", "at place 2")]
    [InlineData("createMSSStream localStreamNames=a \\=b", "at place 2")]
    [InlineData("createMSSStream localStreamNames=a localstreamnames=b", "more than once")]
    [InlineData("createMSSStream localStreamNames=\"a", "not closed")]
    [InlineData("createMSSStream localStreamNames=a bandwidths=1,-2", "whole number")]
    [InlineData("createMSSStream localStreamNames=a bandwidths=1;calc", "whole number")]
    [InlineData("createMSSStream localStreamNames=a isLive=maybe", "0 or 1")]
    [InlineData("createMSSStream localStreamNames=a playlistType=0", "appending or rolling")]
    [InlineData("createMSSStream localStreamNames=a\u202eb", "direction of text")]
    [InlineData("createMSSStream localStreamNames=a\u0007", "control characters")]
    [InlineData("create-MSSStream localStreamNames=a", "begins with its name")]
    [InlineData("shutdownStream", "localStreamName is missing")]
    [InlineData("removeConfig removeHlsHdsFiles=1", "groupName is missing")]
    [InlineData("createMSSStream?params=***", "no base64")]
    [InlineData("createMSSStream?params=gICAgA==", "no base64 of text")]
    [InlineData("createMSSStream?params=YT1i&x=y", "not of the form")]
    [InlineData("http://host:7777/", "not of the form")]
    [InlineData("http://host:7777/?params=YT1i", "not of the form")]
    public void Line_ThatIsNone_IsAnErrorOfThatLineAlone(string line, string message)
    {
        Session.Set("lines", new[] { "", line, "listStreams" });
        using PowerShell shell = Session.Shell("$lines | ConvertFrom-EvoStreamCommand");

        PSObject output = Assert.Single(shell.Invoke());

        ErrorRecord error = Assert.Single(shell.Streams.Error);
        Assert.Equal("InvalidSetting,MssTools.Cmdlets.ConvertFromEvoStreamCommandCommand", error.FullyQualifiedErrorId);
        Assert.StartsWith("Line 2: ", error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal("Get-MSSStream", output.ToString());
    }

    [Fact]
    public void Command_NobodyKnows_IsUnsupported() => Assert.Equal(
        "Unsupported,MssTools.Cmdlets.ConvertFromEvoStreamCommandCommand",
        Session.Fails("ConvertFrom-EvoStreamCommand 'createSomething a=b'").FullyQualifiedErrorId);

    [Fact]
    public void Command_LongerThanTheServerTakes_IsRefused()
    {
        string fits = $"createMSSStream localStreamNames={new string('a', 16384 - 33)}";

        Assert.True(Convert(fits).IsComplete);
        Session.Set("line", fits + "a");
        Assert.Contains("16384", Session.Fails("ConvertFrom-EvoStreamCommand $line").Exception.Message, StringComparison.Ordinal);
        Session.Set("line", "createMSSStream?params=" + new string('A', 70000));
        Assert.Contains("65536", Session.Fails("ConvertFrom-EvoStreamCommand $line").Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_OfSeveralLines_EachIsACommand()
    {
        Session.Set("text", "# a comment\r\n\r\n  listStreams\r\n\tlistConfig \n #no\nversion");

        Assert.Equal(
            ["Get-MSSStream", "Get-MSSGroup", "(Get-Module MssTools).Version"],
            Session.All<EvoStreamConversion>("ConvertFrom-EvoStreamCommand $text").Select(c => c.Line));
    }

    [Theory]
    [InlineData("a\\ b", "a b")]
    [InlineData("\"a b\"", "a b")]
    [InlineData("a\\\\b", "a\\b")]
    [InlineData("a\\=b", "a=b")]
    [InlineData("a=b", "a=b")]
    [InlineData("a\\,b", "a,b")]
    [InlineData("\\\"a\\\"", "\"a\"")]
    [InlineData("C:\\web", "C:\\web")]
    [InlineData("\"C:\\my web\\\"", "C:\\my web\\")]
    [InlineData("it's", "it's")]
    [InlineData("$(calc)", "$(calc)")]
    [InlineData("a`nb;calc", "a`nb;calc")]
    [InlineData("\u2018a\u2019", "\u2018a\u2019")]
    [InlineData("007", "007")]
    [InlineData("-Force", "-Force")]
    public void Value_AsTheServerReadsIt_IsWhatPowerShellReads(string typed, string value)
    {
        Assert.Equal([value], Arguments(Convert($"createMSSStream localStreamNames={typed}").Line)["LocalStreamName"]);
        Assert.Equal([value], Arguments(Convert($"createMSSStream localStreamNames=b groupName={typed}").Line)["GroupName"]);
    }

    [Fact]
    public void Values_Any_AreWhatPowerShellReads() =>
        Gen.Select(Gen.String[Gen.Char[' ', '\u02ff'], 1, 40].Where(IsText).Array[1, 5], Gen.String[Gen.Char[' ', '\u2044'], 1, 60].Where(IsText), Gen.Bool)
            .Sample(
                (names, group, isHttp) =>
                {
                    string settings = $"localStreamNames={string.Join(',', names.Select(Escape))} groupName={Escape(group)}";
                    Dictionary<string, string[]> read = Arguments(Convert(isHttp ? Address(settings) : "createMSSStream " + settings).Line);
                    return read["LocalStreamName"].SequenceEqual(names) && read["GroupName"].SequenceEqual([group]);
                },
                iter: 300,
                threads: 1);

    [Fact]
    public void Line_Any_IsConvertedOrRefused() =>
        Gen.String[Gen.OneOf(Gen.Char, Gen.Char[" =,\"\\?/%a1"]), 0, 80]
            .Select(text => "createMSSStream " + text)
            .Sample(
                line =>
                {
                    Session.Set("line", line);
                    using PowerShell shell = Session.Shell("ConvertFrom-EvoStreamCommand $line");
                    shell.Invoke();
                    return shell.Streams.Error.All(e => e.FullyQualifiedErrorId.StartsWith("InvalidSetting,", StringComparison.Ordinal));
                },
                iter: 300,
                threads: 1);

    [Theory]
    [InlineData("http://localhost:7777/createMSSStream?params={0}")]
    [InlineData("HTTPS://user:pw@host/proxy/7777/createMSSStream?params={0}")]
    [InlineData("createMSSStream?params={0}")]
    [InlineData("createMSSStream?params= {0} ")]
    public void HttpForm_OfAnyAlphabet_IsTheCommand(string form)
    {
        const string Settings = "localStreamNames=a>>>b?,c targetFolder=/x groupName=~~~";
        string base64 = System.Convert.ToBase64String(Encoding.UTF8.GetBytes(Settings));
        string expected = Convert("createMSSStream " + Settings).Line;

        foreach (string parameters in new[] { base64, Uri.EscapeDataString(base64), base64.TrimEnd('='), base64.Replace('+', '-').Replace('/', '_') })
        {
            Assert.Equal(expected, Convert(form.Replace("{0}", parameters, StringComparison.Ordinal)).Line);
        }
    }

    [Fact]
    public void HttpForm_WithoutSettings_IsTheCommand() => Assert.Equal("Get-MSSStream", Convert("http://localhost:7777/listStreams").Line);

    [Theory]
    [InlineData("pullStream uri=rtsp://user:{0}@127.0.0.1/cam localStreamName=cam")]
    [InlineData("pullStream uri=rtmp://127.0.0.1/live/{0} localStreamName=cam")]
    [InlineData("pullStream uri=rtmp://127.0.0.1/live/{0}")]
    [InlineData("pullStream uri=srt://127.0.0.1/live/{0}")]
    [InlineData("pullStream uri=rtmp://127.0.0.1/a localStreamName=cam tcUrl=rtmp://user:{0}@127.0.0.1/a")]
    [InlineData("createMSSStream localStreamNames=cam ismType=isml publishingPoint=http://user:{0}@host/a.isml")]
    [InlineData("createIngestPoint privateStreamName={0} publicStreamName=cam")]
    [InlineData("setAuthentication user=cam password={0}")]
    public void Secret_IsInTheLineAlone(string command)
    {
        string text = command.Replace("{0}", Secret, StringComparison.Ordinal);
        foreach (string form in new[] { text, HttpForm(text) })
        {
            EvoStreamConversion conversion = Convert(form);

            Assert.DoesNotContain(Secret, conversion.Command, StringComparison.Ordinal);
            Assert.Contains("***", conversion.Command, StringComparison.Ordinal);
            Assert.All(conversion.Unsupported, sentence => Assert.DoesNotContain(Secret, sentence, StringComparison.Ordinal));
            bool isLeftOut = conversion.Line.Length == 0 || command.Contains("tcUrl", StringComparison.Ordinal);
            Assert.Equal(!isLeftOut, conversion.Line.Contains(Secret, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("pullStream uri=rtsp://user:my S3CRETxyzzy0123456789@127.0.0.1/cam localStreamName=cam")]
    [InlineData("pullStream uri=rtsp://user:S3CRETxyzzy0123456789@127.0.0.1/cam keepAlive=S3CRETxyzzy0123456789")]
    [InlineData("pullStream rtsp://user:S3CRETxyzzy0123456789@127.0.0.1/cam")]
    [InlineData("http://user:S3CRETxyzzy0123456789@127.0.0.1/")]
    public void Secret_InALineThatIsNone_IsNotShown(string line)
    {
        Session.Set("line", line);
        ErrorRecord error = Session.Fails("ConvertFrom-EvoStreamCommand $line");

        Assert.DoesNotContain(Secret, $"{error.Exception} {error.TargetObject} {error.ErrorDetails?.RecommendedAction}", StringComparison.Ordinal);
    }

    private EvoStreamConversion Convert(string line)
    {
        Session.Set("line", line);
        return Session.One<EvoStreamConversion>("ConvertFrom-EvoStreamCommand $line");
    }

    private static string HttpForm(string command)
    {
        int space = command.IndexOf(' ', StringComparison.Ordinal);
        string base64 = System.Convert.ToBase64String(Encoding.UTF8.GetBytes(command[(space + 1)..]));
        return $"http://localhost:7777/{command[..space]}?params={Uri.EscapeDataString(base64)}";
    }

    private static string Address(string settings) => HttpForm("createMSSStream " + settings);

    // What New-MSSStream's parameters refuse of a line.
    private System.Collections.ObjectModel.Collection<ErrorRecord> Bind(string line)
    {
        string rest = (line.Contains("-TargetFolder", StringComparison.Ordinal) ? "" : " -TargetFolder $web")
            + (line.Contains("Bitrate", StringComparison.Ordinal) ? " -IsmType Isml -PublishingPoint http://localhost/a.isml" : "")
            + (line.Contains("-Bandwidth 10000000,", StringComparison.Ordinal) ? " -LocalStreamName a, b" : "");
        string command = rest.Contains("-LocalStreamName", StringComparison.Ordinal) ? line.Replace("-LocalStreamName a ", "", StringComparison.Ordinal) : line;
        using PowerShell shell = Session.Shell($"{command}{rest} -WhatIf");
        shell.Invoke();
        return [.. shell.Streams.Error];
    }

    // Parameters and their values, as PowerShell's own parser has them.
    private static Dictionary<string, string[]> Arguments(string line)
    {
        Ast script = Parser.ParseInput(line, out _, out ParseError[] errors);
        Assert.Empty(errors);
        var command = Assert.IsType<CommandAst>(Assert.Single(script.FindAll(ast => ast is CommandAst, searchNestedScriptBlocks: true)));
        Ast[] elements = [.. command.CommandElements.Skip(1)];
        return elements.Chunk(2).ToDictionary(
            pair => Assert.IsType<CommandParameterAst>(pair[0]).ParameterName,
            pair => pair[1] is ArrayLiteralAst list ? [.. list.Elements.Select(Value)] : new[] { Value(pair[1]) });
    }

    private static string Value(Ast ast) => ast is StringConstantExpressionAst text ? text.Value : Assert.IsType<ConstantExpressionAst>(ast).Value.ToString()!;

    // As the server is told not to split there.
    private static string Escape(string value) => string.Concat(value.Select(c => " \\=,\"".Contains(c, StringComparison.Ordinal) ? $"\\{c}" : $"{c}"));

    private static bool IsText(string text) => ForeignText.IsFit(text) && text == text.Trim();
}

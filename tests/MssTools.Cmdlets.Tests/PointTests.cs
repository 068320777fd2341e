using System.Management.Automation;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Xunit;

namespace MssTools.Cmdlets.Tests;

/// <summary>Publishing points, as a user makes them and as encoders meet them.</summary>
public sealed class PointTests : ModuleTest
{
    private const string Secret = "S3CRETxyzzy0123456789";

    private static readonly string s_smooth = Path.Join(Repository.Root, "tests/golden/inputs/mp4/bframes.ismv");

    private readonly HttpClient _encoder = new();

    [Fact]
    public async Task NewMssPublishingPoint_WhatAnEncoderPosts_BecomesAGroupAndThenARecording()
    {
        MssServer server = StartServer();
        MssPublishingPoint point = Session.One<MssPublishingPoint>("New-MSSPublishingPoint live1 -ChunkLength 1 -LookAheadFragmentCount 0");
        Assert.Equal((MssPointState.Idle, $"{server.Url}live1.isml", "live1", server.Id), (point.State, point.Url, point.GroupName, point.ServerId));

        Assert.Equal(HttpStatusCode.OK, await PostAsync(point.Url, File.ReadAllBytes(s_smooth)));

        Until(() => Point().State == MssPointState.Stopped);
        MssPublishingPoint after = Point();
        Assert.Equal(("live1", 2, 0L, null), (Assert.Single(after.LocalStreamNames), after.Tracks.Count, after.RefusedCount, after.LastError));
        Assert.InRange(after.FragmentCount, 2, 100);
        Assert.Empty(after.Senders);
        Assert.Equal(StreamState.Stopped, Session.One<MssStream>("Get-MSSStream live1").State);
        string manifest = await _encoder.GetStringAsync(new Uri(server.Url + "live1.isml/Manifest"));
        Assert.Contains("<c ", manifest, StringComparison.Ordinal);
        Assert.DoesNotContain("IsLive=\"TRUE\"", manifest, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task NoGroup_WhatAnEncoderPosts_IsALocalStreamForNewMssStream()
    {
        StartServer();
        MssPublishingPoint point = Session.One<MssPublishingPoint>("New-MSSPublishingPoint cam1 -NoGroup");
        Session.Run("New-MSSStream cam1 $web -GroupName news -ChunkLength 1 -LookAheadFragmentCount 0");
        using var body = new HeldContent(File.ReadAllBytes(s_smooth));
        Task<HttpStatusCode> encoder = PostAsync(point.Url, body);

        Until(() => Session.One<MssStream>("Get-MSSStream -GroupName news").State == StreamState.Running);
        Assert.Equal(("a", 0L), Session.All<MssPointSender>("(Get-MSSPublishingPoint).Senders").Select(s => (s.StreamId, s.DuplicateCount)).Single());
        body.Release();

        Assert.Equal(HttpStatusCode.OK, await encoder);
        Assert.InRange(Session.One<MssStream>("Stop-MSSStream cam1; Wait-MSSStream cam1").FragmentCount, 2, 100); // it waits for the next encoder
        Assert.Equal("", point.GroupName);
        Assert.Empty(Session.Run("Get-MSSGroup cam1*"));
    }

    [Fact]
    public async Task NoGroup_BroadcastThatIsOverAtOnce_IsReadByAStreamThatWaits()
    {
        StartServer();
        MssPublishingPoint point = Session.One<MssPublishingPoint>("New-MSSPublishingPoint cam1 -NoGroup");
        Session.Run("New-MSSStream cam1 $web -GroupName news -ChunkLength 1 -LookAheadFragmentCount 0");

        Assert.Equal(HttpStatusCode.OK, await PostAsync(point.Url, File.ReadAllBytes(s_smooth)));

        Until(() => Session.One<MssStream>("Get-MSSStream -GroupName news").DisconnectCount == 1);
        Assert.InRange(Session.One<MssStream>("Stop-MSSStream cam1; Wait-MSSStream cam1").FragmentCount, 2, 100);
        Until(() => Point().State == MssPointState.Stopped); // its local stream goes with it, perhaps while the test cleans up
    }

    [Fact]
    public async Task WhoIsRefused_IsCountedAndTheReasonShown()
    {
        MssServer server = StartServer();
        MssPublishingPoint point = Session.One<MssPublishingPoint>("New-MSSPublishingPoint live1");

        Assert.Equal(HttpStatusCode.NotFound, await PostAsync($"{server.Url}live2.isml", File.ReadAllBytes(s_smooth)));
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(point.Url, Encoding.ASCII.GetBytes("<html>This is no stream.</html>")));

        Assert.Equal((1L, MssPointState.Idle), (Point().RefusedCount, Point().State));
        Assert.Matches(@"^127\.0\.0\.1:\d+, Streams\(a\): 400: ", Point().LastError);
    }

    [Fact]
    public async Task StoppedPoint_TakesNobodyUntilItIsStarted()
    {
        StartServer();
        MssPublishingPoint point = Session.One<MssPublishingPoint>("New-MSSPublishingPoint live1");

        Session.Run("Stop-MSSPublishingPoint live1");
        Assert.Equal(MssPointState.Stopped, Point().State);
        Assert.Equal(HttpStatusCode.Forbidden, await PostAsync(point.Url, []));

        Session.Run("Start-MSSPublishingPoint live1");
        Assert.Equal(MssPointState.Idle, Point().State);
        Assert.Equal(HttpStatusCode.OK, await PostAsync(point.Url, []));

        Session.Run("Remove-MSSPublishingPoint live1");
        Assert.Empty(Session.Run("Get-MSSPublishingPoint"));
        Assert.Equal(HttpStatusCode.NotFound, await PostAsync(point.Url, []));
        Session.Run("New-MSSPublishingPoint live1"); // the name is free
    }

    [Fact]
    public async Task Credential_IsNeededAndShownNowhere()
    {
        StartServer();
        Session.Set("credential", new PSCredential("encoder", new NetworkCredential("", Secret).SecurePassword));
        using PowerShell shell = Session.Shell("New-MSSPublishingPoint live1 -Credential $credential -Verbose");
        PSObject[] output = [.. shell.Invoke()];

        var point = Assert.IsType<MssPublishingPoint>(output[0].BaseObject);
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(point.Url, []));
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(point.Url, [], $"encoder:{Secret}!"));
        Assert.Equal(HttpStatusCode.OK, await PostAsync(point.Url, [], $"encoder:{Secret}"));
        Assert.Equal(1, Point().RefusedCount);
        string all = string.Join('\n', output.Select(o => PSSerializer.Serialize(o, 5))) + string.Join('\n', shell.Streams.Verbose)
            + JsonSerializer.Serialize(Point());
        Assert.Contains("live1.isml", all, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, all, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String(Encoding.UTF8.GetBytes($"encoder:{Secret}")), all, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Authorize_DecidesByTheRequest()
    {
        StartServer();
        MssPublishingPoint point = Session.One<MssPublishingPoint>(
            "New-MSSPublishingPoint live1 -Authorize { $_.StreamKey -eq 'a' -and $_.Application -eq 'live1' -and $_.Query -eq '?token=letmein' }");

        Assert.Equal(HttpStatusCode.Forbidden, await PostAsync(point.Url, []));
        Assert.Equal(HttpStatusCode.OK, await PostAsync(point.Url, [], query: "?token=letmein"));
        Assert.Null(Point().AuthorizeError);
    }

    [Theory]
    [InlineData("Start-MSSServer $web -Port 0 | New-MSSPublishingPoint live1", "live1")]
    [InlineData("$null = Start-MSSServer $web -Port 0; 'cam1', 'cam2' | New-MSSPublishingPoint", "cam1,cam2")]
    [InlineData("$null = Start-MSSServer $web -Port 0; [pscustomobject]@{ Name = 'cam1' } | New-MSSPublishingPoint", "cam1")]
    [InlineData("$one = Start-MSSServer $web -Port 0; $null = Start-MSSServer $web -Port 0; New-MSSPublishingPoint cam1 $one.Id", "cam1")]
    public void NewMssPublishingPoint_TakesServersAndNamesFromThePipeline(string script, string names) =>
        Assert.Equal(names, string.Join(',', Session.All<MssPublishingPoint>(script).Select(point => point.Name)));

    [Theory]
    [InlineData("Get-MSSPublishingPoint | Remove-MSSPublishingPoint", "")]
    [InlineData("Get-MSSPublishingPoint cam1 | Remove-MSSPublishingPoint", "cam2,news")]
    [InlineData("'cam1', 'news' | Remove-MSSPublishingPoint", "cam2")]
    [InlineData("Remove-MSSPublishingPoint c*", "news")]
    [InlineData("Remove-MSSPublishingPoint CAM1", "cam2,news")]
    [InlineData("Remove-MSSPublishingPoint * -ServerId 4711", "cam1,cam2,news")]
    [InlineData("Get-MSSServer | Stop-MSSServer", "")]
    public void RemoveMssPublishingPoint_TakesNamesAndPoints(string script, string rest)
    {
        StartServer();
        Session.Run("'cam1', 'cam2', 'news' | New-MSSPublishingPoint");

        Session.Run(script);

        Assert.Equal(rest, string.Join(',', Session.All<MssPublishingPoint>("Get-MSSPublishingPoint").Select(point => point.Name)));
    }

    [Fact]
    public void SeveralServers_EachHasItsOwnPoints()
    {
        int[] servers = [StartServer().Id, StartServer().Id];
        Session.Run($"New-MSSPublishingPoint live1 {servers[0]}; New-MSSPublishingPoint live1 {servers[1]}");

        Session.Run($"Get-MSSPublishingPoint -ServerId {servers[0]} | Stop-MSSPublishingPoint");

        Assert.Equal(
            [(servers[0], MssPointState.Stopped), (servers[1], MssPointState.Idle)],
            Session.All<MssPublishingPoint>("Get-MSSPublishingPoint live1").Select(point => (point.ServerId, point.State)));
        Session.Run("Get-MSSPublishingPoint | Start-MSSPublishingPoint");
        Assert.All(Session.All<MssPublishingPoint>("Get-MSSPublishingPoint"), point => Assert.Equal(MssPointState.Idle, point.State));
    }

    [Theory]
    [InlineData("New-MSSPublishingPoint LIVE1", "Server ? has the publishing point 'LIVE1' already.")]
    [InlineData("Add-MSSLocalStream cam1 $clip; New-MSSPublishingPoint cam1", "The local stream 'cam1' stands for *")]
    public void NewMssPublishingPoint_NameTaken_IsAlreadyExists(string script, string message)
    {
        StartServer();
        Session.Run("New-MSSPublishingPoint live1");

        ErrorRecord error = Session.Fails("$null = & { " + script + " }");

        Assert.Equal("AlreadyExists,MssTools.Cmdlets.NewMssPublishingPointCommand", error.FullyQualifiedErrorId);
        Assert.True(new WildcardPattern(message.Replace("?", "*", StringComparison.Ordinal)).IsMatch(error.Exception.Message), error.Exception.Message);
        Assert.NotEmpty(error.ErrorDetails.RecommendedAction);
        Assert.Single(Session.Run("Get-MSSPublishingPoint"));
    }

    [Theory]
    [InlineData("New-MSSPublishingPoint other -WhatIf")]
    [InlineData("Stop-MSSPublishingPoint * -WhatIf")]
    [InlineData("Start-MSSPublishingPoint * -WhatIf")]
    [InlineData("Remove-MSSPublishingPoint * -WhatIf")]
    public void WhatIf_ChangesNothing(string script)
    {
        StartServer();
        Session.Run("New-MSSPublishingPoint running; New-MSSPublishingPoint stopped; Stop-MSSPublishingPoint stopped");

        Session.Run(script);

        Assert.Equal(
            [("running", MssPointState.Idle), ("stopped", MssPointState.Stopped)],
            Session.All<MssPublishingPoint>("Get-MSSPublishingPoint").Select(point => (point.Name, point.State)));
    }

    [Theory]
    [InlineData("-Public", "", true)]
    [InlineData("", "", false)]
    [InlineData("-Public -Token $secret", "", true)]
    [InlineData("-Public", "-Credential ([pscredential]::new('encoder', $secret))", false)]
    [InlineData("-Public", "-Authorize { $true }", false)]
    [InlineData("-Public", "-WhatIf", false)]
    public void NewMssPublishingPoint_EverybodyMayPush_SaysSo(string server, string settings, bool warns)
    {
        Session.Set("secret", new NetworkCredential("", Secret).SecurePassword);
        using PowerShell shell = Session.Shell(
            $"$server = Start-MSSServer $web -Port 0 -WarningAction SilentlyContinue {server}; New-MSSPublishingPoint live1 $server.Id {settings}");

        shell.Invoke();

        Assert.Empty(shell.Streams.Error);
        Assert.Equal(warns ? 1 : 0, shell.Streams.Warning.Count);
        Assert.All(shell.Streams.Warning, w => Assert.Contains("with -Credential or -Authorize", w.Message, StringComparison.Ordinal));
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _encoder.Dispose();
        base.Dispose(disposing);
    }

    private MssServer StartServer() => Session.One<MssServer>("Start-MSSServer $web -Port 0");

    private MssPublishingPoint Point() => Session.One<MssPublishingPoint>("Get-MSSPublishingPoint");

    private async Task<HttpStatusCode> PostAsync(string point, byte[] body, string? user = null, string query = "")
    {
        using var content = new ByteArrayContent(body);
        return await PostAsync(point, content, user, query);
    }

    private async Task<HttpStatusCode> PostAsync(string point, HttpContent body, string? user = null, string query = "")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"{point}/Streams(a){query}")) { Content = body };
        request.Headers.Authorization = user is null ? null : new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(user)));
        using HttpResponseMessage answer = await _encoder.SendAsync(request);
        return answer.StatusCode;
    }

    /// <summary>A body whose last bytes are held back, as of an encoder that is not at its end.</summary>
    private sealed class HeldContent(byte[] bytes) : HttpContent
    {
        private const int Last = 16;

        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Release() => _released.TrySetResult();

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(bytes.AsMemory(0, bytes.Length - Last));
            await stream.FlushAsync();
            await _released.Task;
            await stream.WriteAsync(bytes.AsMemory(bytes.Length - Last));
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false; // chunked, as encoders send
        }
    }
}

using System.Management.Automation;
using Xunit;

namespace MssTools.Cmdlets.Tests;

/// <summary>Services in processes of their own, and cmdlets that act on them.</summary>
public sealed class ServiceTests : ModuleTest
{
    public ServiceTests() => Session.SetLocation(Web);

    [Fact]
    public void EveryCmdletThatActsOnAnEngine_TakesService()
    {
        string[] own = ["Connect-MSSService", "ConvertFrom-EvoStreamCommand", "Install-MSSService", "Start-MSSService", "Uninstall-MSSService"];

        IReadOnlyList<CmdletInfo> without = Session.All<CmdletInfo>("Get-Command -Module MssTools | Where-Object { -not $_.Parameters.ContainsKey('Service') }");

        Assert.Equal([.. own, "Disconnect-MSSService", "Get-MSSService", "Stop-MSSService"], without.Select(c => c.Name).OrderBy(name => Array.IndexOf(own, name) < 0).ThenBy(name => name, StringComparer.Ordinal));
    }

    // Two services and the session, each with a stream 1 of the same name.
    [Fact]
    public void TwoServices_FanOut_ObjectsGoBackWhereTheyAreFrom()
    {
        using var services = new Services(Session, "a", "b");
        Session.Set("clip", Repository.Clip);
        Session.Run("Disconnect-MSSService; Start-MSSService ./never -WhatIf");
        services.Connect();

        Session.Run("Add-MSSLocalStream clip -Path $clip -Loop -Service a, b; Add-MSSLocalStream clip -Path $clip -Loop -Service ''");
        IReadOnlyList<MssStream> started =
        [
            Session.One<MssStream>("New-MSSStream clip -TargetFolder ./web-a -GroupName g -Service a"),
            Session.One<MssStream>("New-MSSStream clip -TargetFolder ./web-b -GroupName g -Service b"),
            Session.One<MssStream>("New-MSSStream clip -TargetFolder ./web-own -GroupName g -Service ''"),
        ];
        Assert.Equal(["a", "b", ""], started.Select(s => s.Service));
        Assert.Equal(2, started.Count(s => s.Id == 1 && s.Service.Length > 0));

        Assert.Equal(["a", "b"], Session.All<MssGroup>("Get-MSSGroup").Select(g => g.Service));
        Assert.Equal(["a", "b"], Session.All<MssStream>("Get-MSSStream -Service *").Select(s => s.Service));
        Assert.Equal(["b", "a"], Session.All<LocalStream>("Get-MSSLocalStream -Service b, a").Select(s => s.Service));
        Assert.Equal("", Session.One<MssGroup>("Get-MSSGroup -Service ''").Service);

        MssStream stopped = Session.One<MssStream>("Get-MSSStream -Service b | Stop-MSSStream -PassThru");
        Assert.Equal(("b", StreamState.Stopped), (stopped.Service, stopped.State));
        Assert.Equal(
            [("a", true), ("b", false)],
            Session.All<MssStream>("Get-MSSStream").Select(s => (s.Service, s.State is StreamState.Running or StreamState.Waiting)));

        // By what jobs and files make of them.
        Session.Run("Get-MSSGroup -Service a | Remove-MSSGroup -DeleteFile -Force");
        Assert.Equal(["b"], Session.All<MssGroup>("Get-MSSGroup").Select(g => g.Service));
        Assert.Equal("", Session.One<MssGroup>("Get-MSSGroup g -Service ''").Service);
        Session.Run("Get-MSSStream -Service '' | Remove-MSSStream; Get-MSSLocalStream -Service '' | Remove-MSSLocalStream");

        MssStream again = Session.One<MssStream>("Get-MSSGroup g -Service b | New-MSSStream -GroupName again");
        Assert.Equal(("b", "again"), (again.Service, again.GroupName));
    }

    [Fact]
    public void Restart_GroupGoesOn_AndStopEndsTheProcess()
    {
        using var services = new Services(Session, "a");
        services.Connect();
        Session.Set("clip", Repository.Clip);
        Session.Run("Add-MSSLocalStream clip -Path $clip -Loop; New-MSSStream clip -TargetFolder ./web -GroupName g -ChunkLength 1");
        Until(() => Session.One<MssGroup>("Get-MSSGroup g").FragmentCount > 2);
        MssService before = Session.One<MssService>("Get-MSSService a");
        Assert.Equal((MssServiceState.Running, 1, 1), (before.State, before.GroupCount, before.StreamCount));

        Session.Run("Stop-MSSService ./a");

        Assert.Equal(MssServiceState.Unreachable, Session.One<MssService>("Get-MSSService a").State);
        Assert.Contains("IsLive=\"TRUE\"", File.ReadAllText(Path.Join(Web, "web", "g", "manifest.ismc")), StringComparison.Ordinal);
        ErrorRecord gone = Session.Fails("Get-MSSGroup g");
        Assert.Equal("Unavailable,MssTools.Cmdlets.GetMssGroupCommand", gone.FullyQualifiedErrorId);

        MssService after = Session.One<MssService>("Start-MSSService ./a");

        Assert.NotEqual(before.ProcessId, after.ProcessId);
        MssGroup group = Session.One<MssGroup>("Get-MSSGroup g");
        Assert.Equal((1, true), (group.Streams.Single().Id, group.IsLive));
    }

    [Fact]
    public void Start_SecondTime_IsAlreadyRunning()
    {
        using var services = new Services(Session, "a");

        ErrorRecord error = Session.Fails("Start-MSSService ./a");

        Assert.Equal("AlreadyRunning,MssTools.Cmdlets.StartMssServiceCommand", error.FullyQualifiedErrorId);
        Assert.Contains("Connect-MSSService", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Start-MSSService ./x -Port 1", "InvalidSetting", "certificate")]
    [InlineData("Start-MSSService ./x -Credential ([pscredential]::new('u', [Net.NetworkCredential]::new('', 'p').SecurePassword))", "InvalidSetting", "Port")]
    [InlineData("Connect-MSSService ./nothing", "Unavailable", "cannot be reached")]
    [InlineData("Stop-MSSService ./nothing", "Unavailable", "cannot be reached")]
    [InlineData("Get-MSSStream -Service nobody", "NotFound", "nobody")]
    [InlineData("Get-MSSStream -Service no*", "NotFound", "no*")]
    [InlineData("Get-MSSService nobody", "NotFound", "nobody")]
    [InlineData("Disconnect-MSSService nobody", "NotFound", "nobody")]
    [InlineData("Uninstall-MSSService nobody", "NotFound", "nobody")]
    [InlineData("Connect-MSSService -ComputerName a, b -Name x -Credential ([pscredential]::new('u', [Net.NetworkCredential]::new('', 'p').SecurePassword))", "InvalidSetting", "2 machines")]
    public void BadInput_HasOneClearError(string script, string id, string part)
    {
        ErrorRecord error = Session.Fails(script);

        Assert.StartsWith(id + ",", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains(part, error.Exception.Message, StringComparison.Ordinal);
        Assert.NotEmpty(error.ErrorDetails.RecommendedAction);
    }

    // Of a runspace: jobs and other sessions of the process act on their own engine, and can name it.
    [Fact]
    public void Connection_IsTheDefaultOfItsRunspaceAlone()
    {
        using var services = new Services(Session, "a");
        services.Connect();
        using var other = new Session();

        Assert.Equal("a", Session.One<LocalStream>("Add-MSSLocalStream x -Path ./x.mp4 -PassThru").Service);
        Assert.Empty(other.Run("Get-MSSLocalStream"));
        Assert.Equal("a", other.One<LocalStream>("Get-MSSLocalStream -Service a").Service);
    }

    [Fact]
    public void Authorize_IsRefusedByAService()
    {
        using var services = new Services(Session, "a");
        services.Connect();

        ErrorRecord error = Session.Fails("Start-MSSIngest 0 -Address 127.0.0.1 -Authorize { $true }");

        Assert.Equal("Unsupported,MssTools.Cmdlets.StartMssIngestCommand", error.FullyQualifiedErrorId);
        Assert.Empty(Session.Run("Get-MSSIngest"));
    }

    [Fact]
    public void Install_WhatIf_ShowsTheUnitAndWritesNothing()
    {
        using PowerShell shell = Session.Shell("Install-MSSService './a state' -Name msstools-test -WhatIf");
        Assert.Empty(shell.Invoke());
        Assert.Empty(shell.Streams.Error);
        Assert.False(Directory.Exists(Path.Join(Web, "a state")));
    }

    /// <summary>Services with state folders of their names, which end with the test.</summary>
    private sealed class Services : IDisposable
    {
        private readonly Session _session;
        private readonly string[] _names;

        public Services(Session session, params string[] names)
        {
            (_session, _names) = (session, names);
            foreach (string name in names)
            {
                Assert.Equal(MssServiceState.Running, session.One<MssService>($"Start-MSSService ./{name}").State);
            }
        }

        public void Connect()
        {
            foreach (string name in _names)
            {
                Assert.Equal(name, _session.One<MssService>($"Connect-MSSService ./{name} -Name {name}").Name);
            }
        }

        public void Dispose()
        {
            foreach (string name in _names)
            {
                using PowerShell shell = _session.Shell($"Stop-MSSService ./{name}; Disconnect-MSSService {name}");
                shell.Invoke();
            }
        }
    }
}

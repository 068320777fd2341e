using System.Management.Automation;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using MssTools.Core.Tests;
using Xunit;

namespace MssTools.Cmdlets.Tests;

/// <summary>Servers in an engine that brings no ASP.NET Core.</summary>
public sealed class ServerTests : ModuleTest
{
    private readonly HttpClient _client = new();

    [Fact]
    public async Task StartMssServer_AspNetCoreIsNotInTheDefaultContext_Serves()
    {
        Session.Run("New-MSSStream -Path $clip -TargetFolder $web -GroupName film -IsLive $false -Wait");

        MssServer server = Session.One<MssServer>("Start-MSSServer $web -Port 0");

        Assert.StartsWith("<?xml", await _client.GetStringAsync(new Uri(server.Url + "film/manifest.ismc")), StringComparison.Ordinal);
        Assert.Contains("QualityLevels({bitrate})", await _client.GetStringAsync(new Uri(server.Url + "film.ism/Manifest")), StringComparison.Ordinal);
        Assert.All(
            AppDomain.CurrentDomain.GetAssemblies().Where(a => a.GetName().Name!.StartsWith("Microsoft.AspNetCore.", StringComparison.Ordinal)),
            a => Assert.Equal("MssTools.Core", System.Runtime.Loader.AssemblyLoadContext.GetLoadContext(a)!.Name));
    }

    [Theory]
    [InlineData("-Public", true)]
    [InlineData("-Address 0.0.0.0", true)]
    [InlineData("-Address ::", true)]
    [InlineData("", false)]
    [InlineData("-Address 127.0.0.2", false)]
    [InlineData("-Address ::1", false)]
    [InlineData("-Public -Token (ConvertTo-SecureString hidden -AsPlainText -Force)", false)]
    [InlineData("-Public -Credential ([pscredential]::new('me', (ConvertTo-SecureString hidden -AsPlainText -Force)))", false)]
    [InlineData("-Public -Authorize { $true }", false)]
    [InlineData("-Public -WhatIf", false)]
    public void StartMssServer_OpenToEverybody_Warns(string settings, bool warns)
    {
        settings = settings.Replace("(ConvertTo-SecureString hidden -AsPlainText -Force)", "$secret", StringComparison.Ordinal);
        Session.Set("secret", new NetworkCredential("", "hidden").SecurePassword);
        using PowerShell shell = Session.Shell($"Start-MSSServer $web -Port 0 {settings}");

        shell.Invoke();

        Assert.Empty(shell.Streams.Error);
        Assert.Equal(warns ? 1 : 0, shell.Streams.Warning.Count);
        Assert.All(shell.Streams.Warning, w => Assert.Contains("Give -Credential, -Token or -Authorize", w.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task GetMssServer_AfterRequests_CountsThem()
    {
        MssServer server = Session.One<MssServer>("Start-MSSServer $web -Port 0");
        await StatusAsync(server, "healthz");
        await StatusAsync(server, "none");

        MssServer now = Session.One<MssServer>($"Get-MSSServer {server.Port}");

        Assert.Equal(2, now.Requests);
        Assert.Equal(3, now.Bytes - "404 NotFound\n".Length);
        Assert.Equal(new KeyValuePair<string, long>("404", 1), Assert.Single(now.Errors));
    }

    [Theory]
    [InlineData("Start-MSSServer $web -Port 0 -Authorize { $_.Path -eq '/film/a.txt' }")]
    [InlineData("Start-MSSServer $web -Port 0 -Authorize { param($request) $request.Headers['host'] -like '127.0.0.1:*' -and $request.Path -notlike '*b.txt' }")]
    [InlineData("Start-MSSServer $web -Port 0 -Authorize { if ($_.Path -eq '/film/b.txt') { throw 'no' }; $true }")]
    public async Task Authorize_ScriptBlock_DecidesByRequest(string script)
    {
        Directory.CreateDirectory(Path.Join(Web, "film"));
        File.WriteAllText(Path.Join(Web, "film/a.txt"), "a");
        File.WriteAllText(Path.Join(Web, "film/b.txt"), "b");

        MssServer server = Session.One<MssServer>(script);

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, "film/a.txt"));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(server, "film/b.txt"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, "healthz"));
    }

    // Only $true, as the last thing that is written and without an error, lets in.
    [Theory]
    [InlineData("'false'")]
    [InlineData("'true'")]
    [InlineData("1")]
    [InlineData("@{ Allowed = $true }")]
    [InlineData("$true; 'x'")]
    [InlineData("Write-Error 'x'; $true")]
    [InlineData("$ErrorActionPreference = 'Continue'; Write-Error 'x'; $true")]
    [InlineData("throw 'x'")]
    [InlineData("exit 0")]
    [InlineData("break")]
    [InlineData("$null")]
    [InlineData("")]
    public async Task Authorize_AnythingButTrue_LetsNobodyIn(string script)
    {
        Session.Run("New-MSSStream -Path $clip -TargetFolder $web -GroupName film -IsLive $false -Wait");

        MssServer server = Session.One<MssServer>($"Start-MSSServer $web -Port 0 -Authorize {{ {script} }}");

        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(server, "film/manifest.ismc"));
    }

    [Fact]
    public async Task Authorize_CodeThatCannotBeStopped_KeepsNobodyElseOut()
    {
        Session.Run("New-MSSStream -Path $clip -TargetFolder $web -GroupName film -IsLive $false -Wait");
        MssServer server = Session.One<MssServer>(
            "Start-MSSServer $web -Port 0 -Authorize { if ($_.Query -like '?slow*') { [Threading.Thread]::Sleep(60000) }; $true }");

        Task<HttpStatusCode>[] slow = [.. Enumerable.Range(0, 9).Select(i => StatusAsync(server, $"film/manifest.ismc?slow{i}"))];

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, "film/manifest.ismc"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await slow[0]);
        Assert.Equal("A decision took more than 5 s.", Session.One<string>($"(Get-MSSServer {server.Port}).AuthorizeError"));
        Session.Run($"Stop-MSSServer {server.Port}");
    }

    [Fact]
    public async Task CertificatePath_Pfx_ServesHttp2()
    {
        byte[] pfx = SelfSigned.CreatePfx("secret");
        using X509Certificate2 certificate = X509CertificateLoader.LoadPkcs12(pfx, "secret");
        File.WriteAllBytes(Path.Join(Web, "server.pfx"), pfx);
        MssServer server = Session.One<MssServer>(
            "$p = [Security.SecureString]::new(); 'secret'.ToCharArray() | ForEach-Object { $p.AppendChar($_) }; "
                + "Start-MSSServer $web -Port 0 -CertificatePath $web/server.pfx -CertificatePassword $p");
        using var message = new HttpRequestMessage(HttpMethod.Get, server.Url + "healthz")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };

        using HttpClient client = Trusting(certificate);
        using HttpResponseMessage response = await client.SendAsync(message);

        Assert.StartsWith("https://", server.Url, StringComparison.Ordinal);
        Assert.Equal(HttpVersion.Version20, response.Version);
        Assert.Equal("ok\n", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("Start-MSSServer $web/none -Port 0", "NotFound")]
    [InlineData("Start-MSSServer $web -Port 70000", "InvalidSetting")]
    [InlineData("Start-MSSServer $web -Port (Start-MSSServer $web -Port 0).Port", "AddressInUse")]
    [InlineData("Start-MSSServer $web -Port 0 -Address 192.0.2.1", "AddressInUse")]
    [InlineData("Start-MSSServer $web -Port 0 -Address 127.0.0.1 -Public", "InvalidSetting")]
    [InlineData("Start-MSSServer $web -Port 0 -CertificatePath $web/none.pfx", "InvalidSetting")]
    [InlineData("Get-MSSServer 1", "NotFound")]
    [InlineData("Stop-MSSServer -Id 4711", "NotFound")]
    [InlineData("Export-MSSServerConfig -As Nginx -Root $web/none", "NotFound")]
    public void Failure_HasItsErrorId(string script, string id) =>
        Assert.StartsWith(id + ",", Session.Fails(script).FullyQualifiedErrorId, StringComparison.Ordinal);

    [Fact]
    public async Task StopMssServer_ClosesThePort()
    {
        MssServer server = Session.One<MssServer>("Start-MSSServer $web -Port 0");
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, "healthz"));

        Session.Run("Get-MSSServer | Stop-MSSServer");

        Assert.Empty(Session.Run("Get-MSSServer"));
        await Assert.ThrowsAsync<HttpRequestException>(() => StatusAsync(server, "healthz"));
    }

    [Fact]
    public async Task RemoveModule_StopsServers()
    {
        MssServer server = Session.One<MssServer>("Start-MSSServer $web -Port 0");

        Session.Run("Remove-Module MssTools");

        await Assert.ThrowsAsync<HttpRequestException>(() => StatusAsync(server, "healthz"));
    }

    [Fact]
    public void ExportMssServerConfig_OfAServer_HasItsPort()
    {
        MssServer server = Session.One<MssServer>("Start-MSSServer $web -Port 0");

        Assert.Contains($"listen {server.Port};", Session.One<string>("Get-MSSServer | Export-MSSServerConfig -As Nginx"), StringComparison.Ordinal);
    }

    protected override void Dispose(bool disposing)
    {
        _client.Dispose();
        base.Dispose(disposing);
    }

    private static HttpClient Trusting(X509Certificate2 certificate) => new(new SocketsHttpHandler
    {
        SslOptions = new SslClientAuthenticationOptions
        {
            RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString() == certificate.Thumbprint,
        },
    });

    private async Task<HttpStatusCode> StatusAsync(MssServer server, string path)
    {
        using HttpResponseMessage response = await _client.GetAsync(new Uri(server.Url + path));
        return response.StatusCode;
    }
}

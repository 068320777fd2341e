using System.Management.Automation;
using System.Net.Sockets;
using System.Text;
using Xunit;

namespace MssTools.Cmdlets.Tests;

/// <summary>A secret in each place that an input has for one, and everything that a user gets to see of it.</summary>
public sealed class SecretTests : ModuleTest
{
    private const string Secret = "S3CRETxyzzy0123456789";

    [Theory]
    [InlineData("rtsp://user:{0}@127.0.0.1:{1}/cam")]
    [InlineData("rtsp://{0}@127.0.0.1:{1}/cam")]
    [InlineData("rtsp://127.0.0.1:{1}/cam?token={0}")]
    [InlineData("rtmp://127.0.0.1:{1}/live/{0}")]
    [InlineData("rtmp://user:{0}@127.0.0.1:{1}/live/cam?key={0}")]
    [InlineData("http://user:{0}@127.0.0.1:{1}/live.ts")]
    [InlineData("http://127.0.0.1:{1}/live.ts?{0}")]
    [InlineData("http://127.0.0.1:{1}/live/{0}/live.ts")]
    [InlineData("tcp://127.0.0.1:{1}?{0}")]
    [InlineData("udp://127.0.0.1:{1}?key={0}")]
    [InlineData("nothing://user:{0}@127.0.0.1:{1}/")]
    [InlineData("ffmpeg:-i http://user:{0}@127.0.0.1:{1}/live.ts")]
    [InlineData("ffmpeg:-headers \"Authorization: Bearer {0}\" -i http://127.0.0.1:{1}/live.ts")]
    [InlineData("ffmpeg:-headers \"Authorization: Bearer {0} -i http://127.0.0.1:{1}/live.ts")]
    [InlineData("ffmpeg:-passphrase {0} -i srt://127.0.0.1:{1}")]
    public void Input_WithASecret_IsNeverShown(string address)
    {
        // Says what it was asked, as many servers do.
        using TcpListener server = Echo(out int port);
        Session.Set("address", string.Format(System.Globalization.CultureInfo.InvariantCulture, address, Secret, port));

        string all = Everything("""
            Add-MSSLocalStream cam -Uri $address -WhatIf
            Add-MSSLocalStream cam -Uri $address -PassThru -Verbose
            Add-MSSLocalStream cam -Uri $address -Loop
            Add-MSSLocalStream cam -Uri 'udp://127.0.0.1:5000'
            Get-MSSLocalStream | Add-MSSLocalStream
            Get-MSSLocalStream
            New-MSSStream cam $web -KeepAlive $false -Verbose
            Wait-MSSStream cam -Timeout 3 -Verbose
            New-MSSStream -Uri $address -TargetFolder $web -GroupName direct -Verbose -Timeout 1
            Wait-MSSStream * -Timeout 3
            Get-MSSStream
            Get-MSSGroup
            (Get-MSSGroup).Definition
            Get-MSSGroup direct | New-MSSStream -GroupName again -Verbose -Timeout 1
            [pscustomobject]@{ Uri = $address; GroupName = 'cam' } | New-MSSStream
            [pscustomobject]@{ Address = $address } | New-MSSStream -TargetFolder $web
            @{ Uri = $address } | New-MSSStream -TargetFolder $web
            $address | New-MSSStream -TargetFolder $web -GroupName piped -Verbose -Timeout 1
            New-MSSStream -Path $address -TargetFolder $web
            [pscustomobject]@{ Uri = $address } | Stop-MSSStream
            $address | Stop-MSSStream
            [pscustomobject]@{ Uri = $address } | Remove-MSSGroup
            Test-MSSGroup $address
            Compare-MSSGroup $address $web
            Save-MSSClip -Path $address $web/clips
            Export-MSSGroup -Path $address $web/out -As Mp4
            Repair-MSSGroup $address
            Stop-MSSStream * -PassThru -Verbose
            Remove-MSSStream * -Verbose
            Remove-MSSLocalStream * -Verbose
            """);

        Assert.DoesNotContain(Secret, all, StringComparison.Ordinal);
        Assert.Contains("cam", all, StringComparison.Ordinal);
    }

    [Fact]
    public void Masked_CannotBeUsed_AndSaysSo() => Assert.Contains(
        "stars in the place of a secret",
        Session.Fails("Add-MSSLocalStream cam -Uri 'rtsp://user:***@127.0.0.1/cam'").Exception.Message,
        StringComparison.Ordinal);

    [Fact]
    public void Server_WithSecrets_NeverShowsThem()
    {
        string all = Everything($$"""
            $secret = [Security.SecureString]::new(); '{{Secret}}'.ToCharArray() | ForEach-Object { $secret.AppendChar($_) }
            Start-MSSServer $web -Port 0 -Token $secret -Verbose
            Start-MSSServer $web -Port 0 -Credential ([pscredential]::new('viewer', $secret)) -Verbose
            Start-MSSServer $web -Port 0 -CertificatePath $clip -CertificatePassword $secret -Verbose
            Start-MSSIngest -Port 0 -Address 127.0.0.1 -StreamKey @{ '{{Secret}}' = 'cam' } -Verbose
            Start-MSSIngest -Port 0 -Address 127.0.0.1 -StreamKey @{ '{{Secret}}' = 'not/a/name' } -Verbose
            New-MSSPublishingPoint live1 -ServerId (Get-MSSServer)[0].Id -Credential ([pscredential]::new('encoder', $secret)) -Verbose
            New-MSSPublishingPoint live1 -ServerId (Get-MSSServer)[0].Id -Credential ([pscredential]::new('encoder', $secret)) -Verbose
            New-MSSPublishingPoint live2 -ServerId (Get-MSSServer)[0].Id -RelayTo 'http://user:{{Secret}}@127.0.0.1:1/live2.isml' -Verbose
            New-MSSPublishingPoint live3 -ServerId (Get-MSSServer)[0].Id -RelayTo 'http://user:{{Secret}}@127.0.0.1:1/live3' -Verbose
            Get-MSSServer
            Get-MSSIngest
            Get-MSSPublishingPoint
            Get-MSSServer | Stop-MSSServer -Verbose
            Get-MSSIngest | Stop-MSSIngest -Verbose
            """);

        Assert.DoesNotContain(Secret, all, StringComparison.Ordinal);
        Assert.Contains("http://127.0.0.1:", all, StringComparison.Ordinal);
    }

    // Objects with all that they hold, errors with their causes, and each stream of the shell.
    private string Everything(string script)
    {
        var all = new StringBuilder();
        using PowerShell shell = Session.Shell(script);
        foreach (PSObject output in shell.Invoke())
        {
            all.AppendLine(PSSerializer.Serialize(output, 5)).AppendLine(output.ToString());
        }

        foreach (ErrorRecord error in shell.Streams.Error)
        {
            all.AppendLine(error.ToString()).AppendLine(error.Exception.ToString()).AppendLine(error.ErrorDetails?.RecommendedAction)
                .AppendLine(PSSerializer.Serialize(error.TargetObject, 5)).AppendLine(error.FullyQualifiedErrorId);
        }

        all.AppendJoin('\n', shell.Streams.Warning).AppendJoin('\n', shell.Streams.Verbose).AppendJoin('\n', shell.Streams.Debug);
        all.AppendJoin('\n', shell.Streams.Progress.Select(p => $"{p.Activity} {p.StatusDescription} {p.CurrentOperation}"));
        all.AppendJoin('\n', shell.Streams.Information);
        return all.ToString();
    }

    private static TcpListener Echo(out int port)
    {
        var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        port = ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
        _ = AnswerAsync(listener);
        return listener;
    }

    private static async Task AnswerAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                using TcpClient client = await listener.AcceptTcpClientAsync();
                var buffer = new byte[4096];
                int count = await client.GetStream().ReadAsync(buffer);
                string asked = Encoding.ASCII.GetString(buffer, 0, count).Split('\r')[0];
                string protocol = asked.Contains("RTSP", StringComparison.Ordinal) ? "RTSP/1.0" : "HTTP/1.1";
                await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
                    $"{protocol} 404 No {asked.Replace("/1.", "-", StringComparison.Ordinal)} {Secret}\r\nCSeq: 1\r\nContent-Length: 0\r\n\r\n"));
            }
        }
        catch (Exception end) when (end is SocketException or ObjectDisposedException or IOException)
        {
            // The test is over.
        }
    }
}

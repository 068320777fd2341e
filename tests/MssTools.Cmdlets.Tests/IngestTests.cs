using System.Management.Automation;
using Xunit;

namespace MssTools.Cmdlets.Tests;

/// <summary>Ports that encoders push to, as a user opens them.</summary>
public sealed class IngestTests : ModuleTest
{
    [Theory]
    [InlineData("", true)]
    [InlineData("-Address 0.0.0.0", true)]
    [InlineData("-Address ::", true)]
    [InlineData("-Address 127.0.0.1", false)]
    [InlineData("-Address 127.0.0.2", false)]
    [InlineData("-Address ::1", false)]
    [InlineData("-StreamKey secret", false)]
    [InlineData("-Authorize { $true }", false)]
    [InlineData("-WhatIf", false)]
    public void StartMssIngest_EverybodyWhoReachesItMayPublish_SaysSo(string parameters, bool warns)
    {
        using PowerShell shell = Session.Shell($"Start-MSSIngest -Port 0 {parameters}");

        shell.Invoke();

        Assert.Empty(shell.Streams.Error);
        Assert.Equal(warns, shell.Streams.Warning.Count == 1);
        if (warns)
        {
            Assert.Matches(
                "^Everybody who reaches port [0-9]+ of this machine may publish, .*-StreamKey or -Authorize.*-Address 127.0.0.1.$",
                shell.Streams.Warning[0].Message);
        }
    }

    [Fact]
    public void StartMssIngest_KeyThatCouldNeverBeLetIn_IsRefusedAndNotShown()
    {
        ErrorRecord error = Session.Fails("Start-MSSIngest -Port 0 -StreamKey @{ \"sec`u{200b}ret\" = 'cam' }");

        Assert.Equal("InvalidSetting,MssTools.Cmdlets.StartMssIngestCommand", error.FullyQualifiedErrorId);
        Assert.DoesNotContain("sec", error.Exception.Message, StringComparison.Ordinal);
    }
}

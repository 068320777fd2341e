using System.Management.Automation;
using System.Text;
using System.Text.Json;
using Xunit;

namespace MssTools.Cmdlets.Tests;

/// <summary>Pushes to publishing points, as a user starts and sees them.</summary>
public sealed class PushTests : ModuleTest
{
    private const string Secret = "S3CRETxyzzy0123456789";

    [Fact]
    public void WhatIf_NamesThePoint_WithoutItsPassword()
    {
        var host = new AnsweringHost(answer: 0);
        using var session = new Session(host);

        session.Run($"New-MSSStream a -IsmType Isml -PublishingPoint http://user:{Secret}@127.0.0.1:1/live.isml -WhatIf");

        string line = Assert.Single(host.Lines);
        Assert.Contains("http://***@127.0.0.1:1/live.isml", line, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, line, StringComparison.Ordinal);
        Assert.Empty(session.Run("Get-MSSStream"));
    }

    [Fact]
    public void EachPoint_IsAnOutput_AndNoSecretIsShown()
    {
        Session.Set("token", new System.Net.NetworkCredential("", Secret).SecurePassword);
        Session.Run($"$null = New-MSSStream a -IsmType Isml -PublishingPoint http://user:{Secret}@127.0.0.1:1/one.isml, http://127.0.0.1:1/two.isml -IngestToken $token");

        MssGroup group = Session.One<MssGroup>("Get-MSSGroup");
        AssertShowsNoSecret();
        Assert.Equal(["http://***@127.0.0.1:1/one.isml", "http://127.0.0.1:1/two.isml"], group.Outputs.Select(output => output.PublishingPoint));
    }

    [Fact]
    public async Task IngestCredential_IsSentAndNotShown()
    {
        using var listener = new HeadListener();
        Session.Set("credential", new PSCredential("user", new System.Net.NetworkCredential("", Secret).SecurePassword));

        Session.Run($"$null = New-MSSStream -Path '{Repository.Clip}' -IsmType Isml -PublishingPoint {listener.Point} -IngestCredential $credential -RetryCount 0");

        Assert.Contains(Authorization, await listener.FirstAsync("/one.isml/Streams("), StringComparison.Ordinal);
        AssertShowsNoSecret();
    }

    [Fact]
    public async Task Group_ThroughThePipeline_IsPushedAgain_WithItsSecrets()
    {
        using var listener = new HeadListener();
        string point = listener.Point.Replace("//", $"//user:{Secret}@", StringComparison.Ordinal);
        Session.Run($"$null = New-MSSStream -Path '{Repository.Clip}' -IsmType Isml -PublishingPoint {point} -EventId first -RetryCount 0");
        Session.Run("$null = Get-MSSGroup | New-MSSStream -EventId second -GroupName again");

        Assert.Contains(Authorization, await listener.FirstAsync("/one.isml/Events(first)/"), StringComparison.Ordinal);
        Assert.Contains(Authorization, await listener.FirstAsync("/one.isml/Events(second)/"), StringComparison.Ordinal);
        AssertShowsNoSecret();
    }

    [Fact]
    public void PointThatIsTaken_IsRefused()
    {
        Session.Run("$null = New-MSSStream a -IsmType Isml -PublishingPoint http://127.0.0.1:1/one.isml");

        ErrorRecord error = Session.Fails("New-MSSStream b -IsmType Isml -PublishingPoint http://127.0.0.1:1/ONE.isml");

        Assert.Equal("GroupInUse,MssTools.Cmdlets.NewMssStreamCommand", error.FullyQualifiedErrorId);
        Assert.NotEmpty(error.ErrorDetails.RecommendedAction);
    }

    private static string Authorization => $"Authorization: Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"user:{Secret}"))}";

    // As JSON and as CLIXML, which jobs and remoting use, with all that was an error.
    private void AssertShowsNoSecret()
    {
        MssGroup[] groups = [.. Session.All<MssGroup>("Get-MSSGroup")];
        MssStream[] streams = [.. Session.All<MssStream>("Get-MSSStream")];
        string all = PSSerializer.Serialize(groups, 6) + PSSerializer.Serialize(streams, 6) + JsonSerializer.Serialize(groups.Select(g => g.Outputs))
            + JsonSerializer.Serialize(groups.Select(g => g.Definition.Push.Token)) + PSSerializer.Serialize(Session.Run("$Error"), 4);
        Assert.Contains(".isml", all, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, all, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String(Encoding.UTF8.GetBytes($"user:{Secret}")), all, StringComparison.Ordinal);
    }
}

using System.Management.Automation;
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
        Session.Run($"New-MSSStream a -IsmType Isml -PublishingPoint http://user:{Secret}@127.0.0.1:1/live.isml -WhatIf");

        Assert.Empty(Session.Run("Get-MSSStream"));
    }

    [Fact]
    public void EachPoint_IsAnOutput_AndNoSecretIsShown()
    {
        Session.Set("token", new System.Net.NetworkCredential("", Secret).SecurePassword);
        Session.Run($"$null = New-MSSStream a -IsmType Isml -PublishingPoint http://user:{Secret}@127.0.0.1:1/one.isml, http://127.0.0.1:1/two.isml -IngestToken $token");

        MssGroup group = Session.One<MssGroup>("Get-MSSGroup");
        Assert.Equal(["http://***@127.0.0.1:1/one.isml", "http://127.0.0.1:1/two.isml"], group.Outputs.Select(output => output.PublishingPoint));
        string all = PSSerializer.Serialize(group, 6) + JsonSerializer.Serialize(group.Outputs) + JsonSerializer.Serialize(group.Definition.Push.Token)
            + PSSerializer.Serialize(Session.One<MssStream>("Get-MSSStream"), 6);
        Assert.DoesNotContain(Secret, all, StringComparison.Ordinal);
    }

    [Fact]
    public void Group_ThroughThePipeline_IsPushedAgain_WithItsSecrets()
    {
        Session.Run($"$null = New-MSSStream a -IsmType Isml -PublishingPoint http://user:{Secret}@127.0.0.1:1/one.isml -EventId first");
        Session.Run("$group = Get-MSSGroup; $group | Remove-MSSGroup -Force -WhatIf; $null = $group | New-MSSStream -EventId second -GroupName again");

        MssGroup again = Session.One<MssGroup>("Get-MSSGroup again");
        Assert.Equal(("second", "http://***@127.0.0.1:1/one.isml"), (again.Definition.Push.EventId, again.Outputs.Single().PublishingPoint));
    }

    [Fact]
    public void PointThatIsTaken_IsRefused()
    {
        Session.Run("$null = New-MSSStream a -IsmType Isml -PublishingPoint http://127.0.0.1:1/one.isml");

        ErrorRecord error = Session.Fails("New-MSSStream b -IsmType Isml -PublishingPoint http://127.0.0.1:1/ONE.isml");

        Assert.Equal("GroupInUse,MssTools.Cmdlets.NewMssStreamCommand", error.FullyQualifiedErrorId);
        Assert.NotEmpty(error.ErrorDetails.RecommendedAction);
    }
}

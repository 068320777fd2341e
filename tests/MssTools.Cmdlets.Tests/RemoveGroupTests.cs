using System.Management.Automation;
using Xunit;

namespace MssTools.Cmdlets.Tests;

/// <summary>Files go when their owner said so, and a deletion can be broken off.</summary>
public sealed class RemoveGroupTests : ModuleTest
{
    private const int Yes = 0;
    private const int No = 2;

    [Theory]
    [InlineData("Remove-MSSGroup g -DeleteFile", Yes, 1, false)]
    [InlineData("Remove-MSSGroup g -DeleteFile", No, 1, true)]
    [InlineData("Get-MSSGroup | Remove-MSSGroup -DeleteFile", No, 1, true)]
    [InlineData("Remove-MSSGroup g -DeleteFile -Force", No, 0, false)]
    [InlineData("Remove-MSSGroup g -DeleteFile -Confirm:$false", No, 0, false)]
    [InlineData("Remove-MSSGroup g -DeleteFile -Force -Confirm", No, 1, true)]
    [InlineData("$ConfirmPreference = 'None'; Remove-MSSGroup g -DeleteFile", No, 0, false)]
    [InlineData("$WhatIfPreference = $true; Remove-MSSGroup g -DeleteFile -Force", No, 0, true)]
    [InlineData("Remove-MSSGroup g -DeleteFile -Force -WhatIf", No, 0, true)]
    public void DeleteFile_AsksUnlessTold(string script, int answer, int questions, bool stays)
    {
        Package();
        var host = new AnsweringHost(answer);
        using var session = new Session(host);

        session.Run(script);

        Assert.Equal(questions, host.Questions.Count);
        Assert.All(host.Questions, q => Assert.Contains($"delete its files\" on target \"{Path.Join(Web, "g")}\"", q, StringComparison.Ordinal));
        Assert.Equal(stays, File.Exists(Path.Join(Web, "g/manifest.ismc")));
        Assert.Equal(stays ? 1 : 0, Session.Run("Get-MSSGroup").Count);
    }

    [Theory]
    [InlineData("Remove-MSSGroup g", 0, false)]
    [InlineData("Remove-MSSGroup g -WhatIf:$false", 0, false)]
    [InlineData("Remove-MSSGroup g -Confirm", 1, true)]
    [InlineData("$ConfirmPreference = 'Medium'; Remove-MSSGroup g", 1, true)]
    public void WithoutDeleteFile_AsksOnlyWhoWantsToBeAsked(string script, int questions, bool stays)
    {
        Package();
        var host = new AnsweringHost(No);
        using var session = new Session(host);

        session.Run(script);

        Assert.Equal(questions, host.Questions.Count);
        Assert.Equal(stays ? 1 : 0, Session.Run("Get-MSSGroup").Count);
        Assert.True(File.Exists(Path.Join(Web, "g/manifest.ismc")));
    }

    [Fact]
    public void DeleteFile_NobodyToAsk_IsAnErrorAndDeletesNothing()
    {
        Package();

        ErrorRecord error = Session.Fails("Remove-MSSGroup g -DeleteFile");

        Assert.Equal("InvalidSetting,MssTools.Cmdlets.RemoveMssGroupCommand", error.FullyQualifiedErrorId);
        Assert.Contains("nobody to ask", error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal("Give -Force, or -Confirm:$false.", error.ErrorDetails.RecommendedAction);
        Assert.True(File.Exists(Path.Join(Web, "g/manifest.ismc")));
        Assert.Single(Session.Run("Get-MSSGroup"));
    }

    [Theory]
    [InlineData("$web", "$web/")]
    [InlineData("$web/", "$web")]
    [InlineData(".", "$web//")]
    [InlineData("$web", "./")]
    [InlineData("$web", "sub/..")]
    [InlineData("./sub/../", "../$([IO.Path]::GetFileName($web))")]
    public void TargetFolder_HoweverItIsWritten_FindsTheGroup(string made, string removed)
    {
        Directory.CreateDirectory(Path.Join(Web, "sub"));
        Session.SetLocation(Web);
        Session.Run($"New-MSSStream -Path $clip -TargetFolder \"{made}\" -GroupName g -IsLive $false -Wait");

        Session.Run($"Remove-MSSGroup g -TargetFolder \"{removed}\"");

        Assert.Empty(Session.Run("Get-MSSGroup"));
    }

    [Fact]
    public void DeleteFile_CtrlC_StopsSoonAndSaysWhatIsLeft()
    {
        const int Many = 5_000;
        Package();
        string folder = Directory.EnumerateDirectories(Path.Join(Web, "g/bframes/video")).Single();
        for (int i = 0; i < Many; i++)
        {
            File.WriteAllBytes(Path.Join(folder, $"{i + 1_000_000_000_000}.fmp4"), []);
        }

        var host = new AnsweringHost(No);
        using var session = new Session(host);
        using PowerShell remove = session.Shell("Remove-MSSGroup g -DeleteFile -Force -Verbose");
        IAsyncResult call = remove.BeginInvoke();
        Until(() => remove.Streams.Verbose.Any(v => v.Message.StartsWith("Ending", StringComparison.Ordinal)));

        remove.Stop();

        Assert.Throws<PipelineStoppedException>(() => remove.EndInvoke(call));
        int left = Files("g").Length + 1; // and the epoch
        Assert.InRange(left, 1, Many + 8);
        Assert.Contains($"{left} files of group 'g' are left in", Assert.Single(host.Warnings), StringComparison.Ordinal);
        Assert.Contains($"{left} files are left", Assert.Single(Session.One<MssGroup>("Get-MSSGroup").Warnings), StringComparison.Ordinal);

        Session.Run("Remove-MSSGroup g -DeleteFile -Force");

        Assert.Empty(Directory.EnumerateDirectories(Web));
        Assert.Empty(Session.Run("Get-MSSGroup"));
    }

    private void Package() => Session.Run("New-MSSStream -Path $clip -TargetFolder $web -GroupName g -IsLive $false -Wait");
}

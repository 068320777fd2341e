using System.Management.Automation;
using Xunit;

namespace MssTools.Cmdlets.Tests;

/// <summary>MssTools.Testing without Pester, in the bare engine.</summary>
public sealed class TestingModuleTests : ModuleTest
{
    public TestingModuleTests() => Session.Run($"Import-Module '{Repository.Root}/module/Testing/MssTools.Testing.psd1'");

    [Fact]
    public void NewMssTestSource_PipedIntoNewMssStream_BecomesAGroup()
    {
        Session.Run("New-MSSTestSource news -Rendition 2 -Duration 0:0:4 | New-MSSStream -TargetFolder $web -ChunkLength 2 -IsLive $false -Wait");

        MssGroup group = Session.One<MssGroup>("Get-MSSGroup news");
        Assert.Equal(StreamState.Completed, group.State);
        Assert.Equal(["news_144p", "news_360p"], group.Streams.Select(stream => stream.Name));
        Assert.True(Session.One<bool>("Get-MSSGroup news | Test-MSSGroup"));
    }

    [Fact]
    public void NewMssTestGroup_WithProperties_IsAGroup()
    {
        MssGroup group = Session.One<MssGroup>("New-MSSTestGroup news -State Failed -Rendition 2 -Property @{ LastError = 'full'; Warnings = 'one' }");

        Assert.Equal("news (Failed)", group.ToString());
        Assert.Equal(2, group.Streams.Count);
        Assert.Equal("full", group.LastError);
        Assert.Equal(["one"], group.Warnings);
    }

    [Fact]
    public void NewMssTestObject_EveryTypeThatIsWritten_CanBeMade()
    {
        foreach (Type type in typeof(MssObject).Assembly.ExportedTypes.Where(type => type.IsSubclassOf(typeof(MssObject))))
        {
            Assert.IsType(type, Assert.Single(Session.Run($"New-MSSTestObject {type.Name}")).BaseObject);
        }
    }

    [Fact]
    public void NewMssTestObject_PropertyThatIsNone_Fails()
    {
        ErrorRecord error = Session.Fails("New-MSSTestObject MssGroup @{ Nothing = 1 }");

        Assert.Contains("Nothing", error.Exception.Message, StringComparison.Ordinal);
    }
}

using System.Management.Automation;
using Xunit;

namespace MssTools.Cmdlets.Tests;

public sealed class ModuleTests : ModuleTest
{
    // No address of the project is public; one that does not exist would be worse than none.
    [Fact]
    public void Addresses_AreThereForAllOrForNone()
    {
        PSModuleInfo module = Session.One<PSModuleInfo>("Get-Module MssTools");
        Uri?[] addresses = [module.ProjectUri, module.LicenseUri, module.IconUri];
        string[] help = [.. Session.All<CmdletInfo>("Get-Command -Module MssTools")
            .SelectMany(c => c.ImplementingType.GetCustomAttributes(typeof(CmdletAttribute), inherit: false).Cast<CmdletAttribute>())
            .Select(a => a.HelpUri)];

        Assert.Single(addresses.Select(a => a is null).Distinct());
        Assert.All(addresses.OfType<Uri>(), a => Assert.Equal("https", a.Scheme));
        Assert.Equal(module.ProjectUri is null, help.All(string.IsNullOrEmpty));
        Assert.True(File.Exists(Path.Join(Repository.Root, "LICENSE")));
    }

    [Fact]
    public void Import_ExportsTheCmdletsOfTheManifestAndNothingElse()
    {
        var module = Session.One<PSModuleInfo>("Get-Module MssTools");

        Assert.Equal(
            [
                "Add-MSSLocalStream", "Compare-MSSGroup", "Connect-MSSService", "ConvertFrom-EvoStreamCommand", "Disconnect-MSSService", "Export-MSSConfiguration", "Export-MSSGroup", "Export-MSSServerConfig", "Get-MSSEventReceiver", "Get-MSSEventSource", "Get-MSSFinding",
                "Get-MSSGroup", "Get-MSSIngest", "Get-MSSLocalStream", "Get-MSSNode",
                "Get-MSSPublishingPoint", "Get-MSSServer", "Get-MSSService", "Get-MSSStream", "Import-MSSConfiguration", "Install-MSSService", "Measure-MSSCapacity", "Move-MSSGroup", "New-MSSPublishingPoint", "New-MSSStream", "Register-MSSEvent", "Remove-MSSGroup", "Remove-MSSLocalStream",
                "Remove-MSSPublishingPoint", "Remove-MSSStream", "Repair-MSSGroup", "Resume-MSSNode", "Save-MSSClip", "Start-MSSDemo", "Start-MSSIngest", "Start-MSSPublishingPoint", "Start-MSSServer", "Start-MSSService",
                "Stop-MSSDemo", "Stop-MSSIngest", "Stop-MSSPublishingPoint", "Stop-MSSServer", "Stop-MSSService", "Stop-MSSStream", "Suspend-MSSNode", "Test-MSSGroup", "Uninstall-MSSService", "Unregister-MSSEvent", "Wait-MSSStream", "Watch-MSSStream",
            ],
            module.ExportedCmdlets.Keys.Order(StringComparer.Ordinal));
        Assert.Empty(module.ExportedFunctions);
        Assert.Equal(
            ["createMSSStream", "getStreamInfo", "listConfig", "listStreams", "pullStream", "removeConfig", "shutdownStream"],
            module.ExportedAliases.Keys.Order(StringComparer.Ordinal));
        Assert.Empty(module.ExportedVariables);
    }

    [Fact]
    public void Import_EveryCmdletClassIsExported()
    {
        var inAssembly = Session.One<string[]>(
            "$m = Get-Module MssTools; , [string[]]$m.NestedModules[0].ExportedCmdlets.Keys");
        var exported = Session.One<string[]>("$m = Get-Module MssTools; , [string[]]$m.ExportedCmdlets.Keys");

        Assert.Equal(inAssembly.Order(StringComparer.Ordinal), exported.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Manifest_Version_IsTheAssemblys()
    {
        var module = Session.One<PSModuleInfo>("Get-Module MssTools");

        Version assembly = typeof(MssException).Assembly.GetName().Version!;
        Assert.Equal(module.Version, new Version(assembly.Major, assembly.Minor, assembly.Build));
    }

    [Fact]
    public void Import_UsersCanNameTheTypes() =>
        Assert.Equal(10, Session.One<int>("[MssTools.StreamDefinition]::new().PlaylistLength"));

    [Theory]
    [InlineData("Get-MSSStream", typeof(MssStream))]
    [InlineData("New-MSSStream", typeof(MssStream), typeof(Job2))]
    [InlineData("Stop-MSSStream", typeof(MssStream))]
    [InlineData("Wait-MSSStream", typeof(MssStream), typeof(Job2))]
    [InlineData("Get-MSSGroup", typeof(MssGroup))]
    [InlineData("Get-MSSLocalStream", typeof(LocalStream))]
    [InlineData("Get-MSSNode", typeof(MssNode))]
    [InlineData("Measure-MSSCapacity", typeof(MssCapacity))]
    [InlineData("Move-MSSGroup", typeof(MssGroup))]
    [InlineData("Add-MSSLocalStream", typeof(LocalStream))]
    [InlineData("Start-MSSServer", typeof(MssServer))]
    [InlineData("Get-MSSServer", typeof(MssServer))]
    [InlineData("Start-MSSDemo", typeof(MssDemo))]
    [InlineData("Start-MSSIngest", typeof(MssIngest))]
    [InlineData("Get-MSSIngest", typeof(MssIngest))]
    [InlineData("New-MSSPublishingPoint", typeof(MssPublishingPoint))]
    [InlineData("Get-MSSPublishingPoint", typeof(MssPublishingPoint))]
    [InlineData("Start-MSSPublishingPoint", typeof(MssPublishingPoint))]
    [InlineData("Stop-MSSPublishingPoint", typeof(MssPublishingPoint))]
    [InlineData("Stop-MSSServer", typeof(MssServer))]
    [InlineData("Stop-MSSIngest", typeof(MssIngest))]
    [InlineData("Register-MSSEvent", typeof(PSEventJob), typeof(MssEventReceiver))]
    [InlineData("Get-MSSEventReceiver", typeof(MssEventReceiver))]
    [InlineData("ConvertFrom-EvoStreamCommand", typeof(EvoStreamConversion))]
    public void Cmdlet_DeclaresItsOutputType(string cmdlet, params Type[] types)
    {
        var info = Session.One<CmdletInfo>($"Get-Command {cmdlet}");

        Assert.Equal(types, info.OutputType.Select(output => output.Type));
    }
}

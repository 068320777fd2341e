using System.Management.Automation;
using MssTools.Core;

namespace MssTools.Cmdlets;

/// <summary><c>Export-MSSConfiguration</c>: writes what an engine was told, for <c>Import-MSSConfiguration</c>. Secrets have stars in their place.</summary>
[Cmdlet(VerbsData.Export, "MSSConfiguration", SupportsShouldProcess = true)]
[OutputType(typeof(string))]
public sealed class ExportMssConfigurationCommand : MssEngineCmdlet
{
    /// <summary>The file, which is replaced: .json, or .psd1. Where omitted JSON is written to the pipeline.</summary>
    [Parameter(Position = 0)]
    public string? Path { get; set; }

    /// <inheritdoc/>
    protected override void ProcessItem()
    {
        MssConfiguration configuration = Engine.GetConfiguration();
        if (Path is null)
        {
            WriteObject(MssEngine.WriteConfiguration(configuration));
            return;
        }

        string file = LocalPath(Path);
        if (ShouldProcess(file, "Write configuration"))
        {
            new ConfigurationFile(file, new ConfigurationValues(this)).Write(configuration);
            WriteVerbose($"Wrote {configuration.Groups.Count} groups, {configuration.LocalStreams.Count} local streams and {configuration.Servers.Count} servers to '{file}'.");
        }
    }
}

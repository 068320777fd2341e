using System.Management.Automation;

namespace MssTools.Cmdlets;

/// <summary><c>Export-MSSGroup</c>: makes a presentation for servers, or files for players, of a group, running or not.</summary>
[Cmdlet(VerbsData.Export, "MSSGroup", SupportsShouldProcess = true, DefaultParameterSetName = ByName)]
[OutputType(typeof(MssExport))]
public sealed class ExportMssGroupCommand : StretchCommand
{
    /// <summary>The folder that gets the files.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    public string Destination { get; set; } = "";

    /// <summary>
    /// Ism: server manifest, client manifest and Smooth files, which servers publish. Ismv: Smooth files alone. Mp4: plain MP4 files.
    /// </summary>
    [Parameter(Mandatory = true)]
    [Alias("Format")]
    public ExportFormat As { get; set; }

    /// <summary>One file with the tracks of all renditions; else there is one for each rendition.</summary>
    [Parameter]
    public SwitchParameter SingleFile { get; set; }

    /// <summary>What the names of the files begin with; the name of the group where omitted.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    private protected override void Make(string source)
    {
        var definition = new ExportDefinition
        {
            Source = source,
            Destination = FolderPath(Destination),
            Format = As,
            Name = Name,
            From = From,
            To = To,
            Last = Last,
            SingleFile = SingleFile,
        };
        if (!ShouldProcess(
            Name is null ? definition.Destination : System.IO.Path.Join(definition.Destination, Name), $"Export {Stretch} of '{source}' as {As}"))
        {
            return;
        }

        MssExport made = Run($"Exporting {Stretch} of '{source}'", show => Engine.Export(definition, show, StopToken), export => export.Warnings);
        WriteVerbose(
            $"Exported {made.TrackCount} tracks to {made.Files.Count} files in '{definition.Destination}': {made.Duration:c} from {made.Start:c} on.");
        if (PassThru)
        {
            WriteObject(made);
        }
    }
}

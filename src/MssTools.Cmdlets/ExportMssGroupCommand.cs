using System.Management.Automation;
using MssTools.Core;

namespace MssTools.Cmdlets;

/// <summary><c>Export-MSSGroup</c>: makes a presentation for servers, or files for players, of a group, running or not.</summary>
[Cmdlet(VerbsData.Export, "MSSGroup", SupportsShouldProcess = true, DefaultParameterSetName = ByName)]
[OutputType(typeof(MssExport))]
public sealed class ExportMssGroupCommand : MssCmdlet
{
    private const string ByName = "GroupName";
    private const string ByObject = "InputObject";
    private const string ByPath = "Path";

    /// <summary>Name of a group of this session.</summary>
    [Parameter(ParameterSetName = ByName, Mandatory = true, Position = 0)]
    [ArgumentCompleter(typeof(GroupNameCompleter))]
    public string GroupName { get; set; } = "";

    /// <summary>
    /// A group, as Get-MSSGroup writes it, or a stream of one, of this session; or a folder, a manifest or a clip.
    /// </summary>
    [Parameter(ParameterSetName = ByObject, Mandatory = true, ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    /// <summary>Folder of a group that New-MSSStream made, or its manifest.</summary>
    [Parameter(ParameterSetName = ByPath, Mandatory = true)]
    [Alias("ManifestPath")]
    public string Path { get; set; } = "";

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

    /// <summary>
    /// Where the export begins: a length of time from the beginning of the group, or, for groups whose times are those of the clock, a time of
    /// day. The beginning where omitted.
    /// </summary>
    [Parameter]
    public ClipTime? From { get; set; }

    /// <summary>Where the export ends, given as -From. The end where omitted.</summary>
    [Parameter]
    public ClipTime? To { get; set; }

    /// <summary>In the place of -From and -To: so much of the end.</summary>
    [Parameter]
    public TimeSpan? Last { get; set; }

    /// <summary>Write what was made to the pipeline.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessItem()
    {
        if (Last is not null && (From is not null || To is not null))
        {
            throw new MssException(MssError.InvalidSetting, "-Last excludes -From and -To.", "Give -Last, or -From and -To.");
        }

        switch (ParameterSetName)
        {
            case ByPath:
                Attempt(Path, () => Export(FilePath(Path)));
                break;
            case ByObject:
                Attempt(InputObject!, () => Export(RunningGroups.ManifestOf(InputObject!)));
                break;
            default:
                Attempt(GroupName, () => Export(RunningGroups.Named(GroupName).ManifestPath));
                break;
        }
    }

    private void Export(string source)
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
            Name is null ? definition.Destination : System.IO.Path.Join(definition.Destination, Name), $"Export {Stretch()} of '{source}' as {As}"))
        {
            return;
        }

        var progress = new ProgressRecord(0, $"Exporting {Stretch()} of '{source}'", "Reading the manifest");
        MssExport made = MssEngine.Export(definition, (done, all) => Show(progress, done, all), StopToken);
        progress.RecordType = ProgressRecordType.Completed;
        WriteProgress(progress);
        foreach (string warning in made.Warnings)
        {
            WriteWarning(warning);
        }

        WriteVerbose(
            $"Exported {made.TrackCount} tracks to {made.Files.Count} files in '{definition.Destination}': {made.Duration:c} from {made.Start:c} on.");
        if (PassThru)
        {
            WriteObject(made);
        }
    }

    private string Stretch() => Last is { } last ? $"the last {last:c}"
        : From is null && To is null ? "all"
        : $"what lies from {From?.ToString() ?? "the beginning"} to {To?.ToString() ?? "the end"}";

    private void Show(ProgressRecord progress, int done, int all)
    {
        progress.StatusDescription = $"{done} of {all} fragments";
        progress.PercentComplete = (int)(100L * done / all);
        WriteProgress(progress);
    }
}

using System.Management.Automation;
using MssTools.Core;

namespace MssTools.Cmdlets;

/// <summary><c>Save-MSSClip</c>: makes a stretch of a group, running or not, a recorded group of its own.</summary>
[Cmdlet(VerbsData.Save, "MSSClip", SupportsShouldProcess = true, DefaultParameterSetName = ByName)]
[OutputType(typeof(MssClip))]
public sealed class SaveMssClipCommand : MssCmdlet
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

    /// <summary>The folder that gets the clip's folder.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    public string TargetFolder { get; set; } = "";

    /// <summary>Name of the clip and of its folder; that of the group where omitted.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>
    /// Where the clip begins: a length of time from the beginning of the group, or, for groups whose times are those of the clock, a time of
    /// day. The beginning where omitted.
    /// </summary>
    [Parameter]
    public ClipTime? From { get; set; }

    /// <summary>Where the clip ends, given as -From. The end where omitted.</summary>
    [Parameter]
    public ClipTime? To { get; set; }

    /// <summary>In the place of -From and -To: so much of the end.</summary>
    [Parameter]
    public TimeSpan? Last { get; set; }

    /// <summary>Leave all times as they are, so that fragments can be hard links; else the clip begins at zero.</summary>
    [Parameter]
    public SwitchParameter KeepTime { get; set; }

    /// <summary>Write the clip to the pipeline.</summary>
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
                Attempt(Path, () => Save(FilePath(Path)));
                break;
            case ByObject:
                Attempt(InputObject!, () => Save(RunningGroups.ManifestOf(InputObject!)));
                break;
            default:
                Attempt(GroupName, () => Save(RunningGroups.Named(GroupName).ManifestPath));
                break;
        }
    }

    private void Save(string source)
    {
        var definition = new ClipDefinition
        {
            Source = source,
            TargetFolder = FolderPath(TargetFolder),
            Name = Name,
            From = From,
            To = To,
            Last = Last,
            KeepTime = KeepTime,
        };
        if (!ShouldProcess(
            Name is null ? definition.TargetFolder : System.IO.Path.Join(definition.TargetFolder, Name), $"Save {Stretch()} of '{source}'"))
        {
            return;
        }

        var progress = new ProgressRecord(0, $"Saving {Stretch()} of '{source}'", "Reading the manifest");
        MssClip clip = MssEngine.Current.SaveClip(definition, (done, all) => Show(progress, done, all), StopToken);
        progress.RecordType = ProgressRecordType.Completed;
        WriteProgress(progress);
        foreach (string warning in clip.Warnings)
        {
            WriteWarning(warning);
        }

        WriteVerbose(
            $"Saved {clip.FragmentCount} fragments, {clip.LinkedFragmentCount} of them as links, to '{clip.ManifestPath}': {clip.Duration:c} "
            + $"from {clip.Start:c} on.");
        if (PassThru)
        {
            WriteObject(clip);
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

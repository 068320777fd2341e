using System.Management.Automation;

namespace MssTools.Cmdlets;

/// <summary><c>Save-MSSClip</c>: makes a stretch of a group, running or not, a recorded group of its own.</summary>
[Cmdlet(VerbsData.Save, "MSSClip", SupportsShouldProcess = true, DefaultParameterSetName = ByName)]
[OutputType(typeof(MssClip))]
public sealed class SaveMssClipCommand : StretchCommand
{
    /// <summary>The folder that gets the clip's folder.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    public string TargetFolder { get; set; } = "";

    /// <summary>Name of the clip and of its folder; that of the group where omitted.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>Leave all times as they are, so that fragments can be hard links; else the clip begins at zero.</summary>
    [Parameter]
    public SwitchParameter KeepTime { get; set; }

    private protected override void Make(string source)
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
            Name is null ? definition.TargetFolder : System.IO.Path.Join(definition.TargetFolder, Name), $"Save {Stretch} of '{source}'"))
        {
            return;
        }

        MssClip clip = Run($"Saving {Stretch} of '{source}'", show => Engine.SaveClip(definition, show, StopToken), saved => saved.Warnings);
        WriteVerbose(
            $"Saved {clip.FragmentCount} fragments, {clip.LinkedFragmentCount} of them as links, to '{clip.ManifestPath}': {clip.Duration:c} "
            + $"from {clip.Start:c} on.");
        if (PassThru)
        {
            WriteObject(clip);
        }
    }
}

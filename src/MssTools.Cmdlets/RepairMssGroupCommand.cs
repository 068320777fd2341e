using System.Management.Automation;

namespace MssTools.Cmdlets;

/// <summary><c>Repair-MSSGroup</c>: rebuilds the manifest of a group from the fragments that are there, whoever made it.</summary>
[Cmdlet(VerbsDiagnostic.Repair, "MSSGroup", SupportsShouldProcess = true, DefaultParameterSetName = ByPath)]
[OutputType(typeof(MssRepair))]
public sealed class RepairMssGroupCommand : MssEngineCmdlet
{
    private const string ByPath = "Path";
    private const string ByName = "GroupName";
    private const int MostShown = 20;

    /// <summary>Folders of groups, or their manifests, whoever made them; wildcards are not taken.</summary>
    [Parameter(ParameterSetName = ByPath, Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("ManifestPath", "FullName", "PSPath", "LiteralPath")]
    public string[] Path { get; set; } = [];

    /// <summary>Name of a group: that of its folder.</summary>
    [Parameter(ParameterSetName = ByName, Mandatory = true)]
    [ArgumentCompleter(typeof(GroupNameCompleter))]
    public string GroupName { get; set; } = "";

    /// <summary>The folder that holds the group's folder.</summary>
    [Parameter(ParameterSetName = ByName, Mandatory = true)]
    public string TargetFolder { get; set; } = "";

    /// <summary>Another manifest of the group, or its folder: names, codecs and addresses are taken from there.</summary>
    [Parameter]
    public string? From { get; set; }

    /// <summary>Repair a live group of another packager, too, that was written to a moment ago.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessItem()
    {
        if (ParameterSetName == ByName)
        {
            Attempt(GroupName, () => Repair(System.IO.Path.Join(FolderPath(TargetFolder), GroupName)));
            return;
        }

        foreach (string path in Path)
        {
            Attempt(path, () => Repair(FolderPath(path)));
        }
    }

    private void Repair(string path)
    {
        var definition = new RepairDefinition { Path = path, From = From is null ? null : FilePath(From), Force = Force };
        MssRepair repair;
        using (var progress = new FragmentProgress(this, $"Looking at '{path}'"))
        {
            repair = Engine.Repair(
                definition, planned => ShouldProcess(planned.ManifestPath, Describe(planned)), progress.Show, StopToken);
        }

        foreach (string fault in repair.Unmended)
        {
            WriteWarning($"Not mended: {fault}");
        }

        WriteVerbose(repair.IsChanged
            ? $"Wrote '{repair.ManifestPath}'; {(repair.KeptAside is { } kept ? $"the old one is '{kept}'" : "there was none to keep")}."
            : repair.IsNeeded ? $"'{repair.ManifestPath}' stays as it is." : $"'{repair.ManifestPath}' lists what is there. Nothing was changed.");
        WriteObject(repair);
    }

    // What -WhatIf and -Confirm show: what is written, and what is not in it.
    private static string Describe(MssRepair planned)
    {
        IEnumerable<string> leftOut = planned.LeftOut.Take(MostShown).Select(fragment => fragment.ToString());
        string more = planned.LeftOutCount > MostShown ? $"; and {planned.LeftOutCount - MostShown} more" : "";
        string kept = planned.KeptAside is { } path ? $"Keep the manifest as '{System.IO.Path.GetFileName(path)}' and write it anew." : "Write the manifest.";
        return string.Join(' ', planned.Changes.Prepend(kept))
            + (planned.LeftOutCount == 0 ? "" : $" Left out are {planned.LeftOutCount} fragments: {string.Join("; ", leftOut)}{more}.");
    }
}

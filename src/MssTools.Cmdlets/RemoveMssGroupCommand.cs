using System.Management.Automation;
using MssTools.Core;

namespace MssTools.Cmdlets;

/// <summary>
/// <c>Remove-MSSGroup</c>: ends a group's streams and forgets it; with -DeleteFile its files go as well.
/// </summary>
[Cmdlet(VerbsCommon.Remove, "MSSGroup", SupportsShouldProcess = true)]
public sealed class RemoveMssGroupCommand : MssCmdlet
{
    /// <summary>Names of groups; wildcards are taken.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Name")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(GroupNameCompleter))]
    public string[] GroupName { get; set; } = [];

    /// <summary>Only groups in this folder; all groups of the name where omitted.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? TargetFolder { get; set; }

    /// <summary>
    /// Delete the manifest and the fragments, and the folders that are empty then. Other files are not touched.
    /// </summary>
    [Parameter]
    public SwitchParameter DeleteFile { get; set; }

    /// <inheritdoc/>
    protected override void ProcessItem()
    {
        string? folder = TargetFolder is null ? null : FolderPath(TargetFolder);
        foreach (string name in GroupName)
        {
            WildcardPattern pattern = Pattern(name);
            List<MssGroup> found = [.. MssEngine.Current.GetGroups()
                .Where(g => pattern.IsMatch(g.GroupName) && (folder is null || g.TargetFolder == folder))];
            if (found.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(name))
            {
                WriteFailure(new MssException(MssError.NotFound, $"There is no group '{name}' in this session."), name);
            }

            foreach (MssGroup group in found)
            {
                Remove(group);
            }
        }
    }

    private void Remove(MssGroup group)
    {
        string groupFolder = Path.Join(group.TargetFolder, group.GroupName);
        if (ShouldProcess(groupFolder, DeleteFile ? "Remove group and delete its files" : "Remove group"))
        {
            Attempt(group, () => MssEngine.Current.RemoveGroup(groupFolder, DeleteFile));
        }
    }
}

using System.Management.Automation;
using MssTools.Core;

namespace MssTools.Cmdlets;

/// <summary>
/// <c>Remove-MSSGroup</c>: ends a group's streams and forgets it; with -DeleteFile its files go as well, and the user is
/// asked first.
/// </summary>
[Cmdlet(VerbsCommon.Remove, "MSSGroup", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
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

    /// <summary>Do not ask before files are deleted.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

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
                string where = folder is null ? "in this session" : $"of this session in '{folder}'";
                WriteFailure(new MssException(MssError.NotFound, $"There is no group '{name}' {where}."), name);
            }

            foreach (MssGroup group in found)
            {
                Attempt(group, () => Remove(group));
            }
        }
    }

    private void Remove(MssGroup group)
    {
        string folder = Path.Join(group.TargetFolder, group.GroupName);
        if (NeedsLeave && !HasLeave(folder))
        {
            return;
        }

        WriteVerbose($"Ending the streams of group '{group.GroupName}': {string.Join(", ", group.Streams)}.");
        int left = MssEngine.Current.RemoveGroup(folder, DeleteFile, StopToken);
        if (left > 0)
        {
            // Who is being stopped can write to the host alone.
            Host.UI?.WriteWarningLine($"{left} files of group '{group.GroupName}' are left in '{folder}'. Run the command again to delete them.");
            return;
        }

        WriteVerbose(DeleteFile ? $"Deleted the files of the group in '{folder}'." : $"The files in '{folder}' stay.");
    }

    // The impact is that of -DeleteFile. Without it, and with -Force, only who wants to be asked is asked.
    private bool NeedsLeave =>
        (DeleteFile && !Force)
        || MyInvocation.BoundParameters.ContainsKey("Confirm")
        || LanguagePrimitives.IsTrue(
            MyInvocation.BoundParameters.TryGetValue("WhatIf", out object? given) ? given : GetVariableValue("WhatIfPreference"))
        || (!Force && Preference is ConfirmImpact.Low or ConfirmImpact.Medium);

    private ConfirmImpact Preference =>
        LanguagePrimitives.TryConvertTo(GetVariableValue("ConfirmPreference"), out ConfirmImpact preference) ? preference : ConfirmImpact.High;

    private bool HasLeave(string folder)
    {
        try
        {
            return ShouldProcess(folder, DeleteFile ? "Remove group and delete its files" : "Remove group");
        }
        catch (Exception failure) when (failure is not PipelineStoppedException)
        {
            // Every host without a user has an exception of its own.
            throw new MssException(
                MssError.InvalidSetting,
                $"The files in '{folder}' were not deleted: there is nobody to ask. {failure.Message}",
                "Give -Force, or -Confirm:$false.",
                failure);
        }
    }
}

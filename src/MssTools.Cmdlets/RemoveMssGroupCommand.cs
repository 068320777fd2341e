using System.Management.Automation;

namespace MssTools.Cmdlets;

/// <summary>
/// <c>Remove-MSSGroup</c>: ends a group's streams and forgets it; with -DeleteFile its files go as well, and the user is
/// asked first.
/// </summary>
[Cmdlet(
    VerbsCommon.Remove,
    "MSSGroup",
    SupportsShouldProcess = true,
    DefaultParameterSetName = ByName,
    ConfirmImpact = ConfirmImpact.High)]
[Alias("removeConfig")]
public sealed class RemoveMssGroupCommand : MssGroupCmdlet, IDynamicParameters
{
    private const string ByName = "GroupName";
    private const string ByObject = "InputObject";

    /// <summary>Names of groups; wildcards are taken.</summary>
    [Parameter(ParameterSetName = ByName, Mandatory = true, Position = 0)]
    [Alias("Name")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(GroupNameCompleter))]
    public string[] GroupName { get; set; } = [];

    /// <summary>
    /// Groups, as Get-MSSGroup writes them, streams of them, or names. What came from another process removes nothing here.
    /// </summary>
    [Parameter(ParameterSetName = ByObject, Mandatory = true, ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    /// <summary>Only groups in this folder; all groups of the name where omitted.</summary>
    [Parameter]
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
    public object? GetDynamicParameters() => TakeEvoStreamWords();

    /// <inheritdoc/>
    protected override void ProcessItem()
    {
        foreach (MssGroup group in SelectGroups(GroupName, ParameterSetName == ByObject ? InputObject : null, TargetFolder))
        {
            Attempt(group, () => Remove(group));
        }
    }

    private void Remove(MssGroup group)
    {
        GroupIdentity identity = group.Definition.Identity;
        string places = string.Join(", ", group.Outputs.Select(output => ObjectAddress.Join(output.TargetFolder, output.GroupName)));
        if (NeedsLeave && !HasLeave(DeleteFile ? places : $"{identity}"))
        {
            return;
        }

        WriteVerbose($"Ending the streams of group '{group.GroupName}': {string.Join(", ", group.Streams)}.");
        int left = Engine.RemoveGroup(identity, DeleteFile, StopToken);
        if (left > 0)
        {
            // Who is being stopped can write to the host alone.
            Host.UI?.WriteWarningLine(
                $"{left} files of group '{group.GroupName}' are left in '{places}'. Run the command again to delete them.");
            return;
        }

        WriteVerbose(DeleteFile ? $"Deleted the files of the group in '{places}'." : $"The files in '{places}' stay.");
    }

    // The impact is that of -DeleteFile. Without it, and with -Force, only who wants to be asked is asked.
    private bool NeedsLeave =>
        (DeleteFile && !Force)
        || MyInvocation.BoundParameters.ContainsKey("Confirm")
        || LanguagePrimitives.IsTrue(
            MyInvocation.BoundParameters.TryGetValue("WhatIf", out object? given) ? given : GetVariableValue("WhatIfPreference"))
        || (!Force && Preference is ConfirmImpact.Low or ConfirmImpact.Medium);

    private ConfirmImpact Preference =>
        LanguagePrimitives.TryConvertTo(GetVariableValue("ConfirmPreference"), out ConfirmImpact preference)
            ? preference
            : ConfirmImpact.High;

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

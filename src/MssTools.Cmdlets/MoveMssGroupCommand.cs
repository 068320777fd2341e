using System.Management.Automation;

namespace MssTools.Cmdlets;

/// <summary><c>Move-MSSGroup</c>: has groups of a cluster go on at another node, with their next fragment.</summary>
[Cmdlet(VerbsCommon.Move, "MSSGroup", SupportsShouldProcess = true, DefaultParameterSetName = ByName)]
[OutputType(typeof(MssGroup))]
public sealed class MoveMssGroupCommand : MssGroupCmdlet
{
    private const string ByName = "GroupName";
    private const string ByObject = "InputObject";

    /// <summary>Names of groups; wildcards are taken.</summary>
    [Parameter(ParameterSetName = ByName, Mandatory = true, Position = 0)]
    [Alias("Name")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(GroupNameCompleter))]
    public string[] GroupName { get; set; } = [];

    /// <summary>Groups, as Get-MSSGroup writes them, streams of them, or names.</summary>
    [Parameter(ParameterSetName = ByObject, Mandatory = true, ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    /// <summary>Only groups in this folder; all groups of the name where omitted.</summary>
    [Parameter]
    public string? TargetFolder { get; set; }

    /// <summary>Name of the node; the one that suits best where omitted.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(NodeNameCompleter))]
    public string? Node { get; set; }

    /// <summary>Write the groups, at their nodes.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessItem()
    {
        foreach (MssGroup group in SelectGroups(GroupName, ParameterSetName == ByObject ? InputObject : null, TargetFolder))
        {
            if (ShouldProcess($"{group.Definition.Identity}", $"Move group to {(Node is null ? "another node" : $"node '{Node}'")}"))
            {
                Attempt(group, () => Move(group));
            }
        }
    }

    private void Move(MssGroup group)
    {
        GroupIdentity identity = group.Definition.Identity;
        string node = Engine.MoveGroup(identity, Node);
        WriteVerbose($"The group '{identity}' is at node '{node}'.");
        if (PassThru)
        {
            WriteObject(Engine.GetGroups().Where(moved => moved.Definition.Identity == identity), enumerateCollection: true);
        }
    }
}

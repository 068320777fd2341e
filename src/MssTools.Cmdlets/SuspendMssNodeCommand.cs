using System.Management.Automation;

namespace MssTools.Cmdlets;

/// <summary><c>Suspend-MSSNode</c>: has nodes take no groups any more; what they have goes on at other nodes.</summary>
[Cmdlet(VerbsLifecycle.Suspend, "MSSNode", SupportsShouldProcess = true)]
public sealed class SuspendMssNodeCommand : MssEngineCmdlet
{
    /// <summary>Names of nodes, as Get-MSSNode shows them.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(NodeNameCompleter))]
    public string[] Name { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessItem()
    {
        foreach (string name in Name.Where(name => ShouldProcess(name, "Suspend node: its groups go on at other nodes")))
        {
            Attempt(name, () => Engine.SuspendNode(name));
        }
    }
}

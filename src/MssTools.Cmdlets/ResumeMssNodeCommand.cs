using System.Management.Automation;

namespace MssTools.Cmdlets;

/// <summary><c>Resume-MSSNode</c>: has nodes take groups again.</summary>
[Cmdlet(VerbsLifecycle.Resume, "MSSNode", SupportsShouldProcess = true)]
public sealed class ResumeMssNodeCommand : MssEngineCmdlet
{
    /// <summary>Names of nodes, as Get-MSSNode shows them.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(NodeNameCompleter))]
    public string[] Name { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessItem()
    {
        foreach (string name in Name.Where(name => ShouldProcess(name, "Resume node")))
        {
            Attempt(name, () => Engine.ResumeNode(name));
        }
    }
}

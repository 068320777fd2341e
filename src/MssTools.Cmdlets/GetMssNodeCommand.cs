using System.Management.Automation;

namespace MssTools.Cmdlets;

/// <summary><c>Get-MSSNode</c>: snapshots of the nodes of a cluster; an engine without one is a node by itself.</summary>
[Cmdlet(VerbsCommon.Get, "MSSNode")]
[OutputType(typeof(MssNode))]
public sealed class GetMssNodeCommand : MssEngineCmdlet
{
    /// <summary>Names of nodes; wildcards are taken. All where omitted.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NodeNameCompleter))]
    public string[] Name { get; set; } = ["*"];

    /// <inheritdoc/>
    protected override void ProcessItem()
    {
        IReadOnlyList<MssNode> nodes = Engine.GetNodes();
        foreach (string name in Name)
        {
            WildcardPattern pattern = Pattern(name);
            List<MssNode> found = [.. nodes.Where(node => pattern.IsMatch(node.Name))];
            if (found.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(name))
            {
                WriteFailure(new MssException(MssError.NotFound, $"There is no node '{name}' {Where}."), name);
            }

            WriteObject(found, enumerateCollection: true);
        }
    }
}

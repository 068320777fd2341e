using System.Management.Automation;
using MssTools.Core;

namespace MssTools.Cmdlets;

/// <summary>What does something to connected services that are named, or to all.</summary>
public abstract class MssConnectionCmdlet : MssCmdlet
{
    /// <summary>Names of connected services; wildcards are taken. All where omitted.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Service")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ServiceNameCompleter))]
    public string[] Name { get; set; } = ["*"];

    /// <inheritdoc/>
    protected override void ProcessItem()
    {
        foreach (string name in Name)
        {
            WildcardPattern pattern = Pattern(name);
            List<ServiceClient> found = [.. ServiceConnections.All.Where(client => pattern.IsMatch(client.Service))];
            if (found.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(name))
            {
                WriteFailure(
                    new MssException(MssError.NotFound, $"There is no connection to a service '{name}'.", "Connect-MSSService makes one."), name);
            }

            foreach (ServiceClient client in found)
            {
                Attempt(client.Service, () => Do(client));
            }
        }
    }

    /// <summary>Does it.</summary>
    private protected abstract void Do(ServiceClient client);
}

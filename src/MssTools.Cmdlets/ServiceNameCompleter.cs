using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace MssTools.Cmdlets;

/// <summary>Completes the name of a connected service.</summary>
public sealed class ServiceNameCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName,
        string parameterName,
        string wordToComplete,
        CommandAst commandAst,
        IDictionary fakeBoundParameters) => ServiceConnections.All
        .Select(client => client.Service)
        .Where(name => name.StartsWith(wordToComplete ?? "", StringComparison.OrdinalIgnoreCase))
        .Order(StringComparer.OrdinalIgnoreCase)
        .Select(name => new CompletionResult(name));
}

using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace MssTools.Cmdlets;

/// <summary>Completes <c>$true</c> and <c>$false</c>, where the engine would offer files.</summary>
public sealed class BooleanCompleter : IArgumentCompleter
{
    private static readonly string[] s_words = ["$true", "$false"];

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName,
        string parameterName,
        string wordToComplete,
        CommandAst commandAst,
        IDictionary fakeBoundParameters) =>
        s_words
            .Where(word => word.StartsWith(wordToComplete ?? "", StringComparison.OrdinalIgnoreCase))
            .Select(word => new CompletionResult(word));
}

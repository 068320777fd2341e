using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Language;
using MssTools.Core;

namespace MssTools.Cmdlets;

/// <summary>Completes the name of a stream.</summary>
public sealed class StreamNameCompleter : NameCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<string> Names() => MssEngine.Current.GetStreams().Select(s => s.Name);
}

/// <summary>Completes the number of a stream, and shows which it is.</summary>
public sealed class StreamIdCompleter : NameCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<string> Names() => MssEngine.Current.GetStreams().Select(s => $"{s.Id}");

    /// <inheritdoc/>
    protected override string Describe(string name) =>
        MssEngine.Current.GetStreams().Where(s => $"{s.Id}" == name).Select(s => $"{s.GroupName}: {s}").FirstOrDefault(name);
}

/// <summary>Completes the name of a group.</summary>
public sealed class GroupNameCompleter : NameCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<string> Names() => MssEngine.Current.GetGroups().Select(g => g.GroupName);
}

/// <summary>Completes the name of a local stream.</summary>
public sealed class LocalStreamNameCompleter : NameCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<string> Names() => MssEngine.Current.GetLocalStreams().Select(s => s.Name);
}

/// <summary>Completes the port of an ingest.</summary>
public sealed class IngestPortCompleter : NameCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<string> Names() => MssEngine.Current.GetIngests().Select(i => $"{i.Port}");
}

/// <summary>Completes the port of a server.</summary>
public sealed class ServerPortCompleter : NameCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<string> Names() => MssEngine.Current.GetServers().Select(s => $"{s.Port}");
}

/// <summary>Completes the number of a server.</summary>
public sealed class ServerIdCompleter : NameCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<string> Names() => MssEngine.Current.GetServers().Select(s => $"{s.Id}");
}

/// <summary>Completes the name of a publishing point.</summary>
public sealed class PointNameCompleter : NameCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<string> Names() => MssEngine.Current.GetPoints().Select(p => p.Name);
}

/// <summary>Base of the completers: offers the names that start with what was typed.</summary>
public abstract class NameCompleter : IArgumentCompleter
{
    // Numbers in names by their value, where the system has ICU.
    private static readonly StringComparer s_order =
        StringComparer.Create(CultureInfo.InvariantCulture, CompareOptions.IgnoreCase | CompareOptions.NumericOrdering);

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName,
        string parameterName,
        string wordToComplete,
        CommandAst commandAst,
        IDictionary fakeBoundParameters) =>
        Names()
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .Where(name => name.StartsWith(wordToComplete ?? "", StringComparison.OrdinalIgnoreCase))
            .OrderBy(name => long.TryParse(name, CultureInfo.InvariantCulture, out long number) ? number : long.MaxValue)
            .ThenBy(name => name, s_order)
            .Select(name => new CompletionResult(
                name.Contains(' ', StringComparison.Ordinal) ? $"'{name}'" : name,
                name,
                CompletionResultType.ParameterValue,
                Describe(name)));

    /// <summary>All names that there are.</summary>
    protected abstract IEnumerable<string> Names();

    /// <summary>What the list of choices says of one.</summary>
    protected virtual string Describe(string name) => name;
}

using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace MssTools.Cmdlets;

/// <summary>Completes the name of a stream.</summary>
public sealed class StreamNameCompleter : NameCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<string> Names(IMssEngine engine) => engine.GetStreams().Select(s => s.Name);
}

/// <summary>Completes the number of a stream, and shows which it is.</summary>
public sealed class StreamIdCompleter : NameCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<string> Names(IMssEngine engine) => engine.GetStreams().Select(s => $"{s.Id}");

    /// <inheritdoc/>
    protected override string Describe(string name) =>
        Engines.SelectMany(engine => engine.GetStreams()).Where(s => $"{s.Id}" == name).Select(s => $"{s.GroupName}: {s}").FirstOrDefault(name);
}

/// <summary>Completes the name of a group.</summary>
public sealed class GroupNameCompleter : NameCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<string> Names(IMssEngine engine) => engine.GetGroups().Select(g => g.GroupName);
}

/// <summary>Completes the name of a node.</summary>
public sealed class NodeNameCompleter : NameCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<string> Names(IMssEngine engine) => engine.GetNodes().Select(node => node.Name);
}

/// <summary>Completes the name of a local stream.</summary>
public sealed class LocalStreamNameCompleter : NameCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<string> Names(IMssEngine engine) => engine.GetLocalStreams().Select(s => s.Name);
}

/// <summary>Completes the port of an ingest.</summary>
public sealed class IngestPortCompleter : NameCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<string> Names(IMssEngine engine) => engine.GetIngests().Select(i => $"{i.Port}");
}

/// <summary>Completes the port of a server.</summary>
public sealed class ServerPortCompleter : NameCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<string> Names(IMssEngine engine) => engine.GetServers().Select(s => $"{s.Port}");
}

/// <summary>Completes the number of a server.</summary>
public sealed class ServerIdCompleter : NameCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<string> Names(IMssEngine engine) => engine.GetServers().Select(s => $"{s.Id}");
}

/// <summary>Completes the name of a publishing point.</summary>
public sealed class PointNameCompleter : NameCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<string> Names(IMssEngine engine) => engine.GetPoints().Select(p => p.Name);
}

/// <summary>Completes the name of a webhook or file that gets events.</summary>
public sealed class EventReceiverNameCompleter : NameCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<string> Names(IMssEngine engine) => engine.GetReceivers().Select(r => r.Name);
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
        IDictionary fakeBoundParameters)
    {
        Engines = ServiceConnections.ForCompletion(fakeBoundParameters);
        return Engines.SelectMany(NamesOrNone)
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .Where(name => name.StartsWith(wordToComplete ?? "", StringComparison.OrdinalIgnoreCase))
            .OrderBy(name => long.TryParse(name, CultureInfo.InvariantCulture, out long number) ? number : long.MaxValue)
            .ThenBy(name => name, s_order)
            .Select(name => new CompletionResult(
                name.Contains(' ', StringComparison.Ordinal) ? $"'{name}'" : name,
                name,
                CompletionResultType.ParameterValue,
                Describe(name)));
    }

    /// <summary>The engines that the command line is about.</summary>
    protected IReadOnlyList<IMssEngine> Engines { get; private set; } = [];

    /// <summary>All names that an engine has.</summary>
    protected abstract IEnumerable<string> Names(IMssEngine engine);

    /// <summary>What the list of choices says of one.</summary>
    protected virtual string Describe(string name) => name;

    // A service that does not answer has no names to offer, and completion shows no errors.
    private IEnumerable<string> NamesOrNone(IMssEngine engine)
    {
        try
        {
            return [.. Names(engine)];
        }
        catch (MssException)
        {
            return [];
        }
    }
}

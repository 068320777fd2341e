using MssTools.Core.Services;

namespace MssTools.Cluster;

/// <summary>
/// Has this node be as the catalog says of what nodes share: local streams, ingests, servers, publishing points, receivers of events. One call after the
/// other.
/// </summary>
/// <param name="node">This node.</param>
internal sealed class SharedHere(Node node)
{
    private readonly Dictionary<string, StateEntry> _here = new(StringComparer.Ordinal);

    /// <summary>Begins what is new, changes what is other, and ends what has gone.</summary>
    /// <returns>False: something could not be noted, and is to be tried again.</returns>
    public bool Apply(Catalog catalog)
    {
        Dictionary<string, StateEntry> all = node.Shared.Of(catalog);
        StateEntry[] wanted = [.. all.Values.Where(entry => LabelsOf(entry, all) is { } labels && node.Suits(labels)).OrderBy(entry => entry.Kind)];
        HashSet<string> keys = [.. wanted.Select(entry => entry.Key)];
        bool isWhole = true;
        foreach (StateEntry gone in _here.Values.Where(entry => !keys.Contains(entry.Key)).OrderByDescending(entry => entry.Kind).ToList())
        {
            isWhole &= Try(gone, node.Own.Disown, () => _here.Remove(gone.Key));
        }

        foreach (StateEntry entry in wanted.Where(entry => !ReferenceEquals(_here.GetValueOrDefault(entry.Key), entry)))
        {
            isWhole &= Try(entry, node.Own.Adopt, () => _here[entry.Key] = entry);
        }

        return isWhole;
    }

    // A point is where its server is; null: it has none any more.
    private static IReadOnlyList<string>? LabelsOf(StateEntry entry, Dictionary<string, StateEntry> all) => entry.Definition switch
    {
        IngestDefinition ingest => ingest.NodeLabels,
        ServerDefinition server => server.NodeLabels,
        PointDefinition point => (all.GetValueOrDefault(StateEntry.KeyOf(StateKind.Server, StateEntry.NameOf(point.ServerId)))?.Definition as ServerDefinition)?.NodeLabels,
        _ => [],
    };

    private bool Try(StateEntry entry, Action<StateEntry> act, Action note)
    {
        try
        {
            act(entry);
            note();
            return true;
        }
#pragma warning disable CA1031 // One that goes wrong keeps no other from it.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            node.Log.Write(ServiceEvent.Pending, $"{entry.Kind} '{entry.Name}' of the cluster: {failure.Message}", MssException.From(failure));
            return false;
        }
    }
}

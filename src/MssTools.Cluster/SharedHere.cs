using System.Security.Cryptography;
using System.Text.Json;
using MssTools.Core.Services;

namespace MssTools.Cluster;

/// <summary>
/// Has this node be as the catalog says of what nodes share: local streams, ingests, servers, publishing points, receivers of events. One call after the
/// other.
/// </summary>
/// <param name="node">This node.</param>
internal sealed class SharedHere(Node node)
{
    private readonly Dictionary<string, (byte[] Sealed, StateEntry? Entry)> _read = new(StringComparer.Ordinal);
    private Dictionary<string, StateEntry> _here = new(StringComparer.Ordinal);

    /// <summary>Begins what is new, changes what is other, and ends what has gone.</summary>
    public void Apply(Catalog catalog)
    {
        Dictionary<string, StateEntry> all = ReadAll(catalog);
        Dictionary<string, StateEntry> wanted = all.Where(entry => LabelsOf(entry.Value, all) is { } labels && node.Suits(labels)).ToDictionary(StringComparer.Ordinal);
        Dictionary<string, StateEntry> before = _here;
        _here = wanted;
        foreach (StateEntry gone in before.Values.Where(entry => !wanted.ContainsKey(entry.Key)).OrderByDescending(entry => entry.Kind))
        {
            node.Own.Disown(gone);
        }

        foreach (StateEntry entry in wanted.Values.Where(entry => !ReferenceEquals(before.GetValueOrDefault(entry.Key), entry)).OrderBy(entry => entry.Kind))
        {
            node.Own.Adopt(entry);
        }
    }

    // A point is where its server is; null: it has none any more.
    private static IReadOnlyList<string>? LabelsOf(StateEntry entry, Dictionary<string, StateEntry> all) => entry.Definition switch
    {
        IngestDefinition ingest => ingest.NodeLabels,
        ServerDefinition server => server.NodeLabels,
        PointDefinition point => all.GetValueOrDefault(StateEntry.KeyOf(StateKind.Server, StateEntry.NameOf(point.ServerId)))?.Definition is ServerDefinition server ? server.NodeLabels : null,
        _ => [],
    };

    // What is as it was is not read again, and is the same object.
    private Dictionary<string, StateEntry> ReadAll(Catalog catalog)
    {
        var all = new Dictionary<string, StateEntry>(StringComparer.Ordinal);
        foreach ((string key, byte[] bytes) in catalog.Shared)
        {
            if (!_read.TryGetValue(key, out (byte[] Sealed, StateEntry? Entry) known) || !known.Sealed.AsSpan().SequenceEqual(bytes))
            {
                _read[key] = known = (bytes, Read(key, bytes));
            }

            if (known.Entry is { } entry)
            {
                all[key] = entry;
            }
        }

        foreach (string gone in _read.Keys.Where(key => !catalog.Shared.ContainsKey(key)).ToList())
        {
            _read.Remove(gone);
        }

        return all;
    }

    private StateEntry? Read(string key, byte[] bytes)
    {
        try
        {
            return StateEntry.Read(bytes, node.Seal);
        }
        catch (Exception failure) when (failure is JsonException or CryptographicException)
        {
            node.Log.Write(ServiceEvent.Damaged, $"What the cluster keeps as '{ForeignText.Value(key)}' cannot be read, and is passed over: {failure.Message}");
            return null;
        }
    }
}

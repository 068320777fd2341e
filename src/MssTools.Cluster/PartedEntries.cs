using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace MssTools.Cluster;

/// <summary>The entries of all parts of the catalog as one dictionary, which copies nothing.</summary>
/// <param name="parts">The parts.</param>
/// <param name="entries">Those of a part.</param>
internal sealed class PartedEntries<T>(IReadOnlyList<CatalogPart> parts, Func<CatalogPart, Dictionary<string, T>> entries) : IReadOnlyDictionary<string, T>
{
    /// <inheritdoc/>
    public int Count => parts.Sum(part => entries(part).Count);

    /// <inheritdoc/>
    public IEnumerable<string> Keys => parts.SelectMany(part => entries(part).Keys);

    /// <inheritdoc/>
    public IEnumerable<T> Values => parts.SelectMany(part => entries(part).Values);

    /// <inheritdoc/>
    public T this[string key] => Of(key)[key];

    /// <inheritdoc/>
    public bool ContainsKey(string key) => Of(key).ContainsKey(key);

    /// <inheritdoc/>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out T value) => Of(key).TryGetValue(key, out value);

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, T>> GetEnumerator() => parts.SelectMany(entries).GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private Dictionary<string, T> Of(string key) => entries(parts[Catalog.PartOf(key)]);
}

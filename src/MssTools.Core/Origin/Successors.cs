using System.Collections.Concurrent;

namespace MssTools.Core.Origin;

/// <summary>Which fragments stored ones announce. A fragment is read once: it never changes.</summary>
internal sealed class Successors
{
    private const int MostKnown = 4096;

    private readonly ConcurrentDictionary<string, IReadOnlyList<long>> _known = new(StringComparer.Ordinal);

    /// <summary>Times of the fragments that follow, oldest first, in ticks of the manifest; none where the file is no fragment.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public IReadOnlyList<long> Of(StoredFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (_known.TryGetValue(file.FullPath, out IReadOnlyList<long>? known))
        {
            return known;
        }

        if (_known.Count >= MostKnown)
        {
            _known.Clear();
        }

        return _known[file.FullPath] = Read(file);
    }

    private static IReadOnlyList<long> Read(StoredFile file)
    {
        try
        {
            return StoredFragment.Successors(file);
        }
        catch (MssException)
        {
            return [];
        }
    }
}

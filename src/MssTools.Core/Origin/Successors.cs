using System.Collections.Concurrent;

namespace MssTools.Core.Origin;

/// <summary>Which fragments stored ones announce. A fragment is read once, until another one has its name.</summary>
internal sealed class Successors
{
    private const int MostKnown = 4096;

    private readonly ConcurrentDictionary<string, (StoredFile File, IReadOnlyList<long> Times)> _known = new(StringComparer.Ordinal);

    /// <summary>Times of the fragments that follow, oldest first, in ticks of the manifest; none where the file is no fragment.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public IReadOnlyList<long> Of(StoredFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (_known.TryGetValue(file.FullPath, out (StoredFile File, IReadOnlyList<long> Times) known) && known.File == file)
        {
            return known.Times;
        }

        if (_known.Count >= MostKnown)
        {
            _known.Clear();
        }

        IReadOnlyList<long> times = Read(file);
        _known[file.FullPath] = (file, times);
        return times;
    }

    /// <summary>Forgets all.</summary>
    public void Clear() => _known.Clear();

    private static IReadOnlyList<long> Read(StoredFile file)
    {
        try
        {
            return FragmentCut.Successors(file);
        }
        catch (MssException)
        {
            return [];
        }
    }
}

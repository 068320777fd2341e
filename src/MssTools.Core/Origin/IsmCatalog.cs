using System.Collections.Concurrent;
using MssTools.Core.Stored;

namespace MssTools.Core.Origin;

/// <summary>
/// The recorded presentations below a web root, <c>.ism</c> with their Smooth files, as servers before us published them. Each is read once
/// per version of its files.
/// </summary>
/// <param name="root">Where they are.</param>
internal sealed class IsmCatalog(WebRoot root)
{
    private const int MostPresentations = 1000;

    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>The presentation of a name; null where there is none that can be served.</summary>
    /// <param name="folder">Names from the root, the last one without <c>.ism</c>.</param>
    public ServedPresentation? Find(IReadOnlyList<string> folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        if (folder.Count == 0 || root.Find(Named(folder, IsmPresentation.Extension)) is not { } file)
        {
            return null;
        }

        if (!_entries.TryGetValue(file.FullPath, out Entry? known) || known.File != file || !known.IsCurrent(root))
        {
            if (_entries.Count >= MostPresentations)
            {
                _entries.Clear();
            }

            var fresh = new Entry(file, new Lazy<Reading>(() => Read(folder, file)));
            // Requests that come together wait for one reading.
            known = _entries.AddOrUpdate(file.FullPath, fresh, (_, other) => ReferenceEquals(other, known) || known is null && other.File != file ? fresh : other);
        }

        return known.Reading.Value.Presentation;
    }

    /// <summary>Names of the presentations in a folder, without <c>.ism</c>.</summary>
    /// <param name="path">Full path of the folder.</param>
    public static IEnumerable<string> List(string path) => Directory.EnumerateFiles(path, "*" + IsmPresentation.Extension)
        .Select(file => Path.GetFileName(file))
        .Where(name => RequestPath.IsSafe(name) && name.EndsWith(IsmPresentation.Extension, StringComparison.Ordinal))
        .Select(name => name[..^IsmPresentation.Extension.Length])
        .Order(StringComparer.Ordinal);

    /// <summary>True for a client manifest that belongs to a presentation, not to a group.</summary>
    /// <param name="folder">Names of its folder.</param>
    /// <param name="name">Its name.</param>
    public bool Owns(IReadOnlyList<string> folder, string name) =>
        root.Find([.. folder, Path.GetFileNameWithoutExtension(name) + IsmPresentation.Extension]) is not null;

    /// <summary>Forgets all.</summary>
    public void Clear() => _entries.Clear();

    private static IReadOnlyList<string> Named(IReadOnlyList<string> folder, string extension) => [.. folder.SkipLast(1), folder[^1] + extension];

    // What cannot be read is not there for viewers; it is looked at again when a file of it changes.
    private Reading Read(IReadOnlyList<string> folder, StoredFile file)
    {
        List<(IReadOnlyList<string> Names, StoredFile? File)> sources = [];
        try
        {
            var presentation = IsmPresentation.Read(file.FullPath);
            IReadOnlyList<string> parent = [.. folder.SkipLast(1)];
            Dictionary<string, (StoredFile File, IReadOnlyDictionary<uint, IsmTrack> Tracks)> files = new(StringComparer.Ordinal);
            foreach (string source in presentation.Tracks.Select(track => track.Source).Distinct())
            {
                IReadOnlyList<string> names = [.. parent, .. presentation.NamesOf(source)];
                StoredFile? found = root.Find(names);
                sources.Add((names, found));
                if (found is not null)
                {
                    using var bytes = new FileBytes(found.FullPath);
                    files[source] = (found, IsmvIndex.Read(bytes));
                }
            }

            return new Reading(sources, ServedPresentation.Make(file, presentation, files, ClientManifest(parent, presentation, sources)));
        }
        catch (Exception failure) when (failure is MssException or IOException or UnauthorizedAccessException)
        {
            return new Reading(sources, null);
        }
    }

    private StoredFile? ClientManifest(
        IReadOnlyList<string> parent, IsmPresentation presentation, List<(IReadOnlyList<string> Names, StoredFile? File)> sources)
    {
        if (presentation.Manifest.ClientManifest is not { } client)
        {
            return null;
        }

        IReadOnlyList<string> names = [.. parent, .. presentation.NamesOf(client)];
        StoredFile? found = root.Find(names);
        sources.Add((names, found));
        return found;
    }

    private sealed record Reading(IReadOnlyList<(IReadOnlyList<string> Names, StoredFile? File)> Sources, ServedPresentation? Presentation);

    private sealed record Entry(StoredFile File, Lazy<Reading> Reading)
    {
        /// <summary>True while the files are those that were read.</summary>
        public bool IsCurrent(WebRoot root)
        {
            if (!Reading.IsValueCreated)
            {
                return true;
            }

            foreach ((IReadOnlyList<string> names, StoredFile? file) in Reading.Value.Sources)
            {
                if (root.Find(names) != file)
                {
                    return false;
                }
            }

            return true;
        }
    }
}

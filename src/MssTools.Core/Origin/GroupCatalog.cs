using System.Collections.Concurrent;
using MssTools.Core.Manifests;

namespace MssTools.Core.Origin;

/// <summary>The groups below a web root, by their manifests. A manifest is parsed once per version.</summary>
/// <param name="root">Where the groups are.</param>
/// <param name="files">Reads them.</param>
internal sealed class GroupCatalog(WebRoot root, HotFiles files)
{
    private const string UsualName = "manifest.ismc";
    private const string AnyName = "*.ismc";
    private const int DeepestGroup = 3;
    private const int MostGroups = 1000;

    private readonly IsmCatalog _presentations = new(root);
    private readonly ConcurrentDictionary<string, ServedManifest?> _manifests = new(StringComparer.Ordinal);

    /// <summary>The group of a folder, or else the recorded presentation of that name; null where there is neither.</summary>
    /// <param name="folder">Names of the folder, from the root.</param>
    public ServedManifest? Find(IReadOnlyList<string> folder) => FindGroup(folder) ?? _presentations.Find(folder)?.Group;

    /// <summary>The recorded presentation of a name; null where there is none.</summary>
    /// <param name="folder">Names from the root, the last one without <c>.ism</c>.</param>
    public ServedPresentation? FindPresentation(IReadOnlyList<string> folder) => _presentations.Find(folder);

    /// <summary>A manifest; null where the file is none.</summary>
    public ServedManifest? Open(StoredFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (_manifests.TryGetValue(file.FullPath, out ServedManifest? known) && known?.File == file)
        {
            return known;
        }

        ServedManifest? manifest = Read(file);
        if (_manifests.Count >= MostGroups)
        {
            _manifests.Clear();
        }

        _manifests[file.FullPath] = manifest;
        return manifest;
    }

    /// <summary>All groups up to three folders deep, with the names of their folders.</summary>
    public IEnumerable<(IReadOnlyList<string> Folder, ServedManifest Group)> List() => List([]).Take(MostGroups);

    /// <summary>Forgets all manifests.</summary>
    public void Clear()
    {
        _manifests.Clear();
        _presentations.Clear();
    }

    private ServedManifest? FindGroup(IReadOnlyList<string> folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        if (root.Find([.. folder, UsualName]) is { } usual)
        {
            return Open(usual);
        }

        return root.FindFirst(folder, AnyName) is { } name && !_presentations.Owns(folder, name) && root.Find([.. folder, name]) is { } file ? Open(file) : null;
    }

    private ServedManifest? Read(StoredFile file)
    {
        ReadOnlyMemory<byte> bytes = files.Read(file);
        try
        {
            return new ServedManifest(file, bytes, ClientManifestReader.Read(bytes, file.FullPath));
        }
        catch (MssException)
        {
            return null;
        }
    }

    private IEnumerable<(IReadOnlyList<string> Folder, ServedManifest Group)> List(IReadOnlyList<string> parent)
    {
        if (parent.Count == DeepestGroup || root.FindFolder(parent) is not { } path)
        {
            yield break;
        }

        foreach (string name in IsmCatalog.List(path))
        {
            IReadOnlyList<string> named = [.. parent, name];
            if (FindGroup(named) is null && _presentations.Find(named) is { } presentation)
            {
                yield return (named, presentation.Group);
            }
        }

        IEnumerable<string> names = Directory.EnumerateDirectories(path).Select(p => Path.GetFileName(p));
        foreach (string name in names.Where(RequestPath.IsSafe).Order(StringComparer.Ordinal))
        {
            IReadOnlyList<string> folder = [.. parent, name];
            if (FindGroup(folder) is { } manifest)
            {
                yield return (folder, manifest);
            }
            else
            {
                foreach ((IReadOnlyList<string> Folder, ServedManifest Group) inner in List(folder))
                {
                    yield return inner;
                }
            }
        }
    }
}

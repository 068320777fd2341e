using System.Collections.Concurrent;

namespace MssTools.Core.Origin;

/// <summary>
/// Finds files below a folder. Links are not followed, wherever they lead; what is no plain file has no length and is
/// never opened; where the file system takes any case, only the right one is found.
/// </summary>
/// <param name="root">Full path of the folder; it may be a link itself.</param>
/// <param name="time">Says how old a look at a folder is.</param>
internal sealed class WebRoot(string root, TimeProvider time)
{
    private const int MostKnownFolders = 10_000;

    /// <summary>How long a folder is taken for what it was.</summary>
    private static readonly TimeSpan s_trust = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, long> _folders = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Path, string Pattern), FirstLook> _firsts = new();

    /// <summary>Full path of the folder.</summary>
    public string Root { get; } = Path.TrimEndingDirectorySeparator(root);

    /// <summary>Full path of what a request's path names, whether it exists or not.</summary>
    public string FullPathOf(IReadOnlyList<string> names) => Path.Join([Root, .. names]);

    /// <summary>The file of a path; null where there is none that may be served.</summary>
    public StoredFile? Find(IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        if (names.Count == 0 || !IsPlainFolder(names, names.Count - 1))
        {
            return null;
        }

        var info = new FileInfo(FullPathOf(names));
        const FileAttributes Refused = FileAttributes.ReparsePoint | FileAttributes.Directory;
        return info.Exists && (info.Attributes & Refused) == 0 && HasExactName(info)
            ? new StoredFile(info.FullName, info.Length, info.LastWriteTimeUtc)
            : null;
    }

    /// <summary>The path of a folder, or null where it is none or is reached through a link.</summary>
    public string? FindFolder(IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        return IsPlainFolder(names, names.Count) ? FullPathOf(names) : null;
    }

    /// <summary>
    /// The first name of a kind in a folder; null where there is none. A folder is read once a second at most, because it
    /// may hold very many files.
    /// </summary>
    /// <param name="folder">Names of the folder, from the root.</param>
    /// <param name="pattern">The kind, as <c>*.ismc</c>.</param>
    public string? FindFirst(IReadOnlyList<string> folder, string pattern)
    {
        if (FindFolder(folder) is not { } path)
        {
            return null;
        }

        long now = time.GetTimestamp();
        if (_firsts.TryGetValue((path, pattern), out FirstLook look) && time.GetElapsedTime(look.Taken, now) < s_trust)
        {
            return look.Name;
        }

        string? name = Directory.EnumerateFiles(path, pattern)
            .Select(Path.GetFileName)
            .Where(n => RequestPath.IsSafe(n!))
            .Min(StringComparer.Ordinal);
        if (_firsts.Count >= MostKnownFolders)
        {
            _firsts.Clear();
        }

        _firsts[(path, pattern)] = new FirstLook(name, now);
        return name;
    }

    private bool IsPlainFolder(IReadOnlyList<string> names, int count)
    {
        string path = Root;
        for (int i = 0; i < count; i++)
        {
            path = Path.Join(path, names[i]);
            if (!IsPlain(path))
            {
                return false;
            }
        }

        return true;
    }

    private bool IsPlain(string path)
    {
        long now = time.GetTimestamp();
        if (_folders.TryGetValue(path, out long taken) && time.GetElapsedTime(taken, now) < s_trust)
        {
            return true;
        }

        var info = new DirectoryInfo(path);
        if (!info.Exists || (info.Attributes & FileAttributes.ReparsePoint) != 0 || !HasExactName(info))
        {
            return false; // not kept: there is no end to the names that clients can make up
        }

        if (_folders.Count >= MostKnownFolders)
        {
            _folders.Clear();
        }

        _folders[path] = now;
        return true;
    }

    // Windows and macOS find DEMO where demo is; a viewer that may not see one must not see it under the other's name.
    private static bool HasExactName(FileSystemInfo info) =>
        OperatingSystem.IsLinux()
        || Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(info.FullName)!, info.Name)
            .Any(found => Path.GetFileName(found.AsSpan()).SequenceEqual(info.Name));

    private readonly record struct FirstLook(string? Name, long Taken);
}

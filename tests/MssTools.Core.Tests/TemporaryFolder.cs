namespace MssTools.Core.Tests;

/// <summary>A folder of a test's own, gone when the test is.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("mss-test-").FullName;

    public string Join(params string[] names) => System.IO.Path.Join([Path, .. names]);

    /// <summary>Makes a file, with its folders, and returns its full path.</summary>
    public string Add(string relative, string content = "foreign")
    {
        string path = Join(relative);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
        return path;
    }

    /// <summary>
    /// Relative paths of all files and of all empty folders (with '/' at their end), sorted. The epoch of a group is passed over: each run of a test has
    /// another one (<see cref="MssTools.Core.Tests.Outputs.Folder.FolderFenceTests"/>).
    /// </summary>
    public IReadOnlyList<string> List() =>
        [.. Directory.EnumerateFileSystemEntries(Path, "*", SearchOption.AllDirectories)
            .Where(e => !IsEpoch(e) && (!Directory.Exists(e) || Directory.EnumerateFileSystemEntries(e).All(IsEpoch)))
            .Select(e => System.IO.Path.GetRelativePath(Path, e).Replace('\\', '/') + (Directory.Exists(e) ? "/" : ""))
            .Order(StringComparer.Ordinal)];

    /// <summary>True for the file of a group's epoch.</summary>
    public static bool IsEpoch(string path) => System.IO.Path.GetFileName(path).Contains(".epoch-", StringComparison.Ordinal);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

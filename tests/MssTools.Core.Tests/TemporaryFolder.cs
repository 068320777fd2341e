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

    /// <summary>Relative paths of all files and of all empty folders (with '/' at their end), sorted.</summary>
    public IReadOnlyList<string> List() =>
        [.. Directory.EnumerateFileSystemEntries(Path, "*", SearchOption.AllDirectories)
            .Where(e => !Directory.Exists(e) || !Directory.EnumerateFileSystemEntries(e).Any())
            .Select(e => System.IO.Path.GetRelativePath(Path, e).Replace('\\', '/') + (Directory.Exists(e) ? "/" : ""))
            .Order(StringComparer.Ordinal)];

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

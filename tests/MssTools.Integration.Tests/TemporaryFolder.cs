namespace MssTools.Integration.Tests;

/// <summary>A folder that is gone after the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    /// <summary>Full path of the folder.</summary>
    public string FullName { get; } = Directory.CreateTempSubdirectory("msstools-tests-").FullName;

    /// <summary>Full path of a file or folder within.</summary>
    public string PathOf(string path) => Path.Join(FullName, path);

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(FullName, recursive: true);
}

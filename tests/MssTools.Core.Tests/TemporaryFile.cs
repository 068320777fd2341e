namespace MssTools.Core.Tests;

/// <summary>A file that is gone after the test.</summary>
internal sealed class TemporaryFile : IDisposable
{
    public TemporaryFile(ReadOnlySpan<byte> bytes)
    {
        Path = System.IO.Path.Join(System.IO.Path.GetTempPath(), $"msstools-{Guid.NewGuid():N}");
        File.WriteAllBytes(Path, bytes);
    }

    public string Path { get; }

    public void Dispose() => File.Delete(Path);
}

using Microsoft.Win32.SafeHandles;

namespace MssTools.Core.Stored;

/// <summary>A file. Its packager may replace or delete it meanwhile.</summary>
internal sealed class FileBytes : IStoredBytes
{
    private readonly SafeFileHandle _handle;

    /// <summary>Opens a file.</summary>
    /// <param name="path">Full path of a plain file, not of a pipe.</param>
    /// <exception cref="IOException">It cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be opened.</exception>
    public FileBytes(string path)
    {
        Name = path;
        _handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        Length = RandomAccess.GetLength(_handle);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public long Length { get; }

    /// <inheritdoc/>
    public void Read(long offset, Span<byte> buffer)
    {
        int done = 0;
        while (done < buffer.Length)
        {
            int count = RandomAccess.Read(_handle, buffer[done..], offset + done);
            done = count > 0
                ? done + count
                : throw new MssException(MssError.MalformedInput, $"'{Name}' ends before {offset + buffer.Length}.");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();
}

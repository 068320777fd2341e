using Microsoft.Win32.SafeHandles;

namespace MssTools.Core.Media;

/// <summary>A file that samples are read from, at any place and from any thread.</summary>
internal sealed class MediaFile : IDisposable
{
    private readonly SafeFileHandle _handle;

    private MediaFile(string path, SafeFileHandle handle) =>
        (Path, _handle, Length) = (path, handle, RandomAccess.GetLength(handle));

    /// <summary>Full path of the file.</summary>
    public string Path { get; }

    /// <summary>Size in bytes when the file was opened.</summary>
    public long Length { get; }

    /// <summary>Opens a file for shared reading.</summary>
    /// <exception cref="MssException">NotFound, AccessDenied or SourceFailed, with the system's reason.</exception>
    public static MediaFile Open(string path)
    {
        try
        {
            const FileShare Sharing = FileShare.ReadWrite | FileShare.Delete;
            return new MediaFile(path, File.OpenHandle(path, FileMode.Open, FileAccess.Read, Sharing));
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new MssException(
                MssError.NotFound, $"The input '{path}' does not exist.", "Check the path.", failure);
        }
        catch (UnauthorizedAccessException failure)
        {
            throw new MssException(
                MssError.AccessDenied,
                $"The input '{path}' cannot be opened: {failure.Message}",
                innerException: failure);
        }
        catch (IOException failure)
        {
            throw Failed(path, 0, failure);
        }
    }

    /// <summary>Reads up to <paramref name="destination"/>'s length; fewer bytes only at the end of the file.</summary>
    /// <exception cref="MssException"><see cref="MssError.SourceFailed"/>: the system cannot read.</exception>
    public int Read(Span<byte> destination, long offset)
    {
        int total = 0;
        try
        {
            while (total < destination.Length)
            {
                int count = RandomAccess.Read(_handle, destination[total..], offset + total);
                if (count == 0)
                {
                    break;
                }

                total += count;
            }
        }
        catch (IOException failure)
        {
            throw Failed(Path, offset + total, failure);
        }

        return total;
    }

    /// <summary>Fills <paramref name="destination"/>.</summary>
    /// <exception cref="MssException">
    /// <see cref="MssError.SourceFailed"/>: the file ends before, or cannot be read.
    /// </exception>
    public void ReadExactly(Span<byte> destination, long offset)
    {
        int count = Read(destination, offset);
        if (count < destination.Length)
        {
            throw new MssException(
                MssError.SourceFailed,
                $"'{Path}' ends at {offset + count}: {destination.Length} bytes at {offset} were expected.");
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _handle.Dispose();

    private static MssException Failed(string path, long offset, IOException failure) => new(
        MssError.SourceFailed, $"'{path}' cannot be read at {offset}: {failure.Message}", innerException: failure);
}

using System.Collections.Concurrent;
using Microsoft.Win32.SafeHandles;

namespace MssTools.Core.Origin;

/// <summary>
/// Small files in memory, because everybody who watches a channel asks for the same ones. A file that was written again
/// is read again. When the room is used up all are forgotten: the ones in demand are back within a second.
/// </summary>
/// <param name="room">Most bytes to hold.</param>
internal sealed class HotFiles(long room)
{
    /// <summary>Files up to this size are held; larger ones are sent from the disk's cache without a copy.</summary>
    public const int LargestFile = 256 * 1024;

    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private long _held;

    /// <summary>The content of a small file.</summary>
    /// <exception cref="IOException">It cannot be read, or is not what it was when it was found.</exception>
    public ReadOnlyMemory<byte> Read(StoredFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (_entries.TryGetValue(file.FullPath, out Entry? entry) && entry.File == file)
        {
            return entry.Bytes;
        }

        byte[] bytes = ReadWhole(file);
        if (Interlocked.Add(ref _held, bytes.Length) > room)
        {
            Clear();
            Interlocked.Add(ref _held, bytes.Length);
        }

        _entries[file.FullPath] = new Entry(file, bytes);
        return bytes;
    }

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        _entries.Clear();
        Interlocked.Exchange(ref _held, 0);
    }

    private static byte[] ReadWhole(StoredFile file)
    {
        if (file.Length == 0)
        {
            return []; // also what is no plain file: it is not opened
        }

        // Shared in every way: on Windows the packager could not replace or delete it otherwise.
        using SafeFileHandle handle = File.OpenHandle(
            file.FullPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        byte[] bytes = new byte[file.Length];
        return RandomAccess.GetLength(handle) == file.Length && RandomAccess.Read(handle, bytes, 0) == file.Length
            ? bytes
            : throw new IOException($"'{file.FullPath}' changed while it was read.");
    }

    private sealed record Entry(StoredFile File, byte[] Bytes);
}

using System.Buffers;
using System.Collections.Concurrent;
using Microsoft.Win32.SafeHandles;
using MssTools.Core.Manifests;

namespace MssTools.Core.Outputs.Folder;

/// <summary>
/// Stores a group in a folder. Files are written under a temporary name, flushed and renamed, so a name that a
/// player can ask for always stands for a whole file.
/// </summary>
/// <param name="groupFolder">Full path of the group's folder.</param>
/// <param name="durable">
/// True to wait until the disk has each file: after a power cut, all that the manifest names is there.
/// </param>
/// <param name="claim">
/// Called before each manifest and each new folder, from several threads: sees to it that the group's folder is there
/// and this writer's own, or throws <see cref="MssException"/>.
/// </param>
/// <param name="held">Paths of fragments that an earlier run held back; when one is stored, what was kept of it goes.</param>
internal sealed class FolderSink(string groupFolder, bool durable, Action? claim = null, IEnumerable<string>? held = null) : ISink
{
    private const string TemporaryPrefix = ".";
    private const string TemporarySuffix = ".partial";

    /// <summary>Bytes per write: small enough to stay in the processor's cache between reading and writing.</summary>
    private const int BufferSize = 512 * 1024;

    /// <summary>Buffers that are kept for all groups; where more fragments are stored at a time, the others are garbage.</summary>
    private const int MostBuffers = 16;

    // Of all sinks together, or hundreds of live groups would keep one each for a moment in two seconds. Not the shared pool:
    // it keeps buffers by thread, and every fragment has a thread of its own.
    private static readonly ArrayPool<byte> s_buffers = ArrayPool<byte>.Create(BufferSize, MostBuffers);

    // The folders that fragments were stored in, and how often they were begun; negative for those that were taken away, until a
    // fragment is stored again.
    private readonly ConcurrentDictionary<string, int> _filled = new();

    private readonly ConcurrentDictionary<string, bool> _held = new((held ?? []).Select(path => KeyValuePair.Create(path, true)));

    // Folders with names that the disk may not have yet.
    private readonly ConcurrentDictionary<string, bool> _changed = new();

    /// <summary>True for the names that this sink gives to unfinished files.</summary>
    public static bool IsTemporary(string fileName) => fileName.EndsWith(TemporarySuffix, StringComparison.Ordinal);

    /// <summary>Full path of the unfinished form of a file.</summary>
    public static string TemporaryOf(string path) =>
        Path.Join(Path.GetDirectoryName(path), TemporaryPrefix + Path.GetFileName(path) + TemporarySuffix);

    /// <inheritdoc/>
    public bool Store(PackagedFragment fragment)
    {
        ArgumentNullException.ThrowIfNull(fragment);
        string path = Path.Join(groupFolder, fragment.Path);
        string folder = Path.GetDirectoryName(path)!;
        Replace(path, file => WriteFragment(file, fragment));
        if (!_held.IsEmpty && _held.TryRemove(fragment.Path, out _))
        {
            Delete(GroupLayout.HeldPathOf(fragment.Path));
        }

        int begun = _filled.GetOrAdd(folder, 1);
        return begun < 0 && _filled.TryUpdate(folder, 1 - begun, comparisonValue: begun);
    }

    /// <summary>Stores a fragment that is a file already by giving that a second name.</summary>
    /// <param name="path">As of a <see cref="PackagedFragment"/>; nothing may have it.</param>
    /// <param name="existing">Full path of the file, which nobody changes any more and which the disk has.</param>
    /// <returns>False where it must be copied: it is on another disk, or the file system cannot.</returns>
    /// <exception cref="MssException">SinkFailed: its folder cannot be made.</exception>
    public bool TryLink(string path, string existing)
    {
        string file = Path.Join(groupFolder, path);
        string folder = Path.GetDirectoryName(file)!;
        Guard(path, "stored", () =>
        {
            if (!Directory.Exists(folder))
            {
                claim?.Invoke();
                Directory.CreateDirectory(folder);
                NoteMade(folder);
            }
        });
        bool isLinked = HardLink.TryMake(existing, file);
        if (isLinked && durable)
        {
            _changed.TryAdd(folder, true);
        }

        return isLinked;
    }

    /// <inheritdoc/>
    public void StoreManifest(string name, ReadOnlyMemory<byte> manifest)
    {
        claim?.Invoke();
        string path = Path.Join(groupFolder, name);
        Guard(name, "stored", FlushFolders); // first what the manifest names
        Replace(path, file => RandomAccess.Write(file, manifest.Span, 0));
        Guard(name, "stored", FlushFolders);
    }

    /// <inheritdoc/>
    public void Delete(string path) => Guard(path, "deleted", () =>
    {
        // File.Delete takes a missing file for deleted, but not a missing folder.
        string file = Path.Join(groupFolder, path);
        if (File.Exists(file))
        {
            File.Delete(file);
        }
    });

    // A folder is missing before the first file in it, and when someone took it away meanwhile: where it had been begun before this file
    // was. Another fragment may make it at the same time.
    private void Replace(string path, Action<SafeFileHandle> write) => Guard(path, "stored", () =>
    {
        string folder = Path.GetDirectoryName(path)!;
        int begun = _filled.GetValueOrDefault(folder);
        try
        {
            WriteAndMove(path, write);
        }
        catch (IOException failure) when (failure is DirectoryNotFoundException or FileNotFoundException)
        {
            if (begun > 0 && !Directory.Exists(folder))
            {
                _filled.TryUpdate(folder, -begun, comparisonValue: begun);
            }

            claim?.Invoke();
            Directory.CreateDirectory(folder);
            NoteMade(folder);
            WriteAndMove(path, write);
        }
    });

    private void WriteAndMove(string path, Action<SafeFileHandle> write)
    {
        string temporary = TemporaryOf(path);
        try
        {
            using (SafeFileHandle file = File.OpenHandle(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                write(file);
                if (durable)
                {
                    RandomAccess.FlushToDisk(file);
                }
            }

            File.Move(temporary, path, overwrite: true);
            if (durable)
            {
                _changed.TryAdd(Path.GetDirectoryName(path)!, true);
            }
        }
        catch
        {
            TryDelete(temporary);
            throw;
        }
    }

    // A folder is a name in the one above, up to the web root, which may have been made, too.
    private void NoteMade(string folder)
    {
        string? root = Path.GetDirectoryName(groupFolder);
        for (string? parent = Path.GetDirectoryName(folder); durable && parent is not null; parent = Path.GetDirectoryName(parent))
        {
            _changed.TryAdd(parent, true);
            if (parent == root)
            {
                break;
            }
        }
    }

    // One wait per folder and manifest, not one per fragment.
    private void FlushFolders()
    {
        foreach (string folder in _changed.Keys)
        {
            // Removed first, so that a name that comes meanwhile is flushed the next time.
            if (_changed.TryRemove(folder, out _))
            {
                try
                {
                    FolderEntries.Flush(folder);
                }
                catch (IOException)
                {
                    _changed.TryAdd(folder, true);
                    throw;
                }
            }
        }
    }

    private static void WriteFragment(SafeFileHandle file, PackagedFragment fragment)
    {
        byte[] buffer = s_buffers.Rent(BufferSize);
        try
        {
            new PayloadCopier(file, buffer).Copy(fragment);
        }
        finally
        {
            s_buffers.Return(buffer);
        }
    }

    private static void TryDelete(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // The failure that brought us here is the one to report; the next start removes what is left.
        }
    }

    private static void Guard(string path, string done, Action action)
    {
        try
        {
            action();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new MssException(MssError.SinkFailed, $"'{path}' cannot be {done}: {failure.Message}", innerException: failure);
        }
    }
}

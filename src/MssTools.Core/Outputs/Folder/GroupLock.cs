namespace MssTools.Core.Outputs.Folder;

/// <summary>
/// Keeps other writers, here and in other processes, out of a group's folder: an open file in it. It survives a folder
/// that was taken away and is made anew.
/// </summary>
/// <remarks>The lock is the open file, not its name: a file that a killed process left does not lock.</remarks>
internal sealed class GroupLock : IDisposable
{
    /// <summary>Attempts to open a file that its owner is just deleting.</summary>
    private const int MostAttempts = 100;

    private readonly string _folder;
    private readonly string _path;
    private readonly Lock _lock = new();
    private FileStream _file;
    private bool _isOver;

    private GroupLock(string folder, string path)
    {
        (_folder, _path) = (folder, path);
        Directory.CreateDirectory(folder);
        _file = Open();
    }

    /// <summary>Makes the group's folder and locks it.</summary>
    /// <exception cref="MssException">GroupInUse.</exception>
    /// <exception cref="IOException">The folder or the file cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder or the file cannot be made.</exception>
    public static GroupLock Take(StreamDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        return new(definition.GroupFolder, Path.Join(definition.GroupFolder, $".{definition.ManifestName}.lock"));
    }

    /// <summary>Refuses a folder that another writer has locked, whatever its manifest is called; nothing is made or changed.</summary>
    /// <param name="folder">Full path of the group's folder.</param>
    /// <param name="own">The lock that is ours; null: none.</param>
    /// <exception cref="MssException">GroupInUse.</exception>
    /// <exception cref="IOException">A lock cannot be looked at.</exception>
    /// <exception cref="UnauthorizedAccessException">A lock cannot be looked at.</exception>
    public static void RefuseHeld(string folder, GroupLock? own)
    {
        foreach (string path in Directory.EnumerateFiles(folder, ".*.lock").Where(path => Path.GetFileName(path) != Path.GetFileName(own?._path)))
        {
            try
            {
                using var _ = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1);
            }
            catch (IOException failure) when (failure is FileNotFoundException)
            {
                // Its owner is just gone.
            }
            catch (IOException failure) when (IsTaken(failure))
            {
                throw InUse(folder, failure);
            }
        }
    }

    /// <summary>
    /// Sees to it that the folder is there and that the lock in it is ours; where the folder was taken away, both are made
    /// anew. Called from any thread.
    /// </summary>
    /// <exception cref="MssException">
    /// GroupInUse: another writer took the folder meanwhile; SinkFailed: it cannot be made.
    /// </exception>
    public void Claim()
    {
        lock (_lock)
        {
            if (_isOver || IsOurs(_file))
            {
                return;
            }

            try
            {
                Directory.CreateDirectory(_folder);
                FileStream lost = _file;
                _file = Open();
                lost.Dispose();
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                throw new MssException(
                    MssError.SinkFailed, $"'{_folder}' is gone and cannot be made anew: {failure.Message}", innerException: failure);
            }
        }
    }

    /// <summary>Lets other writers in.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isOver = true;
            try
            {
                if (!OperatingSystem.IsWindows() && IsOurs(_file))
                {
                    File.Delete(_path);
                }
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                // A lock file that nobody has open locks nobody out.
            }

            _file.Dispose();
        }
    }

    // Who opens the file just before its owner deletes it has a lock that no one else would see.
    private FileStream Open()
    {
        for (int attempt = 1; ; attempt++)
        {
            FileStream file = OpenOnce();
            if (attempt == MostAttempts || IsOurs(file))
            {
                return file;
            }

            file.Dispose();
        }
    }

    private FileStream OpenOnce()
    {
        // Elsewhere the system would delete whatever has the name by then, be it another writer's.
        FileOptions options = OperatingSystem.IsWindows() ? FileOptions.DeleteOnClose : FileOptions.None;
        try
        {
            return new FileStream(_path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, options);
        }
        catch (IOException failure) when (IsTaken(failure))
        {
            throw InUse(_folder, failure);
        }
    }

    private static MssException InUse(string folder, IOException failure) => new(
        MssError.GroupInUse, $"'{folder}' is being written by another stream: {failure.Message}", innerException: failure);

    // Nobody writes to the file, so its time is that of its making, and tells it from a later one of its name.
    private bool IsOurs(FileStream file)
    {
        var named = new FileInfo(_path);
        return named.Exists
            && named.LastWriteTimeUtc == File.GetLastWriteTimeUtc(file.SafeFileHandle)
            && named.CreationTimeUtc == File.GetCreationTimeUtc(file.SafeFileHandle);
    }

    private static bool IsTaken(IOException failure)
    {
        const int SharingViolation = unchecked((int)0x80070020);
        const int LockViolation = unchecked((int)0x80070021);
        const int WouldBlockOnLinux = 11;
        const int WouldBlockOnMac = 35;
        return failure.GetType() == typeof(IOException)
            && failure.HResult is SharingViolation or LockViolation or WouldBlockOnLinux or WouldBlockOnMac;
    }
}

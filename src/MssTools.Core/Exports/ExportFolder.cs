using Microsoft.Win32.SafeHandles;
using MssTools.Core.Outputs.Folder;

namespace MssTools.Core.Exports;

/// <summary>
/// The files of an export while they are written: under temporary names until all of them are whole, and gone again where the export does
/// not come about.
/// </summary>
internal sealed class ExportFolder : IDisposable
{
    private readonly string _folder;
    private readonly string? _made;
    private readonly List<string> _written = [];
    private readonly List<string> _placed = [];
    private bool _isWhole;

    private ExportFolder(string folder, string? made) => (_folder, _made) = (folder, made);

    /// <summary>Checks and makes the folder.</summary>
    /// <param name="folder">Full path.</param>
    /// <param name="names">The files that there will be.</param>
    /// <exception cref="MssException">AlreadyExists: a file of such a name is there; AccessDenied: the folder cannot be made.</exception>
    public static ExportFolder Open(string folder, IEnumerable<string> names)
    {
        if (names.FirstOrDefault(name => Path.Exists(Path.Join(folder, name))) is { } taken)
        {
            throw new MssException(
                MssError.AlreadyExists, $"'{folder}' holds '{taken}' already.", "Give another -Name or -Destination, or delete that file first.");
        }

        try
        {
            string? made = FolderLevels.Of(folder).TakeWhile(path => !Directory.Exists(path)).LastOrDefault();
            Directory.CreateDirectory(folder);
            return new ExportFolder(folder, made);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new MssException(MssError.AccessDenied, $"'{folder}' cannot be used: {failure.Message}", innerException: failure);
        }
    }

    /// <summary>Writes a file under a temporary name, to the disk.</summary>
    /// <returns>How many bytes it has.</returns>
    /// <exception cref="MssException">SinkFailed: it cannot be written; GroupInUse: another export writes it.</exception>
    public long Write(string name, Action<SafeFileHandle> write)
    {
        string temporary = FolderSink.TemporaryOf(Path.Join(_folder, name));
        try
        {
            using SafeFileHandle file = File.OpenHandle(temporary, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            _written.Add(name);
            RandomAccess.SetLength(file, 0); // what an export that was killed left
            write(file);
            RandomAccess.FlushToDisk(file);
            return RandomAccess.GetLength(file);
        }
        catch (IOException failure) when (!_written.Contains(name) && File.Exists(temporary))
        {
            throw new MssException(
                MssError.GroupInUse, $"'{name}' is written by another export: {failure.Message}", "Wait for its end, or give another -Name.", failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new MssException(MssError.SinkFailed, $"'{name}' cannot be stored: {failure.Message}", innerException: failure);
        }
    }

    /// <summary>Gives all files their names, in the order in which they were written.</summary>
    /// <exception cref="MssException">SinkFailed.</exception>
    public void Place()
    {
        try
        {
            foreach (string name in _written)
            {
                string path = Path.Join(_folder, name);
                File.Move(FolderSink.TemporaryOf(path), path, overwrite: false);
                _placed.Add(name);
            }

            FolderEntries.Flush(_folder);
            _isWhole = true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new MssException(MssError.SinkFailed, $"The files cannot be named in '{_folder}': {failure.Message}", innerException: failure);
        }
    }

    /// <summary>Takes away what was written, with the folders that were made for it, unless all of it was placed.</summary>
    public void Dispose()
    {
        if (_isWhole)
        {
            return;
        }

        // The manifests, which were named last, go first: what is left meanwhile does not pass for whole.
        foreach (string name in Enumerable.Reverse(_written))
        {
            string path = Path.Join(_folder, name);
            Try(() => File.Delete(_placed.Contains(name) ? path : FolderSink.TemporaryOf(path)));
        }

        if (_made is not null)
        {
            foreach (string level in FolderLevels.Of(_folder).TakeWhile(path => path.Length >= _made.Length))
            {
                Try(() => FolderLevels.RemoveIfEmpty(level));
            }
        }
    }

    private static void Try(Action action)
    {
        try
        {
            action();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // What ended the export is the failure to report.
        }
    }
}

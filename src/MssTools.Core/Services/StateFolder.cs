using System.Security.Cryptography;
using System.Text.Json;
using MssTools.Core.Outputs.Folder;

namespace MssTools.Core.Services;

/// <summary>
/// The folder in which a service keeps what it was told: a file for each thing, whole at any time. One service at a time has it. Only the account of
/// the service can read it.
/// </summary>
internal sealed class StateFolder : IDisposable
{
    /// <summary>What the files mean. A folder of another version is left as it is.</summary>
    public const int Version = 1;

    /// <summary>Longest entry that is read, in bytes.</summary>
    private const int LongestEntry = 4 * 1024 * 1024;

    private readonly string _path;
    private readonly FileStream _lock;
    private readonly StateSeal _seal;

    private StateFolder(string path, FileStream held, StateSeal seal) => (_path, _lock, _seal) = (path, held, seal);

    /// <summary>Full path of the folder.</summary>
    public string Path => _path;

    /// <summary>Seals what it keeps, with the key of the folder.</summary>
    public StateSeal Seal => _seal;

    private string Entries => System.IO.Path.Join(_path, "entries");

    /// <summary>The socket of the service that has a folder.</summary>
    public static string SocketOf(string statePath) => System.IO.Path.Join(statePath, "control.sock");

    /// <summary>The log of the service that has a folder.</summary>
    public static string LogOf(string statePath) => System.IO.Path.Join(statePath, "service.log");

    /// <summary>What the service itself was told.</summary>
    public static string SettingsOf(string statePath) => System.IO.Path.Join(statePath, "service.json");

    /// <summary>Takes a folder, and makes it where it is missing.</summary>
    /// <exception cref="MssException">
    /// AlreadyRunning: another service has it; InvalidSetting: it is of another version, or its key is none; AccessDenied or SinkFailed.
    /// </exception>
    public static StateFolder Open(string path)
    {
        FileStream? held = null;
        try
        {
            MakeOwn(path);
            held = Take(path);
            CheckVersion(path);
            MakeOwn(System.IO.Path.Join(path, "entries"));
            return new StateFolder(path, held, StateSeal.Open(System.IO.Path.Join(path, "key")));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            held?.Dispose();
            throw Refused(path, failure);
        }
        catch
        {
            held?.Dispose();
            throw;
        }
    }

    /// <summary>Keeps an entry, in the place of what was kept of it before. When this returns, it survives a power cut.</summary>
    /// <exception cref="MssException">SinkFailed or AccessDenied.</exception>
    public void Keep(StateEntry entry)
    {
        string file = System.IO.Path.Join(Entries, entry.FileName);
        try
        {
            WriteWhole(file, entry.Write(_seal));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Refused(file, failure);
        }
    }

    /// <summary>Forgets an entry.</summary>
    /// <exception cref="MssException">SinkFailed or AccessDenied.</exception>
    public void Forget(StateEntry entry)
    {
        string file = System.IO.Path.Join(Entries, entry.FileName);
        try
        {
            File.Delete(file);
            FolderEntries.Flush(Entries);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Refused(file, failure);
        }
    }

    /// <summary>All entries, in the order in which they are to be done again.</summary>
    /// <param name="damaged">Told of each file that is none; it was put aside, under the path that is told.</param>
    public IReadOnlyList<StateEntry> Read(Action<string, Exception> damaged)
    {
        var entries = new List<StateEntry>();
        foreach (string file in Directory.EnumerateFiles(Entries, "*.json").Order(StringComparer.Ordinal).ToList())
        {
            try
            {
                if (new FileInfo(file).Length > LongestEntry)
                {
                    throw new JsonException($"It has more than {LongestEntry} bytes.");
                }

                entries.Add(StateEntry.Read(File.ReadAllBytes(file), _seal));
            }
            catch (Exception failure) when (failure is JsonException or CryptographicException or FormatException or MssException)
            {
                string aside = file + ".damaged";
                File.Move(file, aside, overwrite: true);
                damaged(aside, failure);
            }
        }

        return [.. entries.OrderBy(entry => entry.Kind).ThenBy(entry => entry.Ids is [var id, ..] ? id : 0)];
    }

    /// <summary>Seals or reads the settings of the service itself.</summary>
    /// <exception cref="MssException">InvalidSetting: they cannot be read.</exception>
    public ServiceDefinition ReadSettings(ServiceDefinition fallback)
    {
        string file = SettingsOf(_path);
        if (!File.Exists(file))
        {
            return fallback;
        }

        try
        {
            byte[] clear = _seal.Open(File.ReadAllBytes(file), SettingsOf(""));
            return WireJson.Read<ServiceDefinition>(clear, $"'{file}'") with { StatePath = _path };
        }
        catch (CryptographicException failure)
        {
            throw new MssException(
                MssError.InvalidSetting, $"'{file}' cannot be opened: {failure.Message}", "Give the settings to Start-MSSService anew.", failure);
        }
    }

    /// <summary>Keeps the settings of the service itself, so that a service manager can start it with its folder alone.</summary>
    /// <exception cref="MssException">SinkFailed or AccessDenied.</exception>
    public void KeepSettings(ServiceDefinition settings)
    {
        string file = SettingsOf(_path);
        try
        {
            WriteWhole(file, _seal.Close(JsonSerializer.SerializeToUtf8Bytes(settings, WireJson.Clear), SettingsOf("")));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Refused(file, failure);
        }
    }

    /// <summary>Gives the folder free.</summary>
    public void Dispose() => _lock.Dispose();

    /// <summary>Writes a file that nobody else can read: under a temporary name, flushed, and renamed.</summary>
    public static void WriteWhole(string file, ReadOnlySpan<byte> bytes)
    {
        string temporary = file + ".tmp";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var stream = new FileStream(temporary, options))
        {
            stream.Write(bytes);
            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, file, overwrite: true);
        FolderEntries.Flush(System.IO.Path.GetDirectoryName(file)!);
    }

    /// <summary>The error for a file or folder that the system refuses.</summary>
    public static MssException Refused(string path, Exception failure) => new(
        failure is UnauthorizedAccessException ? MssError.AccessDenied : MssError.SinkFailed,
        $"The state in '{path}' cannot be read or written: {failure.Message}",
        "Check free space and permissions, or choose another -StatePath.",
        failure);

    private static void MakeOwn(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder); // below ProgramData and the user's own folders others may not write
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private static FileStream Take(string path)
    {
        string file = System.IO.Path.Join(path, "lock");
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (File.Exists(file))
        {
            throw new MssException(
                MssError.AlreadyRunning,
                $"A service runs with the state folder '{path}' already.",
                "Connect to it with Connect-MSSService, stop it with Stop-MSSService, or give another -StatePath.");
        }
    }

    private static void CheckVersion(string path)
    {
        string file = System.IO.Path.Join(path, "version");
        if (!File.Exists(file))
        {
            WriteWhole(file, System.Text.Encoding.ASCII.GetBytes($"{Version}\n"));
            return;
        }

        string text = new FileInfo(file).Length < 64 ? File.ReadAllText(file).Trim() : "";
        if (text != $"{Version}")
        {
            throw new MssException(
                MssError.InvalidSetting,
                $"The state folder '{path}' is of version '{ForeignText.Value(text)}', and this program knows version {Version}.",
                "Start the version of the module that made it, or give another -StatePath. Nothing in the folder was changed.");
        }
    }
}

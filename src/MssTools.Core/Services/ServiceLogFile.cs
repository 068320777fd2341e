namespace MssTools.Core.Services;

/// <summary>The file that a service writes its log to where nobody else takes it; the one before is kept beside it.</summary>
internal sealed class ServiceLogFile : IDisposable
{
    /// <summary>A file that is longer becomes the one before.</summary>
    private const long Longest = 16 * 1024 * 1024;

    private readonly string _path;
    private StreamWriter _writer;

    private ServiceLogFile(string path) => (_path, _writer) = (path, Append(path));

    /// <summary>Opens the file for more lines.</summary>
    /// <exception cref="MssException">AccessDenied or SinkFailed.</exception>
    public static ServiceLogFile Open(string path)
    {
        try
        {
            return new ServiceLogFile(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw StateFolder.Refused(path, failure);
        }
    }

    /// <summary>Writes a line; one at a time.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Write(string line)
    {
        if (_writer.BaseStream.Length > Longest)
        {
            _writer.Dispose();
            File.Move(_path, _path + ".1", overwrite: true);
            _writer = Append(_path);
        }

        _writer.WriteLine(line);
    }

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();

    private static StreamWriter Append(string path) =>
        new(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete)) { AutoFlush = true };
}

using System.Text.Json;

namespace MssTools.Core.Services.Receivers;

/// <summary>
/// A file that gets a line of JSON for each event. It is opened for each, so that others may read, move or delete it at any time; at its largest size it is put
/// aside as <c>.1</c>, in the place of the one before. A line is there as a whole or not at all, also on a disk that is full.
/// </summary>
internal sealed class EventFile : IEventTarget
{
    private const byte LineFeed = (byte)'\n';

    private readonly string _path;
    private readonly long _maximumSize;
    private readonly Func<string, Stream> _open;

    /// <param name="path">Full path.</param>
    /// <param name="maximumSize">Bytes at which another file is begun.</param>
    /// <param name="open">Opens it to be read and written, and makes it where it is missing; null: as a file.</param>
    public EventFile(string path, long maximumSize, Func<string, Stream>? open = null) =>
        (_path, _maximumSize, _open) = (path, maximumSize, open ?? OpenFile);

    /// <summary>The file of a receiver, which can be written now.</summary>
    /// <exception cref="MssException">NotFound, AccessDenied or SinkFailed.</exception>
    public static EventFile Open(EventReceiverDefinition definition)
    {
        var file = new EventFile(definition.Path!, definition.MaximumSize);
        file.Attempt(() => file._open(file._path).Dispose());
        return file;
    }

    /// <summary>Appends the event, on the calling thread; a failure is not tried again, because the next event is.</summary>
    public Task DeliverAsync(MssEvent happened, string id, Action<MssException> retries, CancellationToken stop)
    {
        byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(happened, WireJson.Clear), LineFeed];
        Attempt(() => Append(line));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private void Append(byte[] line)
    {
        if (!TryAppend(line))
        {
            File.Move(_path, _path + ".1", overwrite: true);
            TryAppend(line);
        }
    }

    // False where the file has no room for it. An empty one has.
    private bool TryAppend(byte[] line)
    {
        using Stream file = _open(_path);
        long length = file.Length;
        if (length > 0 && length + line.Length > _maximumSize)
        {
            return false;
        }

        if (length > 0 && IsTorn(file))
        {
            line = [LineFeed, .. line]; // somebody was killed in the middle of one
        }

        try
        {
            file.Position = length;
            file.Write(line);
            file.Flush();
        }
        catch
        {
            file.SetLength(length);
            throw;
        }

        return true;
    }

    private static bool IsTorn(Stream file)
    {
        file.Position = file.Length - 1;
        return file.ReadByte() != LineFeed;
    }

    private static FileStream OpenFile(string path) => new(path, new FileStreamOptions
    {
        Mode = FileMode.OpenOrCreate,
        Access = FileAccess.ReadWrite,
        Share = FileShare.ReadWrite | FileShare.Delete,
        BufferSize = 0,
    });

    private void Attempt(Action work)
    {
        try
        {
            work();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new MssException(
                failure switch
                {
                    DirectoryNotFoundException => MssError.NotFound,
                    UnauthorizedAccessException => MssError.AccessDenied,
                    _ => MssError.SinkFailed,
                },
                $"Events cannot be written to '{_path}': {failure.Message}",
                "Check that the folder is there, its permissions, and free space.",
                failure);
        }
    }
}

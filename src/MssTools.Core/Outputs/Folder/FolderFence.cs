using System.Globalization;
using MssTools.Core.Outputs.Fencing;

namespace MssTools.Core.Outputs.Folder;

/// <summary>
/// The epoch of a group in a folder: a file beside the manifest whose name has the number, and that only one can make. The highest number is the writer's; who makes
/// the next one deletes those before.
/// </summary>
/// <remarks>
/// Between a look and what follows it a moment stays, in which another machine may take the group; an object store has none. The lock keeps writers of one
/// machine apart without it (<see cref="GroupLock"/>).
/// </remarks>
internal sealed class FolderFence : IFence
{
    /// <summary>Writers that may be faster, one after the other, before one gives up.</summary>
    private const int MostAttempts = 100;

    private readonly string _folder;
    private readonly string _manifestName;
    private readonly WriterRecord _own;

    private FolderFence(string folder, string manifestName, WriterRecord own, WriterRecord? before) =>
        (_folder, _manifestName, _own, Before) = (folder, manifestName, own, before);

    /// <summary>The writer before this one; null: none is known.</summary>
    public WriterRecord? Before { get; }

    /// <summary>Takes the next epoch of a group, whose folder is there.</summary>
    /// <exception cref="MssException">GroupInUse: others take it, one after the other.</exception>
    /// <exception cref="IOException">The file cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be made.</exception>
    public static FolderFence Take(StreamDefinition definition, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(definition);
        (string folder, string manifestName) = (definition.GroupFolder, definition.ManifestName);
        for (int attempt = 1; attempt <= MostAttempts; attempt++)
        {
            List<long> there = [.. Find(folder, manifestName).Order()];
            long last = there.LastOrDefault();
            var own = WriterRecord.Own(last + 1, now);
            WriterRecord? before = last > 0 ? Read(PathOf(folder, manifestName, last)) : null;
            if (TryMake(folder, manifestName, own))
            {
                there.ForEach(epoch => File.Delete(PathOf(folder, manifestName, epoch)));
                return new FolderFence(folder, manifestName, own, before);
            }
        }

        throw new MssException(MssError.GroupInUse, $"'{folder}' is taken by one writer after the other.");
    }

    /// <summary>Full paths of the files that groups' epochs have in a folder.</summary>
    public static IEnumerable<string> FilesIn(string folder, string manifestName) =>
        Find(folder, manifestName).Select(epoch => PathOf(folder, manifestName, epoch));

    /// <summary>The newest writer of a group; null: none is known.</summary>
    /// <exception cref="IOException">It cannot be seen.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be seen.</exception>
    public static WriterRecord? Last(string folder, string manifestName) =>
        Directory.Exists(folder) && Find(folder, manifestName).DefaultIfEmpty().Max() is > 0 and long last ? Read(PathOf(folder, manifestName, last)) : null;

    /// <summary>Notes that this writer finished the group.</summary>
    /// <exception cref="MssException">Fenced or SinkFailed.</exception>
    public void NoteFinished(string fingerprint)
    {
        Check();
        new FolderSink(_folder, durable: true).StoreManifest(Path.GetFileName(PathOf(_folder, _manifestName, _own.Epoch)), (_own with { Finished = fingerprint }).Write());
    }

    /// <inheritdoc/>
    public void Check()
    {
        try
        {
            Look();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new MssException(MssError.SinkFailed, $"Whose '{_folder}' is cannot be seen: {failure.Message}", innerException: failure);
        }
    }

    // Where the whole folder was taken away, the epoch goes on with the folder that is made anew.
    private void Look()
    {
        long highest = Directory.Exists(_folder) ? Find(_folder, _manifestName).DefaultIfEmpty().Max() : 0;
        if (highest == _own.Epoch && Read(PathOf(_folder, _manifestName, highest))?.Id == _own.Id)
        {
            return;
        }

        if (highest == 0 && (!Directory.Exists(_folder) || TryMake(_folder, _manifestName, _own)))
        {
            return;
        }

        throw Read(PathOf(_folder, _manifestName, highest))?.Refuse(_folder, _own.Epoch)
            ?? WriterRecord.Refusal(_folder, _own.Epoch, $"another writer has epoch {highest}");
    }

    private static bool TryMake(string folder, string manifestName, WriterRecord record)
    {
        const int ExistsOnUnix = 17;
        const int ExistsOnWindows = unchecked((int)0x80070050);
        try
        {
            using var file = new FileStream(PathOf(folder, manifestName, record.Epoch), FileMode.CreateNew, FileAccess.Write, FileShare.Read | FileShare.Delete, bufferSize: 0);
            file.Write(record.Write());
            file.Flush(flushToDisk: true);
        }
        catch (IOException failure) when (failure.HResult is ExistsOnUnix or ExistsOnWindows)
        {
            return false;
        }

        FolderEntries.Flush(folder);
        return true;
    }

    private static WriterRecord? Read(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            byte[] bytes = new byte[WriterRecord.Longest + 1];
            return WriterRecord.Read(bytes.AsSpan(0, file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)));
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private static IEnumerable<long> Find(string folder, string manifestName)
    {
        string stem = StemOf(manifestName);
        return Directory.EnumerateFiles(folder, stem + "*")
            .Select(path => Path.GetFileName(path)[stem.Length..])
            .Select(number => long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long epoch) ? epoch : 0)
            .Where(epoch => epoch > 0);
    }

    private static string PathOf(string folder, string manifestName, long epoch) =>
        Path.Join(folder, string.Create(CultureInfo.InvariantCulture, $"{StemOf(manifestName)}{epoch}"));

    private static string StemOf(string manifestName) => $".{manifestName}.epoch-";
}

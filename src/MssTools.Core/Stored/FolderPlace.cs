using MssTools.Core.Manifests;

namespace MssTools.Core.Stored;

/// <summary>A group in a folder.</summary>
internal sealed class FolderPlace : IGroupPlace
{
    private static readonly string[] s_names = ["manifest.ismc", "*.ismc", "Manifest"];

    private static readonly EnumerationOptions s_plain = new()
    {
        AttributesToSkip = FileAttributes.ReparsePoint,
        RecurseSubdirectories = true,
        MaxRecursionDepth = 6,
    };

    private FolderPlace(string manifest)
    {
        Manifest = manifest;
        Folder = Path.GetDirectoryName(manifest)!;
    }

    /// <summary>Full path of the folder of the manifest.</summary>
    public string Folder { get; }

    /// <inheritdoc/>
    public string Manifest { get; }

    /// <inheritdoc/>
    public bool CanList => true;

    /// <summary>Finds the manifest of a folder, or takes a manifest.</summary>
    /// <param name="path">Full path of either.</param>
    /// <exception cref="MssException">NotFound: there is none.</exception>
    public static FolderPlace Of(string path)
    {
        if (File.Exists(path))
        {
            return new FolderPlace(Path.GetFullPath(path));
        }

        // manifest.ismc first, then any other .ismc, then the name that ffmpeg and Smooth URLs have.
        string? manifest = Directory.Exists(path)
            ? s_names
                .SelectMany(pattern => Directory.EnumerateFiles(path, pattern).Order(StringComparer.Ordinal))
                .FirstOrDefault()
            : null;
        return manifest is not null
            ? new FolderPlace(Path.GetFullPath(manifest))
            : throw new MssException(
                MssError.NotFound,
                Directory.Exists(path) ? $"'{path}' holds no manifest." : $"'{path}' does not exist.",
                "Give a group's folder, or its manifest: a file that ends in .ismc, or is called Manifest.");
    }

    /// <summary>Takes a manifest that need not be there.</summary>
    /// <param name="manifest">Its full path.</param>
    public static FolderPlace At(string manifest) => new(manifest);

    /// <inheritdoc/>
    public Task<StoredDocument> OpenManifestAsync(CancellationToken cancellationToken) =>
        Task.FromResult(OpenFile(Manifest, ClientManifestReader.LargestManifest));

    /// <inheritdoc/>
    public Task<StoredDocument> OpenAsync(string url, long limit, CancellationToken cancellationToken) => Task.FromResult(Open(url, limit));

    /// <summary>Opens a document at once: a file needs no wait.</summary>
    /// <inheritdoc cref="OpenAsync"/>
    public StoredDocument Open(string url, long limit) =>
        PathOf(url) is { } path ? OpenFile(path, limit) : Missing(url, "its address leads out of the manifest's folder");

    /// <inheritdoc/>
    public IEnumerable<string> List() => Directory.EnumerateFiles(Folder, "*", s_plain)
        .Select(path => Path.GetRelativePath(Folder, path).Replace(Path.DirectorySeparatorChar, '/'));

    /// <inheritdoc/>
    public void Dispose()
    {
        // Nothing is open.
    }

    // Whoever wrote the manifest: what it names is below its folder, or is not there.
    private string? PathOf(string url)
    {
        string decoded = Uri.UnescapeDataString(url);
        string[] names = decoded.Split('/');
        return names.Any(name => name is "" or "." or ".." || name.AsSpan().ContainsAny('\\', ':', '\0')) ? null : Path.Join([Folder, .. names]);
    }

    private static StoredDocument OpenFile(string path, long limit)
    {
        try
        {
            var info = new FileInfo(path);
            if (!info.Exists)
            {
                return Missing(path, "there is no such file");
            }

            // A pipe has no length, and opening it would wait for its other end.
            IStoredBytes bytes = info.Length == 0 ? new MemoryBytes(path, default) : new FileBytes(path);
            return bytes.Length <= limit
                ? new StoredDocument(path, bytes, Http: null, Problem: null) { Written = info.LastWriteTimeUtc }
                : throw TooLarge(bytes, limit);
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            return Missing(path, "there is no such file");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return Missing(path, failure.Message.TrimEnd('.'));
        }
    }

    private static MssException TooLarge(IStoredBytes bytes, long limit)
    {
        bytes.Dispose();
        return new MssException(MssError.MalformedInput, $"'{bytes.Name}' has {bytes.Length} bytes, {limit} are taken.");
    }

    private static StoredDocument Missing(string name, string problem) => new(name, Bytes: null, Http: null, problem);
}

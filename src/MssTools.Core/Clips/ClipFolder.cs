using MssTools.Core.Manifests;
using MssTools.Core.Outputs.Folder;
using MssTools.Core.Stored;

namespace MssTools.Core.Clips;

/// <summary>The folder of a clip while it is written: checked, locked, and empty again where the clip does not come about.</summary>
internal sealed class ClipFolder : IDisposable
{
    private readonly StreamDefinition _definition;
    private readonly GroupLock _lock;
    private readonly string? _made;
    private readonly List<string> _stored = [];
    private bool _isWhole;

    private ClipFolder(StreamDefinition definition, string? made, GroupLock @lock)
    {
        (_definition, _made, _lock) = (definition, made, @lock);
        Sink = new FolderSink(definition.GroupFolder, durable: true, @lock.Claim);
    }

    /// <summary>Where the clip's documents go; what is stored there is <see cref="Note"/>d before.</summary>
    public FolderSink Sink { get; }

    /// <summary>Checks, makes and locks the folder.</summary>
    /// <param name="definition">The clip as a group.</param>
    /// <param name="layout">Its layout.</param>
    /// <exception cref="MssException">InvalidTarget, GroupInUse, AccessDenied or AlreadyExists.</exception>
    public static ClipFolder Open(StreamDefinition definition, GroupLayout layout)
    {
        ArgumentNullException.ThrowIfNull(definition);
        try
        {
            TargetGuard.Check(definition);
            string? made = FirstMissing(definition.GroupFolder);
            var folder = new ClipFolder(definition, made, GroupLock.Take(definition));
            try
            {
                folder.RefuseTaken(layout);
                return folder;
            }
            catch
            {
                folder.Dispose();
                throw;
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new MssException(
                MssError.AccessDenied, $"'{definition.GroupFolder}' cannot be used: {failure.Message}", innerException: failure);
        }
    }

    /// <summary>Notes a document that is going to be stored.</summary>
    /// <param name="name">Its path, relative to the clip's folder.</param>
    public void Note(string name) => _stored.Add(name);

    /// <summary>Says that the clip is whole: it stays.</summary>
    public void Keep() => _isWhole = true;

    /// <summary>Takes away what was stored of a clip that is not whole, with the folders that were made for it, and lets others in.</summary>
    public void Dispose()
    {
        if (!_isWhole)
        {
            _stored.ForEach(name => Try(() => File.Delete(Path.Join(_definition.GroupFolder, name))));
            RemoveEmpty(_stored.SelectMany(Levels).Distinct().OrderByDescending(path => path.Length));
        }

        _lock.Dispose();
        if (!_isWhole && _made is not null)
        {
            string groupFolder = _definition.GroupFolder;
            RemoveEmpty(FolderLevels.Of(groupFolder).TakeWhile(path => path.Length >= _made.Length));
        }
    }

    private void RefuseTaken(GroupLayout layout)
    {
        string folder = _definition.GroupFolder;
        string? manifest = File.Exists(_definition.ManifestPath) ? _definition.ManifestName
            : LayoutFiles.FindParts(folder, _definition.ManifestName).FirstOrDefault();
        if (manifest is not null)
        {
            throw new MssException(
                MssError.AlreadyExists,
                $"'{folder}' holds '{Path.GetFileName(manifest)}' of a group already.",
                "Give another -Name or -TargetFolder, or delete that group first.");
        }

        if (layout.FindFragments(folder).FirstOrDefault() is { } fragment)
        {
            throw new MssException(
                MssError.AlreadyExists,
                $"'{folder}' holds '{Path.GetFileName(fragment)}' and no manifest: it is what a clip that was broken off left, or a group "
                + "that lost its manifest.",
                "Delete that folder if it is the former, or give another -Name or -TargetFolder.");
        }
    }

    // Folders of a document, the clip's own not among them.
    private IEnumerable<string> Levels(string name) => FolderLevels.Of(Path.GetDirectoryName(Path.GetFullPath(Path.Join(_definition.GroupFolder, name)))!)
        .TakeWhile(path => path.Length > _definition.GroupFolder.Length);

    private static string? FirstMissing(string path) => FolderLevels.Of(path).TakeWhile(folder => !Directory.Exists(folder)).LastOrDefault();

    private static void RemoveEmpty(IEnumerable<string> folders)
    {
        foreach (string folder in folders)
        {
            Try(() => FolderLevels.RemoveIfEmpty(folder));
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
            // What ended the clip is the failure to report.
        }
    }
}

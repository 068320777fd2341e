using MssTools.Core.Manifests;
using MssTools.Core.Stored;

namespace MssTools.Core.Outputs.Folder;

/// <summary>Deletes a group from disk: what its layout and its manifest name, and nothing else.</summary>
internal static class GroupEraser
{
    /// <summary>
    /// Deletes the manifest first, so that no player is sent to what goes next; then all that can be deleted, and the folders
    /// that are empty.
    /// </summary>
    /// <param name="definition">The group, which nobody writes any more.</param>
    /// <param name="cancellationToken">Ends the work between two files.</param>
    /// <returns>How many files are left because the token was cancelled.</returns>
    /// <exception cref="MssException">SinkFailed: files cannot be deleted; it counts them.</exception>
    public static int Erase(StreamDefinition definition, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(definition);
        if (!Directory.Exists(definition.GroupFolder))
        {
            return 0;
        }

        (List<string> files, List<string> folders) = Find(definition);
        int done = 0;
        int refused = 0;
        Exception? first = null;
        while (done < files.Count && !cancellationToken.IsCancellationRequested)
        {
            if (Try(() => File.Delete(Path.Join(definition.GroupFolder, files[done]))) is { } failure)
            {
                (refused, first) = (refused + 1, first ?? failure);
            }

            done++;
        }

        if (done < files.Count)
        {
            return files.Count - done + refused;
        }

        foreach (string folder in folders.SelectMany(FolderLevels.Of).Append("").Distinct().OrderByDescending(f => f.Length))
        {
            first ??= Try(() => FolderLevels.RemoveIfEmpty(Path.Join(definition.GroupFolder, folder)));
        }

        return first is null ? 0 : throw Failed(definition.GroupFolder, refused, files.Count, first);
    }

    /// <summary>Counts what would be deleted; files that are half written count as fragments.</summary>
    /// <exception cref="MssException">SinkFailed: the folder cannot be read.</exception>
    public static GroupFiles Count(StreamDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        if (!Directory.Exists(definition.GroupFolder))
        {
            return default;
        }

        List<string> files = Find(definition).Files;
        int others = files.Skip(1).TakeWhile(file => GroupLayout.IsOtherManifest(definition.ManifestName, file)).Count();
        int epochs = FolderFence.FilesIn(definition.GroupFolder, definition.ManifestName).Count();
        return new GroupFiles((File.Exists(definition.ManifestPath) ? 1 : 0) + others, files.Count - 1 - others - epochs);
    }

    // Relative to the group's folder; the manifest comes first. Folders also where an earlier deletion has emptied them.
    private static (List<string> Files, List<string> Folders) Find(StreamDefinition definition)
    {
        string folder = definition.GroupFolder;
        var layout = new GroupLayout(definition.LocalStreamNames, definition.TimeScale);
        List<string> files = [];
        List<string> folders = [];
        Exception? failure = Try(() =>
        {
            folders = [.. layout.FindFolders(folder)];
            files =
            [
                definition.ManifestName,
                .. Directory.EnumerateFiles(folder).Select(path => Path.GetFileName(path)).Where(file => GroupLayout.IsOtherManifest(definition.ManifestName, file)),
                .. layout.FindFragments(folder),
                .. FolderFence.FilesIn(folder, definition.ManifestName).Select(path => Path.GetFileName(path)),
            ];
        });
        return failure is null
            ? (files, folders)
            : throw new MssException(MssError.SinkFailed, $"'{folder}' cannot be deleted: {failure.Message}", innerException: failure);
    }

    private static Exception? Try(Action action)
    {
        try
        {
            action();
            return null;
        }
        catch (Exception failure) when (failure is UnauthorizedAccessException or IOException)
        {
            return failure;
        }
    }

    private static MssException Failed(string folder, int refused, int all, Exception first) => new(
        MssError.SinkFailed,
        refused == 0
            ? $"A folder in '{folder}' cannot be deleted: {first.Message}"
            : $"{refused} of {all} files in '{folder}' cannot be deleted: {first.Message}",
        "Check permissions of the folder, then run Remove-MSSGroup -DeleteFile again.",
        first);
}

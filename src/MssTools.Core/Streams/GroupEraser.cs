using MssTools.Core.Outputs;

namespace MssTools.Core.Streams;

/// <summary>Deletes a group from disk: what its layout and its manifest name, and nothing else.</summary>
internal static class GroupEraser
{
    /// <summary>Deletes the manifest first, so that no player is sent to what goes next.</summary>
    /// <exception cref="MssException">SinkFailed: a file cannot be deleted.</exception>
    public static void Erase(StreamDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        var layout = new GroupLayout(definition.LocalStreamNames, definition.TimeScale);
        if (!Directory.Exists(definition.GroupFolder))
        {
            return;
        }

        try
        {
            List<string> fragments = [.. layout.FindFragments(definition.GroupFolder)];
            File.Delete(definition.ManifestPath);
            foreach (string part in GroupLayout.FindParts(definition.GroupFolder, definition.ManifestName))
            {
                File.Delete(part);
            }

            foreach (string fragment in fragments)
            {
                File.Delete(Path.Join(definition.GroupFolder, fragment));
            }

            IEnumerable<string> folders = fragments.SelectMany(Ancestors).Append("").Distinct();
            foreach (string folder in folders.OrderByDescending(f => f.Length))
            {
                RemoveIfEmpty(Path.Join(definition.GroupFolder, folder));
            }
        }
        catch (Exception failure) when (failure is UnauthorizedAccessException or IOException)
        {
            throw new MssException(
                MssError.SinkFailed,
                $"'{definition.GroupFolder}' cannot be deleted: {failure.Message}",
                innerException: failure);
        }
    }

    // "1000000/video/0.fmp4" lies in "1000000/video", "1000000" and the group's folder.
    private static IEnumerable<string> Ancestors(string path)
    {
        for (string? folder = Path.GetDirectoryName(path); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            yield return folder;
        }
    }

    private static void RemoveIfEmpty(string folder)
    {
        if (Directory.Exists(folder) && !Directory.EnumerateFileSystemEntries(folder).Any())
        {
            Directory.Delete(folder);
        }
    }
}

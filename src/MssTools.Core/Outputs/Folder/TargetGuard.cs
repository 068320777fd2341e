using MssTools.Core.Manifests;

namespace MssTools.Core.Outputs.Folder;

/// <summary>Refuses targets that a group must not be written to, before anything is written.</summary>
internal static class TargetGuard
{
    /// <summary>Checks the target of a definition.</summary>
    /// <exception cref="MssException">InvalidTarget, with the place and the reason.</exception>
    public static void Check(StreamDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        RefuseFile(definition.TargetFolder);
        RefuseFile(definition.GroupFolder);
        if (Directory.Exists(definition.ManifestPath))
        {
            throw Refused($"'{definition.ManifestPath}' is a folder; the manifest goes there.");
        }

        RefuseForeignGroup(definition);
        foreach (string folder in Levels(definition.GroupFolder))
        {
            RefuseLinkOut(folder, definition.TargetFolder);
        }
    }

    private static void RefuseFile(string folder)
    {
        if (File.Exists(folder))
        {
            throw Refused($"'{folder}' is a file; a folder is needed.");
        }
    }

    // A folder of another group, or within one, would mix its fragments with that group's.
    private static void RefuseForeignGroup(StreamDefinition definition)
    {
        string? other = Directory.Exists(definition.GroupFolder)
            ? Directory.EnumerateFiles(definition.GroupFolder, "*.ismc")
                .FirstOrDefault(
                    f => !Path.GetFileName(f).Equals(definition.ManifestName, StringComparison.OrdinalIgnoreCase)
                        && !GroupLayout.IsPartName(definition.ManifestName, Path.GetFileName(f)))
            : null;
        if (other is not null)
        {
            throw Refused($"'{definition.GroupFolder}' is the folder of another group, whose manifest is '{other}'.");
        }

        for (var folder = new DirectoryInfo(definition.TargetFolder); folder is not null; folder = folder.Parent)
        {
            string manifest = Path.Join(folder.FullName, definition.ManifestName);
            if (File.Exists(manifest))
            {
                throw Refused($"'{definition.GroupFolder}' lies within the group of '{manifest}'.");
            }
        }
    }

    // The group's folder and the three levels that its layout has.
    private static IEnumerable<string> Levels(string groupFolder)
    {
        IEnumerable<string> level = [groupFolder];
        for (int depth = 0; depth <= 3; depth++)
        {
            List<string> folders = [.. level];
            foreach (string folder in folders)
            {
                yield return folder;
            }

            level = folders
                .Where(f => new DirectoryInfo(f) is { Exists: true, LinkTarget: null })
                .SelectMany(Directory.EnumerateDirectories);
        }
    }

    private static void RefuseLinkOut(string folder, string targetFolder)
    {
        var info = new DirectoryInfo(folder);
        if (info.LinkTarget is null)
        {
            return;
        }

        string? resolved = info.ResolveLinkTarget(returnFinalTarget: true)?.FullName;
        string inside = Path.TrimEndingDirectorySeparator(targetFolder) + Path.DirectorySeparatorChar;
        if (resolved is null || !resolved.StartsWith(inside, StringComparison.Ordinal))
        {
            throw Refused($"'{folder}' is a link to '{resolved ?? info.LinkTarget}', outside '{targetFolder}'.");
        }
    }

    private static MssException Refused(string message) => new(MssError.InvalidTarget, message);
}

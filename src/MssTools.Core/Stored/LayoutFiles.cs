using MssTools.Core.Manifests;

namespace MssTools.Core.Stored;

/// <summary>The files and folders of a group's layout that are on disk now. What the layout does not name is passed over.</summary>
internal static class LayoutFiles
{
    /// <summary>Full paths of the manifests of parts that are in a group's folder.</summary>
    public static IEnumerable<string> FindParts(string groupFolder, string manifestName) =>
        Directory.EnumerateFiles(groupFolder).Where(path => GroupLayout.IsPartName(manifestName, Path.GetFileName(path)));

    /// <summary>Full paths of the manifests that repairs kept in a group's folder.</summary>
    public static IEnumerable<string> FindKept(string groupFolder, string manifestName) =>
        Directory.EnumerateFiles(groupFolder).Where(path => GroupLayout.IsKeptName(manifestName, Path.GetFileName(path)));

    /// <summary>The fragments that are in a group's folder, as paths relative to it. Links are not followed.</summary>
    public static IEnumerable<string> FindFragments(this GroupLayout layout, string groupFolder) => layout.FindFolders(groupFolder)
        .SelectMany(folder => Directory.EnumerateFiles(Path.Join(groupFolder, folder))
            .Select(Path.GetFileName)
            .Where(name => GroupLayout.IsFragmentName(name!))
            .Select(name => $"{folder}/{name}"));

    /// <summary>The folders that hold fragments of this layout or did so, found as <see cref="FindFragments"/> finds them.</summary>
    public static IEnumerable<string> FindFolders(this GroupLayout layout, string groupFolder)
    {
        ArgumentNullException.ThrowIfNull(layout);
        string? stream = layout.SingleStream;
        string root = stream is null ? groupFolder : Path.Join(groupFolder, stream);
        return FoldersIn(root)
            .Where(outer => stream is null ? GroupLayout.IsBitrate(outer) : GroupLayout.IsContent(outer))
            .SelectMany(outer => FoldersIn(Path.Join(root, outer))
                .Where(inner => stream is null ? GroupLayout.IsContent(inner) : GroupLayout.IsBitrate(inner))
                .Select(inner => $"{(stream is null ? "" : stream + "/")}{outer}/{inner}"));
    }

    private static IEnumerable<string> FoldersIn(string folder)
    {
        var info = new DirectoryInfo(folder);
        return info.Exists && info.LinkTarget is null
            ? info.EnumerateDirectories().Where(child => child.LinkTarget is null).Select(child => child.Name)
            : [];
    }
}

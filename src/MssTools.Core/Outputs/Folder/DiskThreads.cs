using System.Collections.Concurrent;

namespace MssTools.Core.Outputs.Folder;

/// <summary>The threads that write to the disks of this machine: one set for each, shared by all groups of the process.</summary>
internal static class DiskThreads
{
    /// <summary>A disk makes many files durable in hardly more time than one; what is more waits its turn.</summary>
    private const int MostOfADisk = 64;

    private const int MostLinks = 40;

    private static readonly ConcurrentDictionary<string, WriterThreads> s_disks = new();

    /// <summary>The threads of the disk that a folder is on; a disk that hangs holds up none but its own.</summary>
    /// <param name="folder">Full path; it need not be there.</param>
    public static WriterThreads Of(string folder) => s_disks.GetOrAdd(DiskOf(folder), static _ => new WriterThreads(MostOfADisk));

    /// <summary>Where the disk is mounted that a folder is on, links followed.</summary>
    public static string DiskOf(string folder)
    {
        string real = Resolve(Path.GetFullPath(folder));
        return DriveInfo.GetDrives()
            .Select(drive => drive.Name)
            .Where(root => IsWithin(real, root))
            .MaxBy(root => root.Length) ?? Path.GetPathRoot(real)!;
    }

    private static bool IsWithin(string path, string root) =>
        path.Equals(Path.TrimEndingDirectorySeparator(root), StringComparison.Ordinal)
        || path.StartsWith(Path.EndsInDirectorySeparator(root) ? root : root + Path.DirectorySeparatorChar, StringComparison.OrdinalIgnoreCase);

    // Any part of a path may be a link.
    private static string Resolve(string path)
    {
        for (int links = 0; links < MostLinks; links++)
        {
            string? link = FolderLevels.Of(path).FirstOrDefault(static part => new DirectoryInfo(part).LinkTarget is not null);
            if (link is null)
            {
                break;
            }

            string target = Path.GetFullPath(new DirectoryInfo(link).LinkTarget!, Path.GetDirectoryName(link)!);
            path = Path.Join(target, path[link.Length..]);
        }

        return path;
    }
}

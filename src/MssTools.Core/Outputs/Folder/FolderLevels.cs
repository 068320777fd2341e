namespace MssTools.Core.Outputs.Folder;

/// <summary>A folder and those above it.</summary>
internal static class FolderLevels
{
    /// <summary>A path and the folders that it lies in, from the inside out: "1000000/video", then "1000000".</summary>
    public static IEnumerable<string> Of(string path)
    {
        for (string? level = path; !string.IsNullOrEmpty(level); level = Path.GetDirectoryName(level))
        {
            yield return level;
        }
    }

    /// <summary>Removes a folder that is there and has nothing in it.</summary>
    /// <exception cref="IOException">It cannot be removed.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be removed.</exception>
    public static void RemoveIfEmpty(string folder)
    {
        if (Directory.Exists(folder) && !Directory.EnumerateFileSystemEntries(folder).Any())
        {
            Directory.Delete(folder);
        }
    }
}

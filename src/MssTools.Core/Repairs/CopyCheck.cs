using MssTools.Core.Manifests;
using MssTools.Core.Stored;

namespace MssTools.Core.Repairs;

/// <summary>
/// Whether what another manifest in the folder says is of the fragments that are there. An earlier run may have left it, with other codec
/// data under the same names and bit rates; but its fragments were there before it was written, and those of a later run were not.
/// </summary>
internal static class CopyCheck
{
    /// <summary>True where fragments of its times are there, and none of them is newer than the manifest.</summary>
    /// <param name="place">The group's folder.</param>
    /// <param name="manifest">Full path of the other manifest.</param>
    /// <param name="index">What it lists.</param>
    /// <param name="files">Paths of the fragments of a rendition, by time.</param>
    /// <exception cref="IOException">A file cannot be looked at.</exception>
    public static bool IsOf(FolderPlace place, string manifest, PublishedStreamIndex index, IReadOnlyDictionary<long, string> files)
    {
        ArgumentNullException.ThrowIfNull(place);
        DateTime written = File.GetLastWriteTimeUtc(manifest);
        bool isThere = false;
        foreach (ListedFragment row in index.Fragments)
        {
            if (files.TryGetValue(row.Time, out string? path))
            {
                isThere = true;
                if (File.GetLastWriteTimeUtc(Path.Join(place.Folder, path)) > written)
                {
                    return false;
                }
            }
        }

        return isThere;
    }
}

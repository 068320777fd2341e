using MssTools.Core.Manifests;
using MssTools.Core.Stored;

namespace MssTools.Core.Repairs;

/// <summary>The fragments that lie in a group's folder, by the renditions that they belong to.</summary>
internal sealed class FolderScan
{
    private FolderScan(IReadOnlyList<RepairTrack> tracks) => Tracks = tracks;

    /// <summary>The renditions of the manifest, those of sparse StreamIndexes not among them.</summary>
    public IReadOnlyList<RepairTrack> Tracks { get; }

    /// <summary>Renditions that the manifest does not know, with the paths of their fragments by time.</summary>
    public Dictionary<KnownPlace, Dictionary<long, string>> Unknown { get; } = [];

    /// <summary>Looks what is there.</summary>
    /// <param name="place">The group's folder.</param>
    /// <param name="source">What its manifest is thought to say; null: nothing.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    /// <exception cref="MssException">Unsupported: there are more fragments than a manifest can list.</exception>
    /// <exception cref="IOException">A folder cannot be read.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static FolderScan Look(FolderPlace place, ManifestSource? source, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(place);
        var scan = new FolderScan(
        [
            .. (source?.Indexes ?? []).Where(i => !ManifestElements.IsSparse(i.Element)).SelectMany(i => i.Index.Levels
                .Zip(ManifestElements.LevelsOf(i.Element), (level, element) => new RepairTrack(new StoredTrack(i.Index, level), i.Element, element))),
        ]);
        List<List<RepairTrack>> indexes = [.. scan.Tracks.GroupBy(track => track.Index).Select(group => group.ToList())];
        int found = 0;
        foreach (string path in place.List())
        {
            cancellationToken.ThrowIfCancellationRequested();
            found += scan.Take(path, indexes) ? 1 : 0;
            if (found > ClientManifestReader.MostFragments)
            {
                throw new MssException(
                    MssError.Unsupported, $"'{place.Folder}' holds more than {ClientManifestReader.MostFragments} fragments.", "Repair a folder of one group.");
            }
        }

        return scan;
    }

    private bool Take(string path, List<List<RepairTrack>> indexes)
    {
        foreach (List<RepairTrack> levels in indexes)
        {
            if (levels[0].Stored.Index.Url.TryRead(path, out long bitrate, out long time)
                && levels.Find(track => track.Stored.Level.Bitrate == bitrate) is { } track)
            {
                track.Files.TryAdd(time, path);
                return true;
            }
        }

        if (KnownPlace.Of(path) is not { } known)
        {
            return false;
        }

        if (!Unknown.TryGetValue(known, out Dictionary<long, string>? files))
        {
            Unknown[known] = files = [];
        }

        new UrlTemplate(known.Url).TryRead(path, out _, out long start);
        return files.TryAdd(start, path);
    }
}

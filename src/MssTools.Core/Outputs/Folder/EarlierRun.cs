using MssTools.Core.Manifests;
using MssTools.Core.Stored;

namespace MssTools.Core.Outputs.Folder;

/// <summary>Reads what an earlier run of a group left in its folder.</summary>
internal static class EarlierRun
{
    /// <summary>
    /// Reads the manifest and the folders of a group; null where there is nothing. A manifest that is not one of ours
    /// counts as none: the next one replaces it.
    /// </summary>
    public static PublishedGroup? Read(StreamDefinition definition, GroupLayout layout) => PublishedGroup.Of(
        definition,
        layout,
        ReadManifest(definition.ManifestPath),
        [.. layout.FindFragments(definition.GroupFolder)],
        path => StoredFragment.Read(new FileBytes(Path.Join(definition.GroupFolder, path))));

    private static ClientManifest? ReadManifest(string path)
    {
        try
        {
            return File.Exists(path) && ClientManifestReader.Read(path).ToModel(path) is { StreamIndexes.Count: > 0 } manifest ? manifest : null;
        }
        catch (MssException failure) when (failure.Code == MssError.MalformedInput)
        {
            return null;
        }
    }
}

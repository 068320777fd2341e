using MssTools.Core.Manifests;
using MssTools.Core.Objects;
using MssTools.Core.Stored;

namespace MssTools.Core.Outputs.Objects;

/// <summary>Reads what an earlier run of a group left in an object store.</summary>
internal static class EarlierObjects
{
    /// <summary>
    /// Reads the manifest and the names of a group; null where there is nothing. A manifest that is not one of ours counts as none: the next one replaces it.
    /// </summary>
    /// <exception cref="MssException">SourceFailed, AccessDenied or TimedOut: the store; InvalidTarget: another group lies there.</exception>
    public static PublishedGroup? Read(ObjectFolder folder, StreamDefinition definition, GroupLayout layout)
    {
        ClientManifest? manifest = ReadManifest(folder, definition);
        List<string> names = [];
        foreach (string name in folder.List("", CancellationToken.None))
        {
            RefuseForeign(folder, definition, name);
            if (layout.IsFragmentPath(name))
            {
                names.Add(name);
            }
        }

        return PublishedGroup.Of(definition, layout, manifest, names, path => Open(folder, path));
    }

    private static void RefuseForeign(ObjectFolder folder, StreamDefinition definition, string name)
    {
        if (name.EndsWith(".ismc", StringComparison.OrdinalIgnoreCase) && !name.Contains('/', StringComparison.Ordinal)
            && name != definition.ManifestName && !GroupLayout.IsPartName(definition.ManifestName, name))
        {
            throw new MssException(MssError.InvalidTarget, $"'{folder.Name}' is the place of another group, whose manifest is '{name}'.");
        }
    }

    private static ClientManifest? ReadManifest(ObjectFolder folder, StreamDefinition definition)
    {
        try
        {
            return folder.Get(definition.ManifestName, ClientManifestReader.LargestManifest, CancellationToken.None) is { } there
                && ClientManifestReader.Read(there.Bytes, definition.ManifestPath).ToModel(definition.ManifestPath) is { StreamIndexes.Count: > 0 } manifest
                    ? manifest
                    : null;
        }
        catch (MssException failure) when (failure.Code == MssError.MalformedInput)
        {
            return null;
        }
    }

    private static StoredFragment? Open(ObjectFolder folder, string path) =>
        folder.Get(path, StoredGroup.LargestFragment, CancellationToken.None) is { } there
            ? StoredFragment.Read(new MemoryBytes($"{folder.Name}/{path}", there.Bytes))
            : null;
}

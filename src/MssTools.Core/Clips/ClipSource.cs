using MssTools.Core.Manifests;

namespace MssTools.Core.Clips;

/// <summary>A group of ours, running or not, as clips are cut out of it.</summary>
/// <param name="Place">Where it lies.</param>
/// <param name="Stream">Name of its only stream; null where it has several.</param>
/// <param name="Epochs">What each decoder configuration plays, oldest first; the same fragment may be in two that meet.</param>
internal sealed record ClipSource(IClipPlace Place, string? Stream, IReadOnlyList<ClientManifest> Epochs)
{
    /// <summary>Full path or address of the manifest.</summary>
    public string Manifest => Place.PathOf(Place.ManifestName);

    /// <summary>The name of the group's folder.</summary>
    public string Name => Path.GetFileName(Place.Name);

    /// <summary>Ticks per second of its names and boxes.</summary>
    public int TimeScale => Epochs[0].TimeScale;

    /// <summary>Names of streams that give the same layout.</summary>
    public IReadOnlyList<string> StreamNames => NamesOf(Stream);

    /// <summary>Names its paths.</summary>
    public GroupLayout Layout { get; } = new(NamesOf(Stream), Epochs[0].TimeScale);

    /// <summary>Reads the manifests of a group as they are now.</summary>
    /// <param name="path">Full path or address of the folder or of a manifest.</param>
    /// <exception cref="MssException">
    /// NotFound: there is no manifest; MalformedInput: it is none of ours; Unsupported: its fragments lie elsewhere than ours do; what a store refuses.
    /// </exception>
    /// <exception cref="IOException">A manifest cannot be read.</exception>
    public static ClipSource Read(string path)
    {
        IClipPlace place = ObjectAddress.IsOne(path) ? ClipObjectPlace.Of(path) : ClipFolderPlace.Of(path);
        string manifest = place.PathOf(place.ManifestName);
        PublishedManifest published = place.Read(place.ManifestName);
        ClientManifest own = published.ToModel(manifest);
        if (own.StreamIndexes.Count == 0 || own.StreamIndexes.Any(index => index.Fragments.Count == 0 || index.QualityLevels.Count == 0))
        {
            throw new MssException(MssError.NotFound, $"'{manifest}' lists no fragments.", "Wait until the group has some.");
        }

        List<ClientManifest> parts =
        [
            .. place.FindParts().Select(part => place.Read(part).ToModel(place.PathOf(part)))
                .Where(part => part.TimeScale == own.TimeScale && part.StreamIndexes is [{ Fragments.Count: > 0 }, ..])
                .OrderBy(part => part.StreamIndexes[0].Fragments[0].Time),
        ];
        var source = new ClipSource(place, published.StreamIndexes[0].Url.StreamFolder, Divide(own, parts));
        source.RefuseOtherLayouts();
        return source;
    }

    // A live manifest lists the latest epoch and the parts all others; a recorded one lists them all, where its run had several.
    private static List<ClientManifest> Divide(ClientManifest own, List<ClientManifest> parts)
    {
        HashSet<long> inParts = [.. parts.SelectMany(part => part.StreamIndexes[0].Fragments).Select(fragment => fragment.Time)];
        int covered = own.StreamIndexes[0].Fragments.Count(fragment => inParts.Contains(fragment.Time));
        return own.IsLive || covered == 0 ? [.. parts, own]
            : covered == own.StreamIndexes[0].Fragments.Count ? parts
            : [own]; // more parts than are written: the fragments tell the configurations
    }

    private static IReadOnlyList<string> NamesOf(string? stream) => stream is null ? ["1", "2"] : [stream];

    private void RefuseOtherLayouts()
    {
        foreach (StreamIndex index in Epochs.SelectMany(epoch => epoch.StreamIndexes))
        {
            string usual = Layout.UrlOf(GroupLayout.ContentOf(index));
            if (index.Url != usual)
            {
                throw new MssException(
                    MssError.Unsupported,
                    $"'{Manifest}' has the Url '{index.Url}' where groups of this module have '{usual}'.",
                    "Clips are cut out of groups that New-MSSStream made.");
            }
        }
    }
}

namespace MssTools.Core.Origin;

/// <summary>Finds stored fragments by either kind of URL, and waits for those that are announced.</summary>
/// <param name="root">Where the groups are.</param>
/// <param name="groups">Their manifests.</param>
/// <param name="announced">Waits.</param>
/// <param name="holdLimit">The longest wait; null: two fragment lengths.</param>
internal sealed class FragmentStore(WebRoot root, GroupCatalog groups, AnnouncedFragments announced, TimeSpan? holdLimit)
{
    private const int FragmentsToWaitFor = 2;

    /// <summary>Names below a group's folder: bitrate/kind/time or stream/kind/bitrate/time.</summary>
    private const int DeepestFragment = 4;

    /// <summary>Finds the fragment of a standard URL.</summary>
    public ValueTask<Arrival> FindAsync(SmoothAddress.Fragment address, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(address);
        return AwaitAsync(
            $"{root.FullPathOf(address.Folder)}/{address.StreamIndex}/{address.Bitrate}/{address.Time}",
            () => Look(address),
            cancellationToken);
    }

    /// <summary>Finds the fragment of a path that has no file, if a manifest's template makes that path.</summary>
    public ValueTask<Arrival> FindAsync(RequestPath path, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(path);
        return AwaitAsync(root.FullPathOf(path.Segments), () => Look(path), cancellationToken);
    }

    private async ValueTask<Arrival> AwaitAsync(string path, Func<Arrival> look, CancellationToken cancellationToken)
    {
        Arrival arrival = look();
        return arrival.IsExpected ? await announced.WaitAsync(path, look, arrival.Hold!.Value, cancellationToken) : arrival;
    }

    private Arrival Look(SmoothAddress.Fragment address)
    {
        PublishedManifest? manifest = groups.Find(address.Folder);
        PublishedStreamIndex? index = manifest?.StreamIndexes.FirstOrDefault(s => s.Name == address.StreamIndex);
        return index is not null
            && index.Levels.Any(level => level.Bitrate == address.Bitrate)
            && RequestPath.ParseRelative(address.Folder, index.Url.Fill(address.Bitrate, address.Time)) is { } path
                ? Look(manifest!, index, path, address.Time)
                : default;
    }

    private Arrival Look(RequestPath path)
    {
        // Outermost first: a group's own folder holds little, the folders of its fragments may hold hundreds of thousands of files.
        for (int depth = Math.Min(DeepestFragment, path.Segments.Count - 1); depth > 0; depth--)
        {
            if (groups.Find(path.Without(last: depth)) is { } manifest)
            {
                string url = string.Join('/', path.Segments.TakeLast(depth));
                foreach (PublishedStreamIndex index in manifest.StreamIndexes)
                {
                    if (index.Url.TryRead(url, out long bitrate, out long time) && index.Levels.Any(level => level.Bitrate == bitrate))
                    {
                        return Look(manifest, index, path, time);
                    }
                }
            }
        }

        return default;
    }

    private Arrival Look(PublishedManifest manifest, PublishedStreamIndex index, RequestPath path, long time) => new(
        root.Find(path.Segments),
        index.IsVideo,
        manifest.Announces(index, time) ? holdLimit ?? FragmentsToWaitFor * manifest.FragmentLength : null);
}

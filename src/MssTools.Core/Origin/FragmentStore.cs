using MssTools.Core.Manifests;

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

    private readonly Successors _successors = new();

    /// <summary>Finds the fragment of a standard URL.</summary>
    /// <exception cref="OperationCanceledException">The client has gone.</exception>
    public ValueTask<Arrival> FindAsync(SmoothAddress.Fragment address, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(address);
        return AwaitAsync(() => Place(address), cancellationToken);
    }

    /// <summary>Finds the fragment of a path that has no file, if a manifest's template makes that path.</summary>
    /// <exception cref="OperationCanceledException">The client has gone.</exception>
    public ValueTask<Arrival> FindAsync(RequestPath path, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(path);
        return AwaitAsync(() => Place(path), cancellationToken);
    }

    /// <summary>Forgets what is kept to answer faster.</summary>
    public void Clear() => _successors.Clear();

    private async ValueTask<Arrival> AwaitAsync(Func<FragmentPlace?> find, CancellationToken cancellationToken)
    {
        if (find() is not { } place)
        {
            return default;
        }

        Arrival arrival = Look(place);
        return arrival.Hold is { } hold && arrival.IsExpected
            ? await announced.WaitAsync(
                root.FullPathOf(place.Folder),
                root.FullPathOf(place.Path.Segments),
                () => find() is { } now ? Look(now) : default,
                hold,
                cancellationToken)
            : arrival;
    }

    private FragmentPlace? Place(SmoothAddress.Fragment address)
    {
        ServedManifest? group = groups.Find(address.Folder);
        PublishedStreamIndex? index = group?.Manifest.StreamIndexes.FirstOrDefault(s => s.Name == address.StreamIndex);
        return index is not null
            && index.Levels.Any(level => level.Bitrate == address.Bitrate)
            && RequestPath.ParseRelative(address.Folder, index.Url.Fill(address.Bitrate, address.Time)) is { } path
                ? new FragmentPlace(address.Folder, group!.Manifest, index, address.Bitrate, address.Time, path)
                : null;
    }

    private FragmentPlace? Place(RequestPath path)
    {
        // Outermost first: a group's own folder holds little, the folders of its fragments may hold hundreds of thousands of files.
        for (int depth = Math.Min(DeepestFragment, path.Segments.Count - 1); depth > 0; depth--)
        {
            IReadOnlyList<string> folder = path.Without(last: depth);
            if (groups.Find(folder) is { } group)
            {
                string url = string.Join('/', path.Segments.TakeLast(depth));
                foreach (PublishedStreamIndex index in group.Manifest.StreamIndexes)
                {
                    if (index.Url.TryRead(url, out long bitrate, out long time) && index.Levels.Any(level => level.Bitrate == bitrate))
                    {
                        return new FragmentPlace(folder, group.Manifest, index, bitrate, time, path);
                    }
                }
            }
        }

        return null;
    }

    private Arrival Look(FragmentPlace place) =>
        root.Find(place.Path.Segments) is { } file ? new Arrival(file, place.Index.IsVideo, Hold: null)
        : IsPromised(place) ? new Arrival(null, place.Index.IsVideo, holdLimit ?? FragmentsToWaitFor * place.Manifest.FragmentLength)
        : default;

    // By the last fragment that is listed, or by one behind it that is stored and not listed yet. Clients can make up any time; these
    // are the only ones at which a fragment can appear.
    private bool IsPromised(FragmentPlace place)
    {
        bool mayBe = place.Manifest.Announces(place.Index, place.Time);
        long last = place.Index.LastTime;
        for (int i = 0; mayBe && i <= place.Manifest.LookAhead; i++)
        {
            if (RequestPath.ParseRelative(place.Folder, place.Index.Url.Fill(place.Bitrate, last)) is not { } path
                || root.Find(path.Segments) is not { } file)
            {
                return false;
            }

            IReadOnlyList<long> next = _successors.Of(file);
            if (next.Contains(place.Time))
            {
                return true;
            }

            mayBe = next.Count > 0 && next[0] > last;
            last = mayBe ? next[0] : last;
        }

        return false;
    }

    /// <summary>What a URL means, by the manifest of its group.</summary>
    private sealed record FragmentPlace(
        IReadOnlyList<string> Folder,
        PublishedManifest Manifest,
        PublishedStreamIndex Index,
        long Bitrate,
        long Time,
        RequestPath Path);
}

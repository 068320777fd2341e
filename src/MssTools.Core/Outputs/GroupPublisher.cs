using MssTools.Core.Manifests;

namespace MssTools.Core.Outputs;

/// <summary>
/// Stores a group's manifests and deletes what they no longer name. In a live group that may leave fragments out it
/// goes on where that fails, and tries again with every event.
/// </summary>
/// <param name="sink">Where to store.</param>
/// <param name="dialects">How the group is written down.</param>
/// <param name="goesOn">True to go on after <see cref="MssError.SinkFailed"/> while the manifest is live.</param>
internal sealed class GroupPublisher(ISink sink, IReadOnlyList<IManifestDialect> dialects, bool goesOn)
{
    private readonly ExpiredFragments _expired = new(sink);
    private readonly OrderedDictionary<string, ManifestDocument> _unpublished = [];
    private ClientManifest? _latest;
    private ClientManifest? _listed;

    /// <summary>The group's manifest that was stored last, or null. Any thread may ask.</summary>
    public ClientManifest? Listed => Volatile.Read(ref _listed);

    /// <summary>Publishes what follows from an update; called in the updates' order.</summary>
    /// <param name="update">What follows from an event.</param>
    /// <param name="mayWait">
    /// True where another update comes at once: one manifest lists what both tell of. Sound is stored with its pictures, and
    /// a manifest of its own for each would cost a third of all files.
    /// </param>
    /// <exception cref="MssException">What the sink threw, where that ends the group.</exception>
    public PublishedUpdate Publish(ManifestUpdate update, bool mayWait)
    {
        ArgumentNullException.ThrowIfNull(update);

        // An older manifest still lists what a newer one would not.
        _expired.Add(update.Expired);
        _latest = update.Manifest ?? _latest;
        foreach (ManifestDocument document in dialects.SelectMany(dialect => dialect.Write(update)))
        {
            _unpublished[document.Name] = document;
        }

        if (mayWait)
        {
            return new PublishedUpdate(update, Manifest: null, Deletion: null);
        }

        ManifestAttempt? manifests = StoreManifests();
        if (manifests?.Failure is not null)
        {
            return new PublishedUpdate(update, manifests, Deletion: null);
        }

        Volatile.Write(ref _listed, _latest);
        return new PublishedUpdate(update, manifests, _expired.Count > 0 ? Delete() : null);
    }

    // One that is refused keeps none of the others. Null: there was none.
    private ManifestAttempt? StoreManifests()
    {
        ManifestAttempt? first = null;
        foreach (ManifestDocument document in _unpublished.Values.ToList())
        {
            ManifestAttempt attempt = Store(document);
            first = first?.Failure is null ? attempt : first;
            if (attempt.Failure is null)
            {
                _unpublished.Remove(document.Name);
            }
        }

        return first;
    }

    private ManifestAttempt Store(ManifestDocument document)
    {
        try
        {
            sink.StoreManifest(document.Name, document.Write());
            return default;
        }
        catch (MssException failure) when (goesOn && _latest is null or { IsLive: true } && failure.Code == MssError.SinkFailed)
        {
            return new ManifestAttempt(failure);
        }
    }

    private DeletionAttempt Delete()
    {
        MssException? refusal = _expired.Delete();
        return refusal is null || goesOn ? new DeletionAttempt(refusal, _expired.Count + _expired.Forgotten) : throw refusal;
    }
}

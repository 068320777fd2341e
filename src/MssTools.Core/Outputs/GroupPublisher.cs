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
    private readonly OrderedDictionary<string, ReadOnlyMemory<byte>> _unpublished = [];
    private bool _isLive = true;

    /// <summary>Publishes what follows from an update; called in the updates' order.</summary>
    /// <exception cref="MssException">What the sink threw, where that ends the group.</exception>
    public Publication Publish(ManifestUpdate update)
    {
        ArgumentNullException.ThrowIfNull(update);

        // An older manifest still lists what a newer one would not.
        _expired.Add(update.Expired);
        _isLive = update.Manifest?.IsLive ?? _isLive;
        foreach (ManifestDocument document in dialects.SelectMany(dialect => dialect.Write(update)))
        {
            _unpublished[document.Name] = document.Content;
        }

        ManifestAttempt? manifests = StoreManifests();
        return new Publication(update, manifests, _expired.Count > 0 && manifests?.Failure is null ? Delete() : null);
    }

    // One that is refused keeps none of the others. Null: there was none.
    private ManifestAttempt? StoreManifests()
    {
        ManifestAttempt? first = null;
        foreach ((string name, ReadOnlyMemory<byte> content) in _unpublished.ToList())
        {
            ManifestAttempt attempt = Store(name, content);
            first = first?.Failure is null ? attempt : first;
            if (attempt.Failure is null)
            {
                _unpublished.Remove(name);
            }
        }

        return first;
    }

    private ManifestAttempt Store(string name, ReadOnlyMemory<byte> content)
    {
        try
        {
            sink.StoreManifest(name, content);
            return default;
        }
        catch (MssException failure) when (goesOn && _isLive && failure.Code == MssError.SinkFailed)
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

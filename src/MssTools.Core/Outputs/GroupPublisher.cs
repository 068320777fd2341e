using MssTools.Core.Manifests;

namespace MssTools.Core.Outputs;

/// <summary>
/// Stores a group's manifests and deletes what they no longer name. In a live group that may leave fragments out it
/// goes on where that fails, and tries again with every event.
/// </summary>
/// <param name="sink">Where to store.</param>
/// <param name="manifestName">File name of the group's manifest.</param>
/// <param name="goesOn">True to go on after <see cref="MssError.SinkFailed"/> while the manifest is live.</param>
/// <param name="troubles">Told of what fails and of its end.</param>
internal sealed class GroupPublisher(ISink sink, string manifestName, bool goesOn, PublishingTroubles troubles)
{
    private readonly ExpiredFragments _expired = new(sink);
    private readonly Dictionary<string, ClientManifest> _unpublished = [];
    private bool _isLive = true;

    /// <summary>Follows an update; called in the updates' order.</summary>
    /// <exception cref="MssException">What the sink threw, where that ends the group.</exception>
    public void Follow(ManifestUpdate update)
    {
        ArgumentNullException.ThrowIfNull(update);

        // An older manifest still lists what a newer one would not.
        _expired.Add(update.Expired);
        if (update.Manifest is not null)
        {
            _unpublished[manifestName] = update.Manifest;
            _isLive = update.Manifest.IsLive;
        }

        foreach (ManifestPart part in update.Parts)
        {
            _unpublished[part.Name] = part.Manifest;
        }

        foreach ((string name, ClientManifest manifest) in _unpublished.ToList())
        {
            if (!TryStore(name, manifest))
            {
                return;
            }

            _unpublished.Remove(name);
        }

        if (_expired.Count > 0)
        {
            Delete();
        }
    }

    private bool TryStore(string name, ClientManifest manifest)
    {
        try
        {
            sink.StoreManifest(name, ClientManifestWriter.Write(manifest));
        }
        catch (MssException failure) when (goesOn && _isLive && failure.Code == MssError.SinkFailed)
        {
            troubles.Manifest(failure);
            return false;
        }

        troubles.Manifest(null);
        return true;
    }

    private void Delete()
    {
        MssException? refusal = _expired.Delete();
        if (refusal is not null && !goesOn)
        {
            throw refusal;
        }

        troubles.Deletion(refusal, _expired.Count + _expired.Forgotten);
    }
}

/// <summary>Who is told of a group's manifests and deletions that fail; null: it is over.</summary>
/// <param name="Manifest">Told after each attempt to store one.</param>
/// <param name="Deletion">Told after each attempt to delete, with the number of files that are still there.</param>
internal sealed record PublishingTroubles(Action<MssException?> Manifest, Action<MssException?, long> Deletion)
{
    /// <summary>Nobody is told.</summary>
    public static PublishingTroubles Unheard { get; } = new(static _ => { }, static (_, _) => { });
}

using MssTools.Core.Manifests;

namespace MssTools.Core.Outputs;

/// <summary>
/// Stores a group's manifests and deletes what they no longer name. In a live group that may leave fragments out it
/// goes on where that fails, and tries again with every event.
/// </summary>
/// <param name="sink">Where to store.</param>
/// <param name="manifestName">File name of the group's manifest.</param>
/// <param name="goesOn">True to go on after <see cref="MssError.SinkFailed"/> while the manifest is live.</param>
internal sealed class GroupPublisher(ISink sink, string manifestName, bool goesOn)
{
    private readonly ExpiredFragments _expired = new(sink);
    private readonly Dictionary<string, ClientManifest> _unpublished = [];
    private ClientManifest? _listed;
    private bool _isLive = true;

    /// <summary>The group's manifest that was stored last, or null. Any thread may ask.</summary>
    public ClientManifest? Listed => Volatile.Read(ref _listed);

    /// <summary>Publishes what follows from an update; called in the updates' order.</summary>
    /// <param name="update">What follows from an event.</param>
    /// <param name="mayWait">
    /// True where another update comes at once: one manifest lists what both tell of. Sound is stored with its pictures, and
    /// a manifest of its own for each would cost a third of all files.
    /// </param>
    /// <exception cref="MssException">What the sink threw, where that ends the group.</exception>
    public Publication Publish(ManifestUpdate update, bool mayWait)
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

        if (mayWait)
        {
            return new Publication(update, Manifest: null, Deletion: null);
        }

        ManifestAttempt? manifests = null;
        foreach ((string name, ClientManifest manifest) in _unpublished.ToList())
        {
            manifests = Store(name, manifest);
            if (manifests.Value.Failure is not null)
            {
                return new Publication(update, manifests, Deletion: null);
            }

            _unpublished.Remove(name);
            if (name == manifestName)
            {
                Volatile.Write(ref _listed, manifest);
            }
        }

        return new Publication(update, manifests, _expired.Count > 0 ? Delete() : null);
    }

    private ManifestAttempt Store(string name, ClientManifest manifest)
    {
        try
        {
            sink.StoreManifest(name, ClientManifestWriter.Write(manifest));
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

using MssTools.Core.Manifests;

namespace MssTools.Core.Stored;

/// <summary>A group as it lies somewhere: its manifest, and the fragments that it lists and that are there.</summary>
/// <param name="place">Where it lies; closed with this.</param>
internal sealed class StoredGroup(IGroupPlace place) : IDisposable
{
    /// <summary>Largest fragment in bytes.</summary>
    public const long LargestFragment = 256 * 1024 * 1024;

    /// <summary>The path or address of the manifest.</summary>
    public string Name => place.Manifest;

    /// <summary>True where <see cref="FindFragments"/> can tell what is there.</summary>
    public bool CanList => place.CanList;

    /// <summary>The manifest's bytes as they are now.</summary>
    /// <exception cref="MssException">SourceFailed or TimedOut: the place cannot be reached.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public Task<StoredDocument> OpenManifestAsync(CancellationToken cancellationToken) => place.OpenManifestAsync(cancellationToken);

    /// <summary>Reads the manifest as it is now.</summary>
    /// <exception cref="MssException">SourceFailed or TimedOut: the place cannot be reached; NotFound; MalformedInput: it is none.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<PublishedManifest> ReadManifestAsync(CancellationToken cancellationToken)
    {
        using StoredDocument document = await OpenManifestAsync(cancellationToken).ConfigureAwait(false);
        return ClientManifestReader.Read(ReadWhole(document), document.Name);
    }

    /// <summary>Opens a fragment.</summary>
    /// <param name="track">The rendition.</param>
    /// <param name="time">Start in ticks of the StreamIndex.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="MssException">SourceFailed or TimedOut: the place cannot be reached; MalformedInput: it is too large.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public Task<StoredDocument> OpenFragmentAsync(StoredTrack track, long time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(track);
        return place.OpenAsync(track.UrlOf(time), LargestFragment, cancellationToken);
    }

    /// <summary>Opens another document of the place.</summary>
    /// <param name="url">Its address relative to the manifest.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="MssException">As for <see cref="OpenFragmentAsync"/>.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public Task<StoredDocument> OpenDocumentAsync(string url, CancellationToken cancellationToken) =>
        place.OpenAsync(url, LargestFragment, cancellationToken);

    /// <summary>The renditions of a manifest.</summary>
    public static IEnumerable<StoredTrack> TracksOf(PublishedManifest manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        return manifest.StreamIndexes.SelectMany(index => index.Levels.Select(level => new StoredTrack(index, level)));
    }

    /// <summary>Times of the fragments that are there, listed or not, by rendition; in no order. Empty where the place cannot list.</summary>
    /// <exception cref="IOException">A folder cannot be read.</exception>
    public IReadOnlyDictionary<StoredTrack, HashSet<long>> FindFragments(PublishedManifest manifest)
    {
        var found = TracksOf(manifest).DistinctBy(t => t.Place).ToDictionary(track => track, _ => new HashSet<long>());
        foreach (string path in place.List())
        {
            foreach ((StoredTrack track, HashSet<long> times) in found)
            {
                if (track.TryRead(path, out long time))
                {
                    times.Add(time);
                    break;
                }
            }
        }

        return found;
    }

    /// <summary>Reads a document whole.</summary>
    /// <exception cref="MssException">NotFound: it is not there.</exception>
    public static byte[] ReadWhole(StoredDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        if (document.Bytes is not { } bytes)
        {
            throw new MssException(MssError.NotFound, $"'{document.Name}' is not there: {document.Problem}.");
        }

        byte[] whole = new byte[bytes.Length];
        bytes.Read(0, whole);
        return whole;
    }

    /// <inheritdoc/>
    public void Dispose() => place.Dispose();
}

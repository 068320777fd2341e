namespace MssTools.Core.Stored;

/// <summary>Where a group lies: it names documents and reads them, and knows nothing of what they say.</summary>
internal interface IGroupPlace : IDisposable
{
    /// <summary>The path or address of the manifest.</summary>
    string Manifest { get; }

    /// <summary>True where <see cref="List"/> can tell what is there.</summary>
    bool CanList { get; }

    /// <summary>Reads the manifest as it is now.</summary>
    /// <exception cref="MssException">SourceFailed or TimedOut: the place cannot be reached.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    Task<StoredDocument> OpenManifestAsync(CancellationToken cancellationToken);

    /// <summary>Opens a document.</summary>
    /// <param name="url">Its address relative to the manifest, as the Url attribute gives it.</param>
    /// <param name="limit">Most bytes that are taken.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="MssException">SourceFailed or TimedOut: the place cannot be reached; MalformedInput: it is larger.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    Task<StoredDocument> OpenAsync(string url, long limit, CancellationToken cancellationToken);

    /// <summary>Paths of all files, relative to the manifest's folder, with '/' between names; links are not followed.</summary>
    /// <exception cref="IOException">A folder cannot be read.</exception>
    IEnumerable<string> List();
}

namespace MssTools.Core.Outputs;

/// <summary>
/// Keeps named documents, with '/' between the parts of a name. Each call either stores the whole document, in the place of one
/// that had its name, or leaves things as they were.
/// </summary>
internal interface ISink
{
    /// <summary>Stores a fragment under its path. Called from several threads, for different fragments.</summary>
    /// <returns>
    /// True where what was stored of the track before is gone, because somebody took its folder away.
    /// </returns>
    /// <exception cref="MssException">SinkFailed, or SourceFailed where the payload cannot be read.</exception>
    bool Store(PackagedFragment fragment);

    /// <summary>Stores a document that names fragments, which are kept for good before it can be found.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="manifest">Its bytes.</param>
    /// <exception cref="MssException">SinkFailed.</exception>
    void StoreManifest(string name, ReadOnlyMemory<byte> manifest);

    /// <summary>Removes a document that no manifest names any more. One that is gone already is no failure.</summary>
    /// <exception cref="MssException">SinkFailed.</exception>
    void Delete(string name);
}

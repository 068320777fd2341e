namespace MssTools.Core.Outputs;

/// <summary>Where a group is stored. Each call either stores the whole thing or leaves things as they were.</summary>
internal interface ISink
{
    /// <summary>Stores a fragment. Called from several threads, for different fragments.</summary>
    /// <returns>
    /// True where what was stored of the track before is gone, because somebody took its folder away.
    /// </returns>
    /// <exception cref="MssException">SinkFailed, or SourceFailed where the payload cannot be read.</exception>
    bool Store(PackagedFragment fragment);

    /// <summary>Replaces the manifest, or one of a part of the group.</summary>
    /// <param name="name">File name in the group's folder.</param>
    /// <param name="manifest">Its XML.</param>
    /// <exception cref="MssException">SinkFailed.</exception>
    void StoreManifest(string name, ReadOnlyMemory<byte> manifest);

    /// <summary>Removes a fragment that no manifest names any more. One that is gone already is no failure.</summary>
    /// <exception cref="MssException">SinkFailed.</exception>
    void Delete(string path);
}

using MssTools.Core.Manifests;

namespace MssTools.Core.Clips;

/// <summary>Where the group lies that clips are cut out of.</summary>
internal interface IClipPlace
{
    /// <summary>Its full path or address.</summary>
    string Name { get; }

    /// <summary>File name of its manifest.</summary>
    string ManifestName { get; }

    /// <summary>Reads a manifest as it is now.</summary>
    /// <exception cref="MssException">NotFound, MalformedInput; SourceFailed, AccessDenied or TimedOut: a store.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    PublishedManifest Read(string manifestName);

    /// <summary>File names of the manifests of the group's parts.</summary>
    IEnumerable<string> FindParts();

    /// <summary>Full path or address of a document.</summary>
    string PathOf(string name);

    /// <inheritdoc cref="OpenFragment.Open(Stored.IStoredBytes, Func{long, int, Media.Payload}, long)"/>
    /// <param name="path">Its path in the group.</param>
    /// <param name="time">The start that the manifest lists, in ticks of names and boxes.</param>
    /// <exception cref="MssException">NotFound, SourceFailed or AccessDenied: it cannot be read.</exception>
    OpenFragment Open(string path, long time);
}

using MssTools.Core.Manifests;
using MssTools.Core.Media;
using MssTools.Core.Stored;

namespace MssTools.Core.Clips;

/// <summary>A group in a folder, as clips are cut out of it: a fragment that is open stays readable where its packager deletes it.</summary>
internal sealed class ClipFolderPlace : IClipPlace
{
    private ClipFolderPlace(string folder, string manifestName) => (Name, ManifestName) = (folder, manifestName);

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public string ManifestName { get; }

    /// <summary>Finds the manifest of a folder, or takes a manifest.</summary>
    /// <param name="path">Full path of either.</param>
    /// <exception cref="MssException">NotFound: there is none.</exception>
    public static ClipFolderPlace Of(string path)
    {
        using var place = FolderPlace.Of(path);
        return new ClipFolderPlace(place.Folder, Path.GetFileName(place.Manifest));
    }

    /// <inheritdoc/>
    public PublishedManifest Read(string manifestName) => ClientManifestReader.Read(PathOf(manifestName));

    /// <inheritdoc/>
    public IEnumerable<string> FindParts() => LayoutFiles.FindParts(Name, ManifestName).Select(path => Path.GetFileName(path));

    /// <inheritdoc/>
    public string PathOf(string name) => Path.Join(Name, name);

    /// <inheritdoc/>
    public OpenFragment Open(string path, long time)
    {
        var file = MediaFile.Open(PathOf(path));
        return OpenFragment.Open(new FileRange(file), (offset, length) => new Payload(file, offset, length), time);
    }

    /// <summary>All of a file.</summary>
    private sealed class FileRange(MediaFile file) : IStoredBytes
    {
        public string Name => file.Path;

        public long Length => file.Length;

        public void Read(long offset, Span<byte> buffer) => file.ReadExactly(buffer, offset);

        public void Dispose() => file.Dispose();
    }
}

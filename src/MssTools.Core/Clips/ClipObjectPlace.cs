using MssTools.Core.Manifests;
using MssTools.Core.Media;
using MssTools.Core.Objects;
using MssTools.Core.Stored;

namespace MssTools.Core.Clips;

/// <summary>A group in an object store, as clips are cut out of it: a fragment is read whole before anything is made of it.</summary>
internal sealed class ClipObjectPlace : IClipPlace
{
    private ClipObjectPlace(string address, string manifestName) => (Name, ManifestName) = (address, manifestName);

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public string ManifestName { get; }

    /// <summary>Finds the manifest below an address, or takes a manifest.</summary>
    /// <param name="address">Address of either.</param>
    /// <exception cref="MssException">As of <see cref="ObjectPlace.Of"/>.</exception>
    public static ClipObjectPlace Of(string address)
    {
        using var place = ObjectPlace.Of(address);
        int end = place.Manifest.LastIndexOf('/');
        return new ClipObjectPlace(place.Manifest[..end], place.Manifest[(end + 1)..]);
    }

    /// <inheritdoc/>
    public PublishedManifest Read(string manifestName) => ClientManifestReader.Read(Get(manifestName, ClientManifestReader.LargestManifest), PathOf(manifestName));

    /// <inheritdoc/>
    public IEnumerable<string> FindParts()
    {
        using var folder = ObjectFolder.Open(Name);
        return [.. folder.List(Path.GetFileNameWithoutExtension(ManifestName) + "_", CancellationToken.None).Where(name => GroupLayout.IsPartName(ManifestName, name))];
    }

    /// <inheritdoc/>
    public string PathOf(string name) => $"{Name}/{name}";

    /// <inheritdoc/>
    public OpenFragment Open(string path, long time)
    {
        ReadOnlyMemory<byte> bytes = Get(path, StoredGroup.LargestFragment);
        return OpenFragment.Open(
            new MemoryBytes(PathOf(path), bytes), (offset, length) => new Payload(bytes.Slice((int)offset, length)), time);
    }

    private ReadOnlyMemory<byte> Get(string name, long limit)
    {
        using var folder = ObjectFolder.Open(Name);
        return folder.Get(name, limit, CancellationToken.None)?.Bytes
            ?? throw new MssException(MssError.NotFound, $"'{PathOf(name)}' does not exist.", "Check the address.");
    }
}

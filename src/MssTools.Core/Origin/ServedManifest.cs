using MssTools.Core.Manifests;

namespace MssTools.Core.Origin;

/// <summary>A group's manifest as it is served.</summary>
/// <param name="File">The file that was read.</param>
/// <param name="Bytes">Its content.</param>
/// <param name="Manifest">What it says.</param>
internal sealed record ServedManifest(StoredFile File, ReadOnlyMemory<byte> Bytes, PublishedManifest Manifest);

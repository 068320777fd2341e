using MssTools.Core.Manifests;
using MssTools.Core.Stored;

namespace MssTools.Core.Checks;

/// <summary>A manifest as the rules see it.</summary>
/// <param name="Name">Its path or address.</param>
/// <param name="Start">Its first bytes.</param>
/// <param name="Http">What the server said; null in a folder.</param>
/// <param name="Written">When it was last written; null where that is not known.</param>
/// <param name="Manifest">What it says.</param>
internal sealed record CheckedManifest(
    string Name, ReadOnlyMemory<byte> Start, HttpFacts? Http, DateTimeOffset? Written, PublishedManifest Manifest);

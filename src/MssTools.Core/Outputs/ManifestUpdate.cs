using MssTools.Core.Manifests;
using MssTools.Core.Media;

namespace MssTools.Core.Outputs;

/// <summary>What follows from a group event.</summary>
/// <param name="Cause">The event.</param>
/// <param name="Manifest">The manifest to publish, or null where it did not change or lists nothing yet.</param>
/// <param name="Parts">Manifests of stretches with one decoder configuration, which go beside it.</param>
/// <param name="Expired">Paths of fragments to delete once the manifest is published.</param>
/// <param name="Strays">Renditions that were found to cut at other times than their leader.</param>
/// <param name="Returned">Renditions that cut like their leader again.</param>
/// <param name="Gone">Fragments that were listed, until somebody took their folder away.</param>
internal sealed record ManifestUpdate(
    GroupEvent Cause,
    ClientManifest? Manifest,
    IReadOnlyList<ManifestPart> Parts,
    IReadOnlyList<string> Expired,
    IReadOnlyList<Misalignment> Strays,
    IReadOnlyList<int> Returned,
    IReadOnlyList<GoneFragments> Gone);

/// <summary>Fragments that are listed no more because those of one rendition were taken away.</summary>
/// <param name="Rendition">Number of the rendition.</param>
/// <param name="Content">The track.</param>
/// <param name="Count">How many were listed.</param>
internal sealed record GoneFragments(int Rendition, Content Content, int Count);

/// <summary>A manifest that lists a stretch of a group in which no decoder configuration changed.</summary>
/// <param name="Name">Its file name; see <see cref="GroupLayout.PartName"/>.</param>
/// <param name="Manifest">What it lists, as a recording.</param>
internal sealed record ManifestPart(string Name, ClientManifest Manifest);

using MssTools.Core.Media;

namespace MssTools.Core.Manifests;

/// <summary>A StreamIndex element: renditions of one content, which share their fragments' times.</summary>
/// <param name="Kind">The Type attribute.</param>
/// <param name="Name">Unique within the manifest.</param>
/// <param name="Url">Template of the fragments' URLs, relative to the manifest.</param>
/// <param name="QualityLevels">The renditions, at least one; each has a bit rate of its own.</param>
/// <param name="Fragments">The listed fragments, oldest first, at least one.</param>
/// <param name="Language">Of the sound or text, as ISO 639-2 has it; null: not stated.</param>
internal sealed record StreamIndex(
    MediaKind Kind,
    string Name,
    string Url,
    IReadOnlyList<QualityLevel> QualityLevels,
    IReadOnlyList<FragmentTime> Fragments,
    string? Language = null);

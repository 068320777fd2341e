using MssTools.Core.Media;

namespace MssTools.Core.Pipeline;

/// <summary>What a rendition was told of its tracks by its group.</summary>
/// <param name="Placement">Where they lie.</param>
/// <param name="Tracks">The tracks under the contents that the group lists them by, in the order in which they were told.</param>
internal sealed record PlacedTracks(Placement Placement, IReadOnlyList<Track> Tracks);

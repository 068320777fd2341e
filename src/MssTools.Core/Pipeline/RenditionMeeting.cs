using MssTools.Core.Media;

namespace MssTools.Core.Pipeline;

/// <summary>
/// What one rendition asks of its group, and tells it, while its samples find their place. All are called on the source's
/// thread.
/// </summary>
/// <param name="Agree">
/// Called at the first connection with how the tracks begin; answers where the input lies and what the group calls its
/// tracks. May block until the group's other renditions have begun.
/// </param>
/// <param name="Return">
/// Called at each later connection with how the tracks begin and with a time that is not used yet; answers where the input lies.
/// </param>
/// <param name="Join">
/// Called with a track that began after the rendition did, and with where the connection lies; answers as
/// <paramref name="Agree"/> does, for this one.
/// </param>
/// <param name="Lacks">
/// Told of announced contents that the rendition began without, and of none when they have come.
/// </param>
/// <param name="Ignored">Called once per connection for each track that is not packaged: a second one of its content.</param>
internal sealed record RenditionMeeting(
    Func<IReadOnlyList<TrackStart>, PlacedTracks> Agree,
    Func<IReadOnlyList<TrackStart>, long, Placement> Return,
    Func<TrackStart, Placement, PlacedTracks> Join,
    Action<IReadOnlyCollection<Content>> Lacks,
    Action<Track> Ignored);

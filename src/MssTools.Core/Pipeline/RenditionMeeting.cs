using MssTools.Core.Media;

namespace MssTools.Core.Pipeline;

/// <summary>
/// What one rendition asks of its group, and tells it, while its samples find their place. All are called on the source's
/// thread.
/// </summary>
/// <param name="Agree">
/// Called once per connection with how the tracks begin and with a time that is not used yet; answers where the input
/// lies. May block until the group's other renditions have begun.
/// </param>
/// <param name="Join">
/// Called with a track that began after the rendition did; answers where it lies, given where the connection lies.
/// </param>
/// <param name="Lacks">
/// Told of announced kinds that the rendition began without, and of none when they have come.
/// </param>
/// <param name="Ignored">Called once per connection for each track that is not packaged: a second one of its kind.</param>
internal sealed record RenditionMeeting(
    Func<IReadOnlyList<TrackStart>, long, Placement> Agree,
    Func<TrackStart, Placement, Placement> Join,
    Action<IReadOnlyCollection<MediaKind>> Lacks,
    Action<Track> Ignored);

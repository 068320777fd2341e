using MssTools.Core.Media;

namespace MssTools.Core.Pipeline;

/// <summary>
/// What one rendition asks of its group, and tells it, while its samples find their place. All are called on the source's
/// thread.
/// </summary>
internal interface IRenditionMeeting
{
    /// <summary>
    /// Called at the first connection; answers where the input lies and what the group calls its tracks. May block until the
    /// group's other renditions have begun.
    /// </summary>
    /// <param name="starts">How the tracks begin.</param>
    PlacedTracks Agree(IReadOnlyList<TrackStart> starts);

    /// <summary>Called at each later connection; answers where the input lies.</summary>
    /// <param name="starts">How the tracks begin that it had before; all where it had none of them.</param>
    /// <param name="unused">A time on the group's timeline that is not used yet.</param>
    Placement Return(IReadOnlyList<TrackStart> starts, long unused);

    /// <summary>Called with a track that began after the rendition did; answers where it lies and what the group calls it.</summary>
    /// <param name="start">How the track begins.</param>
    /// <param name="connection">Where the connection lies that brings it.</param>
    PlacedTracks Join(TrackStart start, Placement connection);

    /// <summary>Told of announced contents that the rendition began without, and of none when they have come.</summary>
    void Lacks(IReadOnlyCollection<Content> contents);

    /// <summary>Called once per connection for each track that is not packaged: a second one of its content.</summary>
    void Ignored(Track track);

    /// <summary>Told that a live source set its clock while the connection lasted.</summary>
    /// <param name="time">The time it shows, where it would lie on the group's timeline.</param>
    void Jumped(long time);
}

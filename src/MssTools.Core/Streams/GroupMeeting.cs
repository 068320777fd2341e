using MssTools.Core.Media;
using MssTools.Core.Pipeline;

namespace MssTools.Core.Streams;

/// <summary>A group, as one of its renditions meets it. All are called on the rendition's own thread.</summary>
/// <param name="Agree">Meets the other renditions; see <see cref="Rendezvous.Agree"/>.</param>
/// <param name="Join">
/// Adds a track that began late, given where its connection lies; see <see cref="Rendezvous.JoinTrack"/>.
/// </param>
/// <param name="AgreeOnEnd">Meets the other renditions at the end; see <see cref="Rendezvous.AgreeOnEnd"/>.</param>
/// <param name="Lacks">Told of the announced contents that the rendition is without; of none when they have come.</param>
/// <param name="Ignored">Told of tracks that are not packaged.</param>
internal sealed record GroupMeeting(
    Func<IReadOnlyList<TrackStart>, RenditionPlan> Agree,
    Func<TrackStart, Placement, RenditionPlan> Join,
    Action<IReadOnlyDictionary<Content, OpenRun>> AgreeOnEnd,
    Action<IReadOnlyCollection<Content>> Lacks,
    Action<Track> Ignored);

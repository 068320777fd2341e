using MssTools.Core.Media;
using MssTools.Core.Pipeline;

namespace MssTools.Core.Tests.Pipeline;

/// <summary>A group that answers as it is told to.</summary>
internal sealed class FakeMeeting(
    Func<IReadOnlyList<TrackStart>, long, Placement> agree,
    Func<TrackStart, Placement, Placement> join,
    Action<IReadOnlyCollection<MediaKind>> lacks,
    Action<Track> ignored)
    : IRenditionMeeting
{
    public Placement Agree(IReadOnlyList<TrackStart> starts, long unused) => agree(starts, unused);

    public Placement Join(TrackStart start, Placement connection) => join(start, connection);

    public void Lacks(IReadOnlyCollection<MediaKind> kinds) => lacks(kinds);

    public void Ignored(Track track) => ignored(track);
}

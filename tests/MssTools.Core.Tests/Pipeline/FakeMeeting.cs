using MssTools.Core.Media;
using MssTools.Core.Pipeline;

namespace MssTools.Core.Tests.Pipeline;

/// <summary>A group that calls all tracks what their inputs call them.</summary>
internal sealed class FakeMeeting(
    Func<IReadOnlyList<TrackStart>, long, Placement> agree,
    Func<TrackStart, Placement, Placement> join,
    Action<IReadOnlyCollection<Content>> lacks,
    Action<Track> ignored,
    Action<long>? jumped = null) : IRenditionMeeting
{
    public PlacedTracks Agree(IReadOnlyList<TrackStart> starts) => new(agree(starts, 0), [.. starts.Select(s => s.Track)]);

    public Placement Return(IReadOnlyList<TrackStart> starts, long unused) => agree(starts, unused);

    public PlacedTracks Join(TrackStart start, Placement connection) => new(join(start, connection), [start.Track]);

    public void Lacks(IReadOnlyCollection<Content> contents) => lacks(contents);

    public void Ignored(Track track) => ignored(track);

    public void Jumped(long time) => jumped?.Invoke(time);
}

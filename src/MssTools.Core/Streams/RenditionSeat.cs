using MssTools.Core.Media;
using MssTools.Core.Outputs;
using MssTools.Core.Pipeline;

namespace MssTools.Core.Streams;

/// <summary>
/// A rendition's seat in its group while its input is packaged: what it has been told, and what its tracks share. Kept on the
/// rendition's own thread.
/// </summary>
/// <param name="stream">The rendition's stream.</param>
/// <param name="input">Its input.</param>
/// <param name="definition">What the user asked for.</param>
/// <param name="rendezvous">Where it meets the others.</param>
/// <param name="outputs">Told that its end is near.</param>
internal sealed class RenditionSeat(
    StreamHost stream,
    RenditionInput input,
    StreamDefinition definition,
    Rendezvous rendezvous,
    IReadOnlyList<IGroupOutput> outputs)
    : IRenditionMeeting
{
    private readonly Dictionary<Content, OpenRun> _open = [];
    private RenditionPlan? _plan;

    /// <summary>True where its samples have the times of a clock: a recording takes live inputs as they come.</summary>
    public bool IsLive => definition.IsLive && input.IsLive;

    /// <summary>True when its bit rate was not given.</summary>
    public bool IsMeasured => Enumerable.Range(0, 2).Any(kind => definition.BitrateOf(isVideo: kind == 0, stream.Rendition) == 0);

    /// <summary>What the group has told it; there from its first sample on.</summary>
    public RenditionPlan Plan => _plan ?? throw new InvalidOperationException("The rendition has not met its group.");

    /// <summary>The group's clock and its gaps, for a live input in a live group; else null.</summary>
    public LiveInput? Live { get; } = definition.IsLive && input.IsLive
        ? new LiveInput(rendezvous.Clock, definition.GapPolicy)
        : null;

    /// <summary>Where its pictures are cut, where its sound follows them; else null.</summary>
    public PictureCuts? CutsToFollow => Plan.SoundFollowsPicture ? _pictures : null;

    private readonly PictureCuts _pictures = new(definition.FragmentLength.Ticks);

    /// <inheritdoc/>
    public PlacedTracks Agree(IReadOnlyList<TrackStart> starts)
    {
        _plan = rendezvous.Agree(stream.Rendition, starts, IsLive, input.Stop);
        return new PlacedTracks(_plan.Placement, [.. _plan.Tracks.Select(t => t.Track)]);
    }

    /// <inheritdoc/>
    public Placement Return(IReadOnlyList<TrackStart> starts, long unused) => rendezvous.Return(starts, unused);

    /// <inheritdoc/>
    public PlacedTracks Join(TrackStart start, Placement connection)
    {
        _plan = rendezvous.JoinTrack(stream.Rendition, start, connection);
        return new PlacedTracks(_plan.Placement, [_plan.Tracks[^1].Track]);
    }

    /// <inheritdoc/>
    public void Lacks(IReadOnlyCollection<Content> contents) => stream.Status.Lacks(contents);

    /// <inheritdoc/>
    public void Ignored(Track track) => stream.Status.Ignored(track);

    /// <inheritdoc/>
    public void Jumped(long time) => stream.Status.Jumped(time);

    /// <summary>Meets the other renditions at the end; may block until they have ended.</summary>
    public void AgreeOnEnd()
    {
        foreach (IGroupOutput output in outputs)
        {
            output.Note(new GroupEvent.Ending(stream.Rendition)); // before the others go on
        }

        rendezvous.AgreeOnEnd(stream.Rendition, _open, input.Stop.IsCancellationRequested);
    }

    /// <summary>Notes that a content is cut here; gives the fragment of it that is not cut yet.</summary>
    public OpenRun Open(Content content) => _open[content] = new OpenRun();

    /// <summary>Where the group's live renditions start the fragments of a content; null where it decides alone.</summary>
    public FragmentStarts? StartsOf(Content content) =>
        IsLive && Plan.CutsAlike(content.Kind) ? rendezvous.StartsOf(content) : null;
}

using MssTools.Core.Media;

namespace MssTools.Core.Outputs;

/// <summary>What the manifest of a group follows from, in order.</summary>
internal abstract record GroupEvent
{
    private GroupEvent()
    {
    }

    /// <summary>Renditions are about to deliver these tracks.</summary>
    internal sealed record Began(IReadOnlyList<RenditionTrack> Tracks) : GroupEvent;

    /// <summary>A rendition's fragment is stored, or lost.</summary>
    internal sealed record Stored(int Rendition, FragmentNotice Fragment) : GroupEvent;

    /// <summary>A rendition's input is away; it may come back.</summary>
    internal sealed record Away(int Rendition) : GroupEvent;

    /// <summary>A rendition's input ended for good, or was stopped; what it holds is still to come.</summary>
    internal sealed record Ending(int Rendition) : GroupEvent;

    /// <summary>A rendition ended, well or with a failure; it delivers no more fragments.</summary>
    internal sealed record Ended(int Rendition, Exception? Failure = null) : GroupEvent;

    /// <summary>The user wants other numbers of fragments listed and kept.</summary>
    internal sealed record WindowChanged(PlaylistWindow Window) : GroupEvent;

    /// <summary>All renditions ended: the manifest becomes that of a recording.</summary>
    internal sealed record Closed : GroupEvent;

    /// <summary>All renditions were suspended: the manifest stays live, and another run goes on with it.</summary>
    internal sealed record Suspended : GroupEvent;
}

/// <summary>A track of a rendition, as the manifest lists it.</summary>
/// <param name="Rendition">Number of the rendition in its group, from 0.</param>
/// <param name="Track">The track.</param>
/// <param name="Bitrate">Bits per second; unique among the group's tracks of the content.</param>
internal sealed record RenditionTrack(int Rendition, Track Track, long Bitrate);

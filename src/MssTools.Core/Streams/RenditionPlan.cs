using MssTools.Core.Media;
using MssTools.Core.Outputs;
using MssTools.Core.Pipeline;

namespace MssTools.Core.Streams;

/// <summary>What a rendition was told by its group before its first fragment.</summary>
/// <param name="Start">Where and when the group's timeline starts.</param>
/// <param name="Placement">Where the rendition's input lies on it.</param>
/// <param name="Video">Where its video may be cut.</param>
/// <param name="Audio">Where its audio may be cut.</param>
/// <param name="SoundFollowsPicture">
/// Whether its sound is cut where its pictures are: where some rendition has no picture, all share the grid.
/// </param>
/// <param name="Tracks">Its tracks with their bit rates.</param>
internal sealed record RenditionPlan(
    TimelineStart Start,
    Placement Placement,
    FragmentGrid Video,
    FragmentGrid Audio,
    bool SoundFollowsPicture,
    IReadOnlyList<RenditionTrack> Tracks)
{
    /// <summary>Whether there are pictures that its sound follows.</summary>
    public bool HasPictureToFollow => SoundFollowsPicture && Tracks.Any(t => t.Track.Kind == MediaKind.Video);

    /// <summary>
    /// Whether it cuts a kind of track like the group's others, so that they may decide together. Sound that came late, without
    /// a picture, to a group that follows pictures does not.
    /// </summary>
    public bool CutsAlike(MediaKind kind) => kind == MediaKind.Video || HasPictureToFollow || !SoundFollowsPicture;

    /// <summary>Where a track may be cut.</summary>
    public FragmentGrid GridOf(MediaKind kind) => kind == MediaKind.Video ? Video : Audio;

    /// <summary>The bit rate under which a track is listed.</summary>
    public long BitrateOf(Track track)
    {
        foreach (RenditionTrack own in Tracks)
        {
            if (own.Track.Content == track.Content)
            {
                return own.Bitrate;
            }
        }

        throw new ArgumentException($"The rendition has no {track.Content.Name}.", nameof(track));
    }
}

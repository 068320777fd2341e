using MssTools.Core.Manifests;

namespace MssTools.Core.Inputs.Points;

/// <summary>The tracks of a point, whoever sends them. Not thread-safe.</summary>
/// <param name="time">The clock.</param>
internal sealed class PointTracks(TimeProvider time)
{
    private readonly List<PointTrack> _all = [];
    private bool _areDivided;

    /// <summary>All tracks, in the order in which they came.</summary>
    public IReadOnlyList<PointTrack> All => _all;

    /// <summary>True where the senders of all tracks ended in order. Those that brought nothing do not count, and those that came too late.</summary>
    public bool HaveEnded => _all.TrueForAll(track => track.HasEnded || track.End is null || (track.Rendition is null && _areDivided));

    /// <summary>Which tracks those of a POST are: by name and bit rate, or new. Changes nothing.</summary>
    /// <param name="posted">All that the POST describes.</param>
    /// <param name="sender">Who sends it.</param>
    /// <exception cref="PostRefusedException">415: another encoder sends one with another codec configuration; 503: there are too many.</exception>
    public Dictionary<PostedTrack, PointTrack> Match(IReadOnlyList<PostedTrack> posted, PointSender sender)
    {
        var matched = new Dictionary<PostedTrack, PointTrack>();
        foreach (PostedTrack one in posted)
        {
            PointTrack track = Find(one, sender, matched.Values) ?? new PointTrack(one.Name, one.StatedBitrate ?? 0, one);
            if (IsOther(one, track) && track.WasSentByOther(sender, time.GetTimestamp(), time))
            {
                throw new PostRefusedException(415, new MssException(
                    MssError.Unsupported,
                    $"The track {track.Name} of {track.Bitrate} bit/s is being sent by another encoder, with another codec configuration.",
                    "Set both encoders up alike, or give one of them another bit rate."));
            }

            matched.Add(one, track);
        }

        return _all.Union(matched.Values).Count() <= PostLimits.MostTracks
            ? matched
            : throw PostRefusedException.Limit(503, $"The point has {_all.Count} tracks already; it takes {PostLimits.MostTracks}.");
    }

    /// <summary>Adds those that are new, and describes the others as their sender does.</summary>
    /// <param name="matched">Of <see cref="Match"/>.</param>
    /// <returns>Those that came too late to be part of a rendition.</returns>
    public IReadOnlyList<PointTrack> Add(Dictionary<PostedTrack, PointTrack> matched)
    {
        List<PointTrack> added = [];
        foreach ((PostedTrack posted, PointTrack track) in matched)
        {
            if (!_all.Contains(track))
            {
                added.Add(track);
            }
            else if (IsOther(posted, track))
            {
                track.Description = posted;
            }
        }

        _all.AddRange(added);
        return _areDivided ? added : [];
    }

    /// <summary>Divides them into renditions; those that are added later are part of none.</summary>
    public IReadOnlyList<IReadOnlyList<PointTrack>> Divide()
    {
        _areDivided = true;
        return StatedRenditions.Divide(_all, track => track.Name, track => track.Bitrate);
    }

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        _all.Clear();
        _areDivided = false;
    }

    // When the renditions are known also the nearest one of the name that nobody sends: an encoder that came back with another bit rate.
    private PointTrack? Find(PostedTrack posted, PointSender sender, IReadOnlyCollection<PointTrack> taken)
    {
        long bitrate = posted.StatedBitrate ?? 0;
        List<PointTrack> named = [.. _all.Where(track => track.Name == posted.Name && !taken.Contains(track))];
        return named.Find(track => track.Bitrate == bitrate && track.Rendition is not null == _areDivided)
            ?? named
                .Where(track => track.Rendition is not null && !track.IsSentByOther(sender, time.GetTimestamp(), time))
                .MinBy(track => Math.Abs(track.Bitrate - bitrate))
            ?? named.Find(track => track.Bitrate == bitrate);
    }

    private static bool IsOther(PostedTrack posted, PointTrack track) =>
        track.Description.Config is { } known && posted.Config is { } own && !known.IsSameAs(own);
}

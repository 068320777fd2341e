using MssTools.Core.Media;

namespace MssTools.Core.Inputs.Iso;

/// <summary>
/// Chooses what is packaged of a movie: of video the first enabled track that can be packaged, else the first disabled one;
/// of sound all, the enabled ones first. A track that cannot be is left out with a warning, whatever is wrong with it, and the
/// next of its kind is taken. Video of another codec, or encrypted, is no such track: sound without its picture is not what anybody wants.
/// Pictures of chapters and covers are no video.
/// </summary>
/// <param name="read">Reads a track; null where it has no sample, for whose fragments a live group would wait.</param>
internal sealed class TrackChoice(Func<TrackHeader, MovieTrack?> read)
{
    /// <summary>Tracks of sound that are taken: each costs folders and requests.</summary>
    private const int MostSounds = 32;

    private readonly List<string> _warnings = [];
    private MssException? _refusal;

    /// <summary>What was left out, and why.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>Notes what cannot be read at all.</summary>
    /// <param name="what">Names it, at the start of a sentence.</param>
    /// <param name="failure">Why.</param>
    public void LeaveOut(string what, MssException failure)
    {
        _refusal ??= failure;
        string reason = failure.Message.StartsWith($"{what}: ", StringComparison.Ordinal)
            ? failure.Message[(what.Length + 2)..]
            : failure.Message;
        _warnings.Add($"{what} is left out: {reason}");
    }

    /// <summary>Chooses; at most one track of video, which comes first.</summary>
    /// <param name="tracks">All tracks of a kind that can be packaged, in the order of the movie.</param>
    /// <exception cref="MssException">
    /// What the first track was refused for, where nothing is left or where what is left is not what is wanted; NoMedia: no
    /// track has a sample.
    /// </exception>
    public IReadOnlyList<MovieTrack> From(IReadOnlyList<TrackHeader> tracks)
    {
        HashSet<uint> chapters = [.. tracks.SelectMany(track => track.Chapters)];
        bool hasSound = tracks.Any(track => track.Kind == MediaKind.Audio);
        // References stay behind when tracks are cut out: what is named and moves is left out only beside other video.
        bool hasOtherVideo = tracks.Any(track => track.Kind == MediaKind.Video && !IsOfChapters(track));
        var chosen = new List<MovieTrack>();
        foreach (MediaKind kind in Enum.GetValues<MediaKind>())
        {
            MssException? unwanted = null;
            int found = 0;
            int most = kind == MediaKind.Video ? 1 : MostSounds;
            foreach (TrackHeader track in tracks.Where(t => t.Kind == kind).OrderByDescending(t => t.Header.IsEnabled))
            {
                if (found == most)
                {
                    break;
                }

                if (kind == MediaKind.Video && hasSound && IsOfChapters(track) && (hasOtherVideo || StillPictures.AreIn(track)))
                {
                    _warnings.Add($"{track.Name} is left out: it holds pictures of chapters.");
                    continue;
                }

                if (TryRead(track, out MssException? failure) is { } read && chosen.TrueForAll(other => other.Id != read.Id))
                {
                    chosen.Add(Numbered(read, chosen));
                    found++;
                    continue;
                }

                bool isVideo = kind == MediaKind.Video && failure?.Code == MssError.Unsupported && !(hasSound && StillPictures.AreIn(track));
                unwanted ??= isVideo ? failure : null;
            }

            if (found == 0 && unwanted is not null)
            {
                throw Again(unwanted);
            }
        }

        return chosen.Count > 0
            ? chosen
            : throw (_refusal is { } first ? Again(first) : new MssException(MssError.NoMedia, "The movie has no sample of video or audio."));

        bool IsOfChapters(TrackHeader track) => chapters.Contains((uint)track.Header.TrackId);
    }

    private static MovieTrack Numbered(MovieTrack track, List<MovieTrack> others)
    {
        Content content = track.Content;
        int alike = others.Count(o => (o.Kind, o.Content.Language, o.Content.Role) == (content.Kind, content.Language, content.Role));
        return alike == 0 ? track : track.As(Content.Sound(content.Codec, content.Language, content.Role, alike + 1));
    }

    private static MssException Again(MssException failure) =>
        new(failure.Code, failure.Message, failure.RecommendedAction, failure);

    private MovieTrack? TryRead(TrackHeader track, out MssException? failure)
    {
        failure = null;
        try
        {
            return read(track);
        }
        catch (MssException caught) when (caught.Code is MssError.MalformedInput or MssError.Unsupported)
        {
            failure = caught;
            LeaveOut(track.Name, caught);
            return null;
        }
    }
}

using MssTools.Core.Media;

namespace MssTools.Core.Inputs.Iso;

/// <summary>
/// Chooses what is packaged of a movie: of each kind, the first enabled track that can be packaged, else the first
/// disabled one. A track that cannot be is left out with a warning, whatever is wrong with it, and the next of its kind is
/// taken. Video of another codec, or encrypted, is no such track: sound without its picture is not what anybody wants.
/// Pictures of chapters and covers are no video.
/// </summary>
/// <param name="read">Reads a track; null where it has no sample, for whose fragments a live group would wait.</param>
internal sealed class TrackChoice(Func<TrackHeader, MovieTrack?> read)
{
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

    /// <summary>Chooses; at most one track of each kind, video first.</summary>
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
            MovieTrack? found = null;
            foreach (TrackHeader track in tracks.Where(t => t.Kind == kind).OrderByDescending(t => t.Header.IsEnabled))
            {
                if (kind == MediaKind.Video && hasSound && IsOfChapters(track) && (hasOtherVideo || StillPictures.AreIn(track)))
                {
                    _warnings.Add($"{track.Name} is left out: it holds pictures of chapters.");
                    continue;
                }

                found = TryRead(track, out MssException? failure);
                if (found is not null && chosen.TrueForAll(other => other.Id != found.Id))
                {
                    break;
                }

                found = null;
                bool isVideo = kind == MediaKind.Video && failure?.Code == MssError.Unsupported && !(hasSound && StillPictures.AreIn(track));
                unwanted ??= isVideo ? failure : null;
            }

            if (found is not null)
            {
                chosen.Add(found);
            }
            else if (unwanted is not null)
            {
                throw Again(unwanted);
            }
        }

        return chosen.Count > 0
            ? chosen
            : throw (_refusal is { } first ? Again(first) : new MssException(MssError.NoMedia, "The movie has no sample of video or audio."));

        bool IsOfChapters(TrackHeader track) => chapters.Contains((uint)track.Header.TrackId);
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

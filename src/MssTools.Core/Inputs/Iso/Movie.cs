using MssTools.Core.Iso;
using MssTools.Core.Media;

namespace MssTools.Core.Inputs.Iso;

/// <summary>MovieBox, moov (ISO/IEC 14496-12 8.2.1): all that is known before the first sample.</summary>
/// <param name="Content">The box itself; the tracks' tables are parts of it.</param>
/// <param name="Header">Timescale and duration.</param>
/// <param name="Tracks">The tracks that are packaged: at most one of video and one of audio, in this order.</param>
/// <param name="Warnings">Which kind is missing though the movie has tracks of it, and why.</param>
/// <param name="FragmentDefaults">What fragments leave out, for every track; null where the file has no fragments.</param>
/// <param name="FragmentDuration">Length with all fragments in ticks of the movie, where it is stated.</param>
internal sealed record Movie(
    BoxContent Content,
    MvhdBox Header,
    IReadOnlyList<MovieTrack> Tracks,
    IReadOnlyList<string> Warnings,
    IReadOnlyList<TrexBox>? FragmentDefaults,
    ulong? FragmentDuration)
{
    /// <summary>
    /// Reads the box. Of each kind, the first enabled track that can be packaged is taken, else the first disabled
    /// one; tracks of other kinds, such as subtitles, are ignored, and so are tracks without a sample, for whose
    /// fragments a live group would wait. Video whose sound cannot be packaged is taken without; sound without its
    /// picture is not what anybody wants.
    /// </summary>
    /// <param name="moov">The box.</param>
    /// <param name="mediaLength">Bytes of the file; the greatest number for a pipe.</param>
    /// <exception cref="MssException">
    /// MalformedInput; NoMedia: no sample of video or audio at all; Unsupported: all video, or all there is, is
    /// encrypted or of another codec.
    /// </exception>
    public static Movie Read(BoxContent moov, long mediaLength)
    {
        MvhdBox? header = null;
        var tracks = new List<TrackHeader>();
        List<TrexBox>? defaults = null;
        ulong? fragmentDuration = null;
        BoxReader boxes = moov.Children;
        while (boxes.Read())
        {
            if (boxes.Type == BoxTypes.Mvhd)
            {
                header = MvhdBox.Read(boxes.Fields);
            }
            else if (boxes.Type == BoxTypes.Trak && TrackHeader.Read(moov.Slice(boxes)) is { Kind: not null } track)
            {
                tracks.Add(track);
            }
            else if (boxes.Type == BoxTypes.Mvex)
            {
                defaults ??= [];
                ReadExtends(boxes.Children, defaults, ref fragmentDuration);
            }
            else if (boxes.Type == BoxTypes.Cmov)
            {
                throw new MssException(MssError.Unsupported, $"moov at {moov.Origin} is compressed (cmov).");
            }
        }

        MvhdBox found = header ?? throw new MssException(MssError.MalformedInput, $"moov at {moov.Origin} has no mvhd box.");
        var warnings = new List<string>();
        bool hasFragments = defaults is not null;
        IReadOnlyList<MovieTrack> chosen = Choose(
            tracks,
            track => MovieTrack.Read(track, found.Timescale, mediaLength, hasFragments) is var read
                && (read.Table is not null || hasFragments) ? read : null,
            warnings);
        return new Movie(moov, found, chosen, warnings, defaults, fragmentDuration);
    }

    private static void ReadExtends(BoxReader mvex, List<TrexBox> defaults, ref ulong? fragmentDuration)
    {
        while (mvex.Read())
        {
            if (mvex.Type == BoxTypes.Trex)
            {
                defaults.Add(TrexBox.Read(mvex.Fields));
            }
            else if (mvex.Type == BoxTypes.Mehd)
            {
                fragmentDuration = MehdBox.Read(mvex.Fields).FragmentDuration;
            }
        }
    }

    private static List<MovieTrack> Choose(
        List<TrackHeader> tracks, Func<TrackHeader, MovieTrack?> read, List<string> warnings)
    {
        var chosen = new List<MovieTrack>();
        foreach (MediaKind kind in Enum.GetValues<MediaKind>())
        {
            MssException? refusal = null;
            MovieTrack? found = null;
            foreach (TrackHeader track in tracks.Where(t => t.Kind == kind).OrderByDescending(t => t.Header.IsEnabled))
            {
                try
                {
                    found = read(track);
                    if (found is not null)
                    {
                        break;
                    }
                }
                catch (MssException failure) when (failure.Code == MssError.Unsupported)
                {
                    refusal ??= failure;
                }
            }

            if (found is not null && chosen.TrueForAll(other => other.Id != found.Id))
            {
                chosen.Add(found);
            }
            else if (refusal is not null && chosen.Count > 0)
            {
                warnings.Add($"The audio is left out: {refusal.Message}");
            }
            else if (refusal is not null)
            {
                throw new MssException(refusal.Code, refusal.Message, refusal.RecommendedAction, refusal);
            }
        }

        return chosen.Count > 0
            ? chosen
            : throw new MssException(MssError.NoMedia, "The movie has no sample of video or audio.");
    }
}

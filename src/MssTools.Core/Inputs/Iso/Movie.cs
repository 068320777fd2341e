using MssTools.Core.Iso;
using MssTools.Core.Media;

namespace MssTools.Core.Inputs.Iso;

/// <summary>MovieBox, moov (ISO/IEC 14496-12 8.2.1): all that is known before the first sample.</summary>
/// <param name="Content">The box itself; the tracks' tables are parts of it.</param>
/// <param name="Header">Timescale and duration.</param>
/// <param name="Tracks">The tracks that are packaged: at most one of video, and in front of all of audio.</param>
/// <param name="Warnings">Which tracks are left out, and why.</param>
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
    /// <summary>The tracks, or none where only the samples of one tell what a decoder must know: who waits, waits for both.</summary>
    public IReadOnlyList<Track> KnownTracks { get; } = Tracks.All(track => track.Tracks[0] is not null)
        ? [.. Tracks.Select(track => track.Tracks[0]!)]
        : [];

    /// <summary>
    /// Reads the box. <see cref="TrackChoice"/> says which tracks are taken; those of other kinds, such as subtitles, are
    /// ignored. What cannot be read is left out with a warning, as long as anything is left.
    /// </summary>
    /// <param name="moov">The box.</param>
    /// <param name="mediaLength">Bytes of the file; the greatest number for a pipe.</param>
    /// <param name="only">Number of the only track to read; null: all that can be packaged.</param>
    /// <exception cref="MssException">
    /// MalformedInput: no track can be read; NoMedia: no sample of video or audio at all; Unsupported: all video, or all
    /// there is, is encrypted or of another codec.
    /// </exception>
    public static Movie Read(BoxContent moov, long mediaLength, uint? only = null)
    {
        MvhdBox? header = null;
        var tracks = new List<TrackHeader>();
        List<TrexBox>? defaults = null;
        ulong? fragmentDuration = null;
        var choice = new TrackChoice(track => MovieTrack.Read(track, header!.Value.Timescale, mediaLength, defaults is not null) is var read
            && (read.Table is not null || defaults is not null) ? read : null);
        BoxReader boxes = moov.Children;
        while (ReadNext(ref boxes, choice))
        {
            if (boxes.Type == BoxTypes.Mvhd)
            {
                header = MvhdBox.Read(boxes.Fields);
            }
            else if (boxes.Type == BoxTypes.Trak && ReadHeader(moov.Slice(boxes), choice) is { Kind: not null } track
                && (only is null || track.Header.TrackId == only))
            {
                tracks.Add(track);
            }
            else if (boxes.Type == BoxTypes.Mvex)
            {
                defaults ??= [];
                ReadExtends(boxes.Children, defaults, ref fragmentDuration, choice);
            }
            else if (boxes.Type == BoxTypes.Cmov)
            {
                throw new MssException(MssError.Unsupported, $"moov at {moov.Origin} is compressed (cmov).");
            }
        }

        MvhdBox found = header ?? throw new MssException(MssError.MalformedInput, $"moov at {moov.Origin} has no mvhd box.");
        if (only is not null && tracks.Count == 0)
        {
            throw new MssException(MssError.NoMedia, $"it has no track {only} of pictures or sound.");
        }

        IReadOnlyList<MovieTrack> chosen = choice.From(tracks);
        return new Movie(moov, found, chosen, choice.Warnings, defaults, fragmentDuration);
    }

    /// <summary>
    /// The movie that goes on behind this one: those of its tracks whose content (or else number, or else codec) and timescale
    /// are the same, under the numbers that samples had before, with the same configuration where nothing changed. Null where
    /// there are none.
    /// </summary>
    /// <param name="next">A moov behind fragments.</param>
    public Movie? ContinuedBy(Movie next)
    {
        var tracks = new List<MovieTrack>();
        foreach (MovieTrack track in next.Tracks)
        {
            var open = Tracks.Where(old => old.Codec == track.Codec
                && old.Media.Timescale == track.Media.Timescale
                && tracks.TrueForAll(taken => taken.Number != old.Number)).ToList();
            MovieTrack? before = open.Find(old => old.Content == track.Content) ?? open.Find(old => old.Id == track.Id);
            if ((before ?? open.FirstOrDefault()) is { } goesOn)
            {
                tracks.Add(track.After(goesOn));
            }
        }

        return tracks.Count > 0 && next.FragmentDefaults is not null ? next with { Tracks = tracks } : null;
    }

    // A box that does not fit into the moov hides what follows it.
    private static bool ReadNext(ref BoxReader boxes, TrackChoice choice)
    {
        try
        {
            return boxes.Read();
        }
        catch (MssException failure) when (failure.Code == MssError.MalformedInput)
        {
            choice.LeaveOut("The rest of the moov", failure);
            return false;
        }
    }

    private static TrackHeader? ReadHeader(BoxContent trak, TrackChoice choice)
    {
        try
        {
            return TrackHeader.Read(trak);
        }
        catch (MssException failure) when (failure.Code == MssError.MalformedInput)
        {
            choice.LeaveOut($"The track at {trak.Origin}", failure);
            return null;
        }
    }

    // Without its defaults a track may still be read: fragments can say all of it themselves.
    private static void ReadExtends(BoxReader mvex, List<TrexBox> defaults, ref ulong? fragmentDuration, TrackChoice choice)
    {
        while (ReadNext(ref mvex, choice))
        {
            try
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
            catch (MssException failure) when (failure.Code == MssError.MalformedInput)
            {
                choice.LeaveOut($"{mvex.Type} at {mvex.ContentOrigin}", failure);
            }
        }
    }
}

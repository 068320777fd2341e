using MssTools.Core.Iso;

namespace MssTools.Core.Inputs.Iso;

/// <summary>Knows where each track's next fragment starts. Times are the media's: no edit is applied.</summary>
/// <param name="movie">The moov that the fragments extend.</param>
internal sealed class FragmentClock(Movie movie)
{
    private readonly Dictionary<int, long> _ends = movie.Tracks.ToDictionary(track => track.Id, track => track.MediaDuration);

    // Tracks whose encoder put presentation times into tfxd.
    private readonly HashSet<int> _presentationTimed = [];

    /// <summary>Where the last fragment of a track ended, in the track's ticks.</summary>
    public long EndOf(MovieTrack track) => _ends[track.Id];

    /// <summary>Notes where a fragment ended.</summary>
    public void SetEnd(MovieTrack track, long time) => _ends[track.Id] = time;

    /// <summary>Decode time of a fragment's first sample: as tfdt says, else tfxd, else where the one before ended.</summary>
    /// <exception cref="MssException">MalformedInput.</exception>
    public long StartOf(BoxContent traf, MovieTrack track)
    {
        long? tfdt = null;
        long? tfxd = null;
        int? firstOffset = null;
        BoxReader boxes = traf.Children;
        while (boxes.Read())
        {
            if (boxes.Type == BoxTypes.Tfdt)
            {
                tfdt = TfdtBox.Read(boxes.Fields).BaseMediaDecodeTime;
            }
            else if (boxes.Type == BoxTypes.Uuid && boxes.ExtendedType == TfxdBox.ExtendedType)
            {
                tfxd = unchecked((long)TfxdBox.Read(boxes.Fields).FragmentAbsoluteTime); // priming makes it negative
            }
            else if (boxes.Type == BoxTypes.Trun && firstOffset is null)
            {
                var rows = new TrunBox.Rows(boxes.Fields, FragmentRun.MaxSamples);
                firstOffset = rows.Read() ? rows.Current.CompositionTimeOffset : null;
            }
        }

        long start = tfdt ?? (tfxd is { } time ? ToDecodeTime(track, time, firstOffset ?? 0) : EndOf(track));
        return start >= -track.Media.LatestTime && start <= track.Media.LatestTime
            ? start
            : throw traf.Fields.Malformed($"the fragment starts at {start}, beyond any sensible time");
    }

    // tfxd is a decode time for players, but ffmpeg writes the first sample's presentation time. Its recordings start
    // at decode time 0, so a first tfxd that equals a composition offset betrays it.
    private long ToDecodeTime(MovieTrack track, long tfxd, int firstOffset)
    {
        if (EndOf(track) == 0 && firstOffset > 0 && tfxd == firstOffset)
        {
            _presentationTimed.Add(track.Id);
        }

        return _presentationTimed.Contains(track.Id) ? tfxd - firstOffset : tfxd;
    }
}

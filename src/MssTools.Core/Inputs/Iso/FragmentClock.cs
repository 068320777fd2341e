using MssTools.Core.Iso;
using MssTools.Core.Media;

namespace MssTools.Core.Inputs.Iso;

/// <summary>Knows where each track's next fragment starts. Times are the media's: no edit is applied.</summary>
/// <param name="movie">The moov that the fragments extend.</param>
internal sealed class FragmentClock(Movie movie)
{
    private readonly Dictionary<int, (MovieTrack Track, long Time)> _ends =
        movie.Tracks.ToDictionary(track => track.Id, track => (track, track.MediaDuration));

    // Tracks whose encoder put presentation times into tfxd.
    private readonly HashSet<int> _presentationTimed = [];

    // 100 ns to add to what fragments say, since a recording was appended whose times start anew.
    private long _shift;
    private bool _mayStartAnew;

    /// <summary>Where the last fragment of a track ended, in the track's ticks.</summary>
    public long EndOf(MovieTrack track) => _ends.TryGetValue(track.Id, out (MovieTrack Track, long Time) end) ? end.Time : 0;

    /// <summary>Notes where a fragment ended.</summary>
    public void SetEnd(MovieTrack track, long time) => _ends[track.Id] = (track, time);

    /// <summary>A moov was met: where the next fragment goes back a second or more, it follows all that was there.</summary>
    public void Restart() => _mayStartAnew = true;

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

        long? stated = tfdt ?? (tfxd is { } time ? ToDecodeTime(track, time, firstOffset ?? 0) : null);
        long start = stated is { } said ? Place(track, said) : EndOf(track);
        return start >= -track.Media.LatestTime && start <= track.Media.LatestTime
            ? start
            : throw traf.Fields.Malformed($"the fragment starts at {start}, beyond any sensible time");
    }

    private long Place(MovieTrack track, long start)
    {
        long timescale = track.Media.Timescale;
        if (_mayStartAnew && Math.Abs(start) <= track.Media.LatestTime)
        {
            _mayStartAnew = false;
            long latest = _ends.Values.Max(end => Timescale.Rescale(end.Time, end.Track.Media.Timescale, Timescale.Ticks));
            long here = Timescale.Rescale(start, timescale, Timescale.Ticks);
            _shift = here + _shift <= latest - Timescale.Ticks ? latest - here : _shift;
        }

        return start + Timescale.Rescale(_shift, Timescale.Ticks, timescale);
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

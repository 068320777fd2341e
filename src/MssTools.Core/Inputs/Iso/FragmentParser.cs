using MssTools.Core.Bits;
using MssTools.Core.Iso;

namespace MssTools.Core.Inputs.Iso;

/// <summary>
/// Turns moof boxes into runs of samples, one moof after the other, and remembers where each track's next fragment
/// starts. It sees no file: a pipe can feed it as well.
/// </summary>
/// <param name="movie">The moov that the fragments extend.</param>
/// <param name="mostData">Most bytes that the samples of one moof can have: what the file or an mdat holds.</param>
internal sealed class FragmentParser(Movie movie, long mostData)
{
    private const int MaxRuns = 10_000;
    private const long NotKnown = -1; // where the data of a broken part end

    private readonly FragmentClock _clock = new(movie);
    private Movie _movie = movie;
    private readonly List<(long Start, long End)> _data = []; // of the last moof, all its tracks
    private readonly HashSet<int> _broken = []; // numbers of tracks
    private long _claimed; // bytes, by runs of the moof that are only claims
    private uint? _trackId; // of the traf that is read
    private bool _isAnyBroken;

    /// <summary>Goes on with the fragments behind another moov, which may start from zero.</summary>
    /// <param name="next">The moov that they extend: the same, or one whose tracks continue those before.</param>
    public void Take(Movie next)
    {
        _movie = next;
        _clock.Restart();
    }

    /// <summary>Why a track's part of the last moof cannot be read, where others can.</summary>
    public MssException? Broken { get; private set; }

    /// <summary>Numbers of the tracks whose parts those are; null where that is not known, so that it may be any.</summary>
    public IReadOnlySet<int>? BrokenTracks => _isAnyBroken ? null : _broken;

    /// <summary>Reads a moof. A part of it that is broken costs its track only.</summary>
    /// <param name="moof">Its content.</param>
    /// <param name="moofOffset">Where the box itself starts; data offsets count from there.</param>
    /// <returns>The runs of the movie's chosen tracks in the order of the box; runs of other tracks are left out.</returns>
    /// <exception cref="MssException">MalformedInput: nothing of it can be read.</exception>
    public IReadOnlyList<FragmentRun> Read(BoxContent moof, long moofOffset)
    {
        var runs = new List<FragmentRun>();
        long? dataEnd = null;
        Broken = null;
        _claimed = 0;
        _data.Clear();
        _broken.Clear();
        _isAnyBroken = false;
        BoxReader boxes = moof.Children;
        while (boxes.Read())
        {
            if (boxes.Type == BoxTypes.Traf)
            {
                dataEnd = TryReadTraf(moof.Slice(boxes), moofOffset, dataEnd ?? moofOffset, runs);
            }
        }

        return runs.Count > 0 || Broken is null ? runs : throw Broken;
    }

    /// <summary>Whether the last moof, by any of its tracks, has data in a box.</summary>
    public bool Describes(in TopLevelBox mdat)
    {
        foreach ((long start, long end) in _data)
        {
            if (start < mdat.Offset + mdat.Size && end > mdat.Offset)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Where the last fragment of a track ended on the presentation's timeline, in the track's ticks.</summary>
    public long EndOf(MovieTrack track) => _clock.EndOf(track) + track.Edits[0].Shift;

    private long TryReadTraf(BoxContent traf, long moofOffset, long previousEnd, List<FragmentRun> runs)
    {
        int before = runs.Count;
        long claimed = _claimed;
        _trackId = null;
        try
        {
            return ReadTraf(traf, moofOffset, previousEnd, runs);
        }
        catch (MssException failure) when (failure.Code == MssError.MalformedInput)
        {
            Broken ??= failure;
            _isAnyBroken |= _trackId is null;
            _broken.UnionWith(_movie.Tracks.Where(track => track.Id == _trackId).Select(track => track.Number));
            runs.RemoveRange(before, runs.Count - before);
            _claimed = claimed;
            return NotKnown;
        }
    }

    // Returns where the data of the fragment end.
    private long ReadTraf(BoxContent traf, long moofOffset, long previousEnd, List<FragmentRun> runs)
    {
        TfhdBox header = FindHeader(traf);
        _trackId = header.TrackId;
        TrexBox defaults = Defaults(header);
        long origin = header.BaseDataOffset ?? (header.DefaultBaseIsMoof ? moofOffset : previousEnd);
        if (origin == NotKnown)
        {
            throw traf.Fields.Malformed("its data follow those of a part that is broken");
        }

        MovieTrack? track = _movie.Tracks.FirstOrDefault(t => t.Id == header.TrackId);
        long time = track is null ? 0 : _clock.StartOf(traf, track);
        long shift = track?.Edits[0].Shift ?? 0;
        long offset = origin;
        BoxReader boxes = traf.Children;
        while (boxes.Read())
        {
            if (boxes.Type != BoxTypes.Trun)
            {
                continue;
            }

            var rows = new TrunBox.Rows(boxes.Fields, FragmentRun.MaxSamples);
            offset = rows.DataOffset is { } distance ? origin + distance : offset;
            if (rows.Count > 0 && track is not null)
            {
                runs.Add(runs.Count < MaxRuns
                    ? new FragmentRun(header.TrackId, traf.Slice(boxes), time + shift, offset, defaults)
                    : throw boxes.Fields.Malformed($"the moof has more than {MaxRuns} runs"));
                _claimed += runs[^1].ClaimedBytes;
                if (_claimed > mostData)
                {
                    throw boxes.Fields.Malformed(
                        $"{rows.Count} samples of {defaults.DefaultSampleSize} bytes are more than the {mostData} bytes that there can be");
                }
            }

            long start = offset;
            Measure(rows, boxes.Fields, defaults, ref time, ref offset);
            NoteData(start, offset);
            if (track is not null && time > track.Media.LatestTime)
            {
                throw boxes.Fields.Malformed($"the run ends at {time}, beyond any sensible time");
            }
        }

        if (track is not null)
        {
            _clock.SetEnd(track, time);
        }

        return offset;
    }

    private void NoteData(long start, long end)
    {
        if (_data.Count > 0 && _data[^1].End == start)
        {
            _data[^1] = (_data[^1].Start, end);
        }
        else if (end > start && _data.Count < MaxRuns)
        {
            _data.Add((start, end));
        }
        else if (end > start)
        {
            _data[^1] = (Math.Min(start, _data[^1].Start), Math.Max(end, _data[^1].End));
        }
    }

    private static void Measure(TrunBox.Rows rows, ByteReader place, TrexBox defaults, ref long time, ref long offset)
    {
        if (!rows.HasFields)
        {
            // The number of samples is only a claim here: do not count to it.
            time += (long)rows.Count * defaults.DefaultSampleDuration;
            offset += (long)rows.Count * defaults.DefaultSampleSize;
        }

        if (!rows.HasSizes && defaults.DefaultSampleSize == 0 && rows.Count > 0)
        {
            throw place.Malformed($"{rows.Count} samples have no size");
        }

        while (rows.HasFields && rows.Read())
        {
            time += rows.Current.Duration ?? defaults.DefaultSampleDuration;
            offset += rows.Current.Size ?? defaults.DefaultSampleSize;
        }
    }

    private static TfhdBox FindHeader(BoxContent traf)
    {
        BoxReader boxes = traf.Children;
        while (boxes.Read())
        {
            if (boxes.Type == BoxTypes.Tfhd)
            {
                TfhdBox header = TfhdBox.Read(boxes.Fields);
                return header.BaseDataOffset is null or (>= 0 and <= long.MaxValue / 2)
                    ? header
                    : throw boxes.Fields.Malformed($"base_data_offset is {header.BaseDataOffset}");
            }
        }

        throw traf.Fields.Malformed("the traf has no tfhd box");
    }

    private TrexBox Defaults(TfhdBox header)
    {
        TrexBox trex = _movie.FragmentDefaults?.FirstOrDefault(box => box.TrackId == header.TrackId) ?? default;
        return new TrexBox(
            header.TrackId,
            header.SampleDescriptionIndex ?? Math.Max(1, trex.DefaultSampleDescriptionIndex), // ISMV files have 0 there
            header.DefaultSampleDuration ?? trex.DefaultSampleDuration,
            header.DefaultSampleSize ?? trex.DefaultSampleSize,
            header.DefaultSampleFlags ?? trex.DefaultSampleFlags);
    }
}

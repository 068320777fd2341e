using MssTools.Core.Iso;
using MssTools.Core.Media;

namespace MssTools.Core.Inputs.Iso;

/// <summary>
/// Reads the fragments of a file as far ahead as merging its tracks takes. Damage costs the fragments that it hit, and is
/// told with its size.
/// </summary>
internal sealed class FragmentReadAhead
{
    // How far a track may lag behind in the file before the others go ahead without it.
    private const int MaxRunsAhead = 64;
    private const int MaxMoovSize = 64 * 1024 * 1024;

    private readonly MediaFile _file;
    private readonly FragmentParser _parser;
    private readonly FragmentWalk _walk;
    private readonly FragmentGaps _gaps;
    private readonly InputWarnings _warnings;
    private readonly IReadOnlyList<MovieTrack> _tracks;
    private readonly List<TrackQueue> _queues;
    private Movie _movie;
    private MssException? _failure;
    private bool _isAtEnd;

    /// <summary>Starts.</summary>
    /// <param name="file">The file.</param>
    /// <param name="movie">Its moov.</param>
    /// <param name="start">Where the boxes behind the moov start.</param>
    /// <param name="gaps">Counts what is missing.</param>
    /// <param name="warnings">Takes what is missing, in words.</param>
    public FragmentReadAhead(MediaFile file, Movie movie, long start, FragmentGaps gaps, InputWarnings warnings)
    {
        (_file, _movie, _tracks, _gaps, _warnings) = (file, movie, movie.Tracks, gaps, warnings);
        (_parser, _walk) = (new FragmentParser(movie, file.Length), new FragmentWalk(file, start));
        _queues = [.. movie.Tracks.Select(track => new TrackQueue(track, file, warnings))];
        foreach ((MovieTrack track, TrackQueue queue) in movie.Tracks.Zip(_queues))
        {
            // Some recorders describe the beginning in the moov and the rest in fragments.
            if (track.Table is { } table)
            {
                IReadOnlyList<EditRange> all = [track.Edits[0] with { Start = 0, End = long.MaxValue }];
                queue.Add(track, new EditedSamples(table, track.Kind, track.Media).Play(all));
            }
        }
    }

    /// <summary>The queue to take the next sample from; null at the end, when all that is missing has been told.</summary>
    /// <exception cref="MssException">SourceFailed; MalformedInput: nothing at all can be read.</exception>
    public TrackQueue? Next()
    {
        while (!_isAtEnd && _queues.Exists(queue => queue.IsEmpty) && _queues.TrueForAll(queue => queue.Parts < MaxRunsAhead))
        {
            ReadPart();
        }

        if (TrackQueue.Earliest(_queues) is { } earliest)
        {
            return earliest;
        }

        if (_failure is not null && _queues.TrueForAll(queue => queue.Taken == 0))
        {
            throw new MssException(_failure.Code, _failure.Message, _failure.RecommendedAction, _failure);
        }

        MissingSamples.Report(_queues, _tracks, $"The file ends at {_file.Length}", _warnings);
        return null;
    }

    private void ReadPart()
    {
        if (_walk.Next() is not { } part)
        {
            _isAtEnd = true;
            _gaps.End();
            return;
        }

        try
        {
            if (part.Box.Type == BoxTypes.Moof)
            {
                ReadFragment(part);
            }
            else if (part.Box.Type == BoxTypes.Moov)
            {
                ReadMoov(part);
            }
            else if (part.DamageAt is { } place)
            {
                _gaps.Lose(place, part.End - part.Box.Offset);
                return;
            }

            LoseUndescribed(part);
        }
        catch (MssException failure) when (failure.Code == MssError.MalformedInput)
        {
            _failure ??= failure;
            _walk.Abandon(part);
            _gaps.Lose(
                part.Box.Offset,
                _walk.Position - part.Box.Offset,
                failure,
                ReferenceEquals(failure, _parser.Broken) ? _parser.BrokenTracks : null);
        }
    }

    private void ReadFragment(in FragmentWalk.Part part)
    {
        IReadOnlyList<FragmentRun> runs = _parser.Read(part.Box.Load(_file, FragmentedMp4Reader.MaxMoofSize), part.Box.Offset);
        bool isCut = part.DamageAt is null && part.StatedEnd > part.End;
        TrustedData trusted = part.DamageAt is not null || isCut
            ? DamagedFragment.Of(_file.Read, _movie, runs, part.End, part.DamageAt, part.StatedEnd)
            : TrustedData.All;
        bool isDamaged = part.DamageAt is not null || trusted.End < part.End;
        HashSet<int> behindLoss = _gaps.Close(_movie, runs);
        foreach (FragmentRun run in runs)
        {
            MovieTrack track = _movie.Tracks.First(t => t.Id == run.TrackId);
            int index = _tracks.TakeWhile(t => t.Number != track.Number).Count();
            if (!isDamaged)
            {
                _queues[index].Add(track, run.Samples(), behindLoss.Remove(track.Number));
                continue;
            }

            // Walked more than once and never kept: their number may be a lie.
            _queues[index].Add(track, run.Samples().TakeWhile(sample => trusted.IsInPlace(sample)), behindLoss.Remove(track.Number));
            IEnumerable<SampleDescriptor> behind = run.Samples().SkipWhile(sample => trusted.IsInPlace(sample));
            IEnumerable<SampleDescriptor> missing = behind.TakeWhile(sample => !trusted.IsMoved(sample));
            _gaps.LeaveOut(track, missing, trusted.GoesOn);
            if (trusted.GoesOn)
            {
                IEnumerable<SampleDescriptor> moved = behind.SkipWhile(sample => !trusted.IsMoved(sample));
                _queues[index].Add(track, moved.Select(sample => trusted.Place(sample)!.Value), missing.Any());
            }
        }

        if (isDamaged)
        {
            long end = Math.Min(part.End, trusted.GoesOn ? trusted.Resume + trusted.Shift : part.End);
            _gaps.Lose(trusted.End, Math.Max(0, end - trusted.End), tracks: trusted.GoesOn ? FragmentGaps.NoTracks : null);
        }

        if (_parser.Broken is { } broken)
        {
            _gaps.Lose(part.Box.Offset, 0, broken, _parser.BrokenTracks);
        }
    }

    // A moof whose type is damaged looks like a box that nobody knows: only its mdat shows that a fragment is lost.
    private void LoseUndescribed(in FragmentWalk.Part part)
    {
        if (part.DamageAt is not null || _isAtEnd)
        {
            return;
        }

        bool isBehindUnknown = false;
        foreach (TopLevelBox box in TopLevelBox.Walk(_file, part.Box.Offset).TakeWhile(IsWithin(part.End)))
        {
            bool isLost = part.Box.Type == BoxTypes.Moof ? !_parser.Describes(box) : isBehindUnknown;
            if (box.Type == BoxTypes.Mdat && box.Size > box.HeaderSize && isLost)
            {
                bool isOfBroken = part.Box.Type == BoxTypes.Moof && _parser.Broken is not null;
                _gaps.Lose(
                    box.Offset, Math.Min(box.Size, part.End - box.Offset), tracks: isOfBroken ? _parser.BrokenTracks : null);
            }

            isBehindUnknown = !TopLevelBox.IsKnown(box.Type);
        }

        static Func<TopLevelBox, bool> IsWithin(long end) => box => box.Offset < end;
    }

    private void ReadMoov(in FragmentWalk.Part part)
    {
        BoxContent content = part.Box.Load(_file, MaxMoovSize);
        if (!content.Bytes.Span.SequenceEqual(_movie.Content.Bytes.Span))
        {
            if (Continue(content) is not { } next)
            {
                _isAtEnd = true;
                _gaps.End();
                _warnings.Add(
                    $"moov at {part.Box.Offset}: its tracks do not continue those before it, so the last "
                    + $"{_file.Length - part.Box.Offset} bytes of the file are left out.");
                return;
            }

            _movie = next;
        }

        _parser.Take(_movie);
        if (part.DamageAt is { } place)
        {
            _gaps.Lose(place, part.End - place);
        }
    }

    private Movie? Continue(BoxContent content)
    {
        try
        {
            return _movie.ContinuedBy(Movie.Read(content, _file.Length));
        }
        catch (MssException failure) when (failure.Code is MssError.Unsupported or MssError.NoMedia)
        {
            return null;
        }
    }
}

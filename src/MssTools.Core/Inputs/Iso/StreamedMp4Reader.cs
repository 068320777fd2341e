using MssTools.Core.Iso;
using MssTools.Core.Media;

namespace MssTools.Core.Inputs.Iso;

/// <summary>
/// Reads fragmented MP4 that comes as a stream, from a pipe or a server: one fragment at a time is in memory, and its
/// samples are parts of that memory. The moov must come first.
/// </summary>
internal sealed class StreamedMp4Reader : IMediaReader
{
    private const int MaxMoovSize = 16 * 1024 * 1024;
    private const int MaxMdatSize = 256 * 1024 * 1024; // twenty seconds of 100 Mbit/s

    private readonly InputStream _input;
    private readonly StreamedBoxes _boxes;
    private readonly InputWarnings _warnings;
    private readonly FragmentGaps _gaps;
    private readonly Dictionary<int, TrackSamples> _samples; // by number of the track
    private TopLevelBox? _first; // behind the moov
    private Movie _movie;
    private bool _hasFitted; // the pictures of the latest fragment, so that those that do not are damaged

    /// <summary>Reads as far as the first fragment: only that shows which moov counts.</summary>
    /// <param name="input">The stream; owned, once there is a reader.</param>
    /// <param name="stop">Ends the wait for the fragment.</param>
    /// <exception cref="MssException">MalformedInput, Unsupported, NoMedia or SourceFailed.</exception>
    public StreamedMp4Reader(InputStream input, CancellationToken stop)
    {
        (_input, _boxes) = (input, new StreamedBoxes(input));
        input.Restart(stop);
        _movie = ReadMovie(stop);
        _warnings = new InputWarnings(_movie.Warnings);
        _gaps = new FragmentGaps(_warnings);
        _samples = _movie.Tracks.ToDictionary(track => track.Number, track => new TrackSamples(track, _warnings));
        Tracks = _movie.KnownTracks;
        Announced = _movie.Tracks.Select(track => track.Content).ToHashSet();
    }

    /// <inheritdoc/>
    public TimeSpan? Duration => null;

    /// <inheritdoc/>
    public bool IsLive => _input.IsLive;

    /// <inheritdoc/>
    public TimeSpan Patience => _input.MediaPatience;

    /// <inheritdoc/>
    public long? Received => _input.Received;

    /// <inheritdoc/>
    public long Losses => _gaps.Losses;

    /// <inheritdoc/>
    public IReadOnlyList<Track> Tracks { get; }

    /// <inheritdoc/>
    public IReadOnlySet<Content> Announced { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Warnings => _warnings.All;

    /// <inheritdoc/>
    public IEnumerable<Sample> ReadSamples(CancellationToken stop)
    {
        _input.Heed(stop);
        var parser = new FragmentParser(_movie, MaxMdatSize);
        IReadOnlyList<FragmentRun> runs = [];
        bool isDescribed = false;
        for (TopLevelBox? box = _first ?? _boxes.ReadHeader(); box is { } found; box = _boxes.ReadHeader())
        {
            if (found.Type == BoxTypes.Moof)
            {
                runs = ReadMoof(found, parser);
                isDescribed = true;
            }
            else if (found.Type == BoxTypes.Mdat && !isDescribed && !parser.Describes(found))
            {
                LeaveOut(found);
            }
            else if (found.Type == BoxTypes.Mdat)
            {
                foreach (Sample sample in ReadMdat(found, runs, stop))
                {
                    yield return sample;
                }

                (runs, isDescribed) = ([], false);
            }
            else if (found.Type == BoxTypes.Moov && !Continue(found, parser))
            {
                break;
            }
            else if (found.Size == 0)
            {
                _boxes.FindFragment();
                _gaps.Lose(found.Offset, _boxes.Position - found.Offset);
            }
            else if (found.Type != BoxTypes.Moov)
            {
                _boxes.Skip(found);
            }
        }

        _gaps.End();
        foreach (TrackSamples samples in _samples.Values)
        {
            samples.End();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _boxes.Dispose();

    private Movie ReadMovie(CancellationToken stop)
    {
        var choice = new MovieChoice(mediaLength: long.MaxValue / 2);
        while (!choice.IsFinal && _boxes.ReadHeader() is { } box)
        {
            if (box.Type == BoxTypes.Moov)
            {
                BoxContent moov = _boxes.Load(box, MaxMoovSize);
                if (moov.Bytes.Length < box.Size - box.HeaderSize)
                {
                    break; // cut off
                }

                choice.Take(moov);
            }
            else if (choice.Movie is not null && (box.Size == 0 || box.Type == BoxTypes.Moof || box.Type == BoxTypes.Mdat))
            {
                _first = box;
                break;
            }
            else if (box.Size == 0)
            {
                throw new MssException(MssError.MalformedInput, $"What stands at byte {box.Offset} of the stream is no box.");
            }
            else if (box.Type == BoxTypes.Moof || box.Type == BoxTypes.Mdat)
            {
                choice.Refuse();
                throw new MssException(
                    MssError.Unsupported, $"{box.Type} at {box.Offset}: a streamed MP4 must have its moov in front of its media.");
            }
            else
            {
                _boxes.Skip(box);
            }
        }

        choice.Refuse();
        if (choice.Movie is not { } movie)
        {
            stop.ThrowIfCancellationRequested();
            throw new MssException(MssError.MalformedInput, "The MP4 stream ends before its moov box.");
        }

        return movie.FragmentDefaults is not null ? movie : throw new MssException(
            MssError.Unsupported,
            $"moov at {movie.Content.Origin}: the MP4 is not fragmented, so it cannot be read while it comes.",
            "Package it as a file, or fragment it: ffmpeg -i in.mp4 -c copy -movflags +frag_keyframe out.mp4.");
    }

    private IReadOnlyList<FragmentRun> ReadMoof(TopLevelBox box, FragmentParser parser)
    {
        try
        {
            BoxContent moof = _boxes.Load(box, FragmentedMp4Reader.MaxMoofSize);
            if (moof.Bytes.Length == box.Size - box.HeaderSize)
            {
                IReadOnlyList<FragmentRun> runs = parser.Read(moof, box.Offset);
                if (parser.Broken is { } broken)
                {
                    _gaps.Lose(box.Offset, 0, broken, parser.BrokenTracks);
                }

                return runs;
            }

            _gaps.Lose(box.Offset, box.HeaderSize + moof.Bytes.Length);
        }
        catch (MssException failure) when (failure.Code == MssError.MalformedInput)
        {
            GoOn(box, failure, ReferenceEquals(failure, parser.Broken) ? parser.BrokenTracks : null);
        }

        return [];
    }

    private IEnumerable<Sample> ReadMdat(TopLevelBox box, IReadOnlyList<FragmentRun> runs, CancellationToken stop)
    {
        if (LoadMdat(box, runs) is not { } mdat)
        {
            yield break;
        }

        // Where no picture fits they may be built otherwise than announced, which their codec finds out.
        bool fits = DamagedFragment.Fits(Reader(mdat), _movie, runs);
        bool fitsInPart = fits || DamagedFragment.FitsInPart(Reader(mdat), _movie, runs);
        bool isDamaged = !fits && (fitsInPart || _hasFitted);
        if (runs.Any(run => _movie.Tracks.Any(track => track.Id == run.TrackId && track.Kind == MediaKind.Video)))
        {
            _hasFitted = fitsInPart;
        }

        int next = FindNext(mdat, isDamaged);
        bool isCut = mdat.Bytes.Length < box.Size - box.HeaderSize && next < 0;
        TrustedData trusted = TrustedData.All;
        long stated = box.Offset + box.Size;
        if (next >= 0)
        {
            // A fragment within this one: bytes are missing in front of it.
            _boxes.Return(mdat.Bytes[next..]);
            mdat = mdat with { Bytes = mdat.Bytes[..next] };
            trusted = DamagedFragment.Of(Reader(mdat), _movie, runs, mdat.Origin + next, stated, stated);
        }
        else if (isCut || isDamaged) // or filled up with what follows
        {
            trusted = DamagedFragment.Of(
                Reader(mdat), _movie, runs, mdat.Origin + mdat.Bytes.Length, isCut ? null : stated, stated);
        }

        HashSet<int> behindLoss = runs.Count > 0 ? _gaps.Close(_movie, runs) : [];
        foreach (MovieTrack track in _movie.Tracks.Where(track => behindLoss.Contains(track.Number)))
        {
            _samples[track.Number].Lose();
        }

        foreach (Sample sample in new FragmentSamples(_movie, runs, mdat, trusted, _samples, _gaps, stop).Read())
        {
            yield return sample;
        }

        if (next >= 0)
        {
            long end = trusted.GoesOn ? trusted.Resume + trusted.Shift : mdat.Origin + next;
            _gaps.Lose(trusted.End, Math.Max(0, end - trusted.End), tracks: trusted.GoesOn ? FragmentGaps.NoTracks : null);
        }
        else if (isCut && !stop.IsCancellationRequested)
        {
            _gaps.Lose(mdat.Origin + mdat.Bytes.Length, box.Size - box.HeaderSize - mdat.Bytes.Length);
        }
    }

    // Where the next fragment begins in this one's data, or −1. A short hole leaves only the first bytes of it here; on a live
    // input they are waited for only where the pictures show damage.
    private int FindNext(BoxContent mdat, bool isDamaged)
    {
        ReadOnlySpan<byte> bytes = mdat.Bytes.Span;
        int next = FragmentSearch.IndexIn(bytes);
        if (next >= 0 || (_input.IsLive && !isDamaged))
        {
            return next;
        }

        ReadOnlySpan<byte> tail = bytes[Math.Max(0, bytes.Length - FragmentSearch.HeadSize + 1)..];
        int found = FragmentSearch.IndexIn((byte[])[.. tail, .. _boxes.Peek(FragmentSearch.HeadSize - 1).Span]);
        return found < 0 || found >= tail.Length ? -1 : bytes.Length - tail.Length + found;
    }

    // Its moof is lost: damage made another box of it.
    private void LeaveOut(TopLevelBox mdat)
    {
        if (mdat.Size > MaxMdatSize)
        {
            _boxes.FindFragment(); // the size is no better than the moof was
        }
        else
        {
            _boxes.Skip(mdat);
        }

        if (_boxes.Position > mdat.Offset + mdat.HeaderSize)
        {
            _gaps.Lose(mdat.Offset, _boxes.Position - mdat.Offset);
        }
    }

    private BoxContent? LoadMdat(TopLevelBox box, IReadOnlyList<FragmentRun> runs)
    {
        long claimed = runs.Sum(run => run.ClaimedBytes);
        return claimed <= box.Size - box.HeaderSize
            ? Load(box, MaxMdatSize)
            : GoOn(box, new MssException(
                MssError.MalformedInput, $"mdat at {box.Offset}: it has {box.Size} bytes, its samples would have {claimed}."));
    }

    // Null where a box is larger than can be: reading goes on at the next fragment.
    private BoxContent? Load(TopLevelBox box, int limit)
    {
        try
        {
            return _boxes.Load(box, limit);
        }
        catch (MssException failure) when (failure.Code == MssError.MalformedInput)
        {
            return GoOn(box, failure);
        }
    }

    private BoxContent? GoOn(TopLevelBox box, MssException failure, IReadOnlySet<int>? tracks = null)
    {
        _boxes.FindFragment();
        _gaps.Lose(box.Offset, _boxes.Position - box.Offset, failure, tracks);
        return null;
    }

    private static DamagedFragment.ReadAt Reader(BoxContent mdat) => (destination, offset) =>
    {
        long start = offset - mdat.Origin;
        if (start < 0 || start > mdat.Bytes.Length)
        {
            return 0;
        }

        ReadOnlySpan<byte> rest = mdat.Bytes.Span[(int)start..];
        rest = rest[..Math.Min(rest.Length, destination.Length)];
        rest.CopyTo(destination);
        return rest.Length;
    };

    // False where nothing behind this moov can be read.
    private bool Continue(TopLevelBox box, FragmentParser parser)
    {
        if (Load(box, MaxMoovSize) is not { } content)
        {
            return true;
        }

        if (!content.Bytes.Span.SequenceEqual(_movie.Content.Bytes.Span))
        {
            try
            {
                if (_movie.ContinuedBy(Movie.Read(content, long.MaxValue / 2)) is not { } next)
                {
                    return Refuse("its tracks do not continue those before it");
                }

                (_movie, _hasFitted) = (next, false);
            }
            catch (MssException failure) when (failure.Code is MssError.MalformedInput or MssError.Unsupported or MssError.NoMedia)
            {
                return Refuse(failure.Message.TrimEnd('.'));
            }
        }

        parser.Take(_movie);
        return true;

        bool Refuse(string why)
        {
            _warnings.Add($"moov at {box.Offset}: {why}, so what follows byte {box.Offset} of the stream is left out.");
            return false;
        }
    }
}

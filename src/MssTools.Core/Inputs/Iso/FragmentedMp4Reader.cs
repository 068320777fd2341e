using System.Runtime.ExceptionServices;
using MssTools.Core.Iso;
using MssTools.Core.Media;

namespace MssTools.Core.Inputs.Iso;

/// <summary>
/// Reads files whose samples stand in fragments: fragmented MP4, PIFF and ISMV. Only a few moof boxes are in memory
/// at a time. Of an edit list, the shift of its first edit is applied; nothing is cut off.
/// </summary>
/// <param name="file">The file; the reader owns it.</param>
/// <param name="movie">Its moov.</param>
/// <param name="start">Where the boxes behind the moov start.</param>
internal sealed class FragmentedMp4Reader(MediaFile file, Movie movie, long start) : IMediaReader
{
    /// <summary>Largest moof that is taken: a million samples.</summary>
    public const int MaxMoofSize = 16 * 1024 * 1024;

    // How far a track may lag behind in the file before the others go ahead without it.
    private const int MaxRunsAhead = 64;

    /// <inheritdoc/>
    public TimeSpan? Duration { get; } = DurationOf(movie) ?? FragmentIndex.FindDuration(file, movie);

    /// <inheritdoc/>
    public bool IsLive => false;

    /// <inheritdoc/>
    public IReadOnlyList<Track> Tracks { get; } = [.. movie.Tracks.Select(track => track.Tracks[0])];

    /// <inheritdoc/>
    public IReadOnlyList<string> Warnings => movie.Warnings;

    /// <inheritdoc/>
    public IEnumerable<Sample> ReadSamples(CancellationToken stop)
    {
        var ahead = new ReadAhead(file, movie, start);
        while (ahead.Next() is { } next)
        {
            yield return next.Take();
        }

        ahead.Failure?.Throw();
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    private static TimeSpan? DurationOf(Movie movie)
    {
        uint timescale = movie.Header.Timescale;
        return movie.FragmentDuration is { } ticks and > 0 && ticks / timescale < MdhdBox.LatestSecond
            ? TimeSpan.FromTicks(Timescale.Rescale((long)ticks, timescale, Timescale.Ticks))
            : null;
    }

    private sealed class ReadAhead
    {
        private readonly MediaFile _file;
        private readonly Movie _movie;
        private readonly FragmentParser _parser;
        private readonly IEnumerator<TopLevelBox> _boxes;
        private readonly List<TrackQueue> _queues;
        private bool _isAtEnd;

        public ReadAhead(MediaFile file, Movie movie, long start)
        {
            (_file, _movie, _parser) = (file, movie, new FragmentParser(movie));
            _boxes = TopLevelBox.Walk(file, start).GetEnumerator();
            _queues = [.. movie.Tracks.Select(track => new TrackQueue(track, file))];
            foreach ((MovieTrack track, TrackQueue queue) in movie.Tracks.Zip(_queues))
            {
                // Some recorders describe the beginning in the moov and the rest in fragments.
                if (track.Table is { } table)
                {
                    IReadOnlyList<EditRange> all = [track.Edits[0] with { Start = 0, End = long.MaxValue }];
                    queue.Add(new EditedSamples(table, track.Kind, track.Media).Play(all));
                }
            }
        }

        public ExceptionDispatchInfo? Failure { get; private set; }

        public TrackQueue? Next()
        {
            while (!_isAtEnd && _queues.Exists(queue => queue.IsEmpty) && _queues.TrueForAll(queue => queue.Parts < MaxRunsAhead))
            {
                ReadBox();
            }

            return TrackQueue.Earliest(_queues);
        }

        // A failure waits until what is at hand has been taken.
        private void ReadBox()
        {
            try
            {
                _isAtEnd = !_boxes.MoveNext();
                if (_isAtEnd)
                {
                    return;
                }

                TopLevelBox box = _boxes.Current;
                if (box.Type == BoxTypes.Moof)
                {
                    Distribute(_parser.Read(box.Load(_file, MaxMoofSize), box.Offset));
                }
                else if (box.Type == BoxTypes.Moov && !IsSameMoov(box))
                {
                    throw new MssException(
                        MssError.Unsupported, $"moov at {box.Offset}: a second moov, unlike the first, changes the tracks.");
                }
            }
            catch (MssException failure)
            {
                Failure = ExceptionDispatchInfo.Capture(failure);
                _isAtEnd = true;
            }
        }

        private bool IsSameMoov(TopLevelBox box)
        {
            ReadOnlySpan<byte> first = _movie.Content.Bytes.Span;
            return box.Size - box.HeaderSize == first.Length && box.Load(_file, first.Length).Bytes.Span.SequenceEqual(first);
        }

        private void Distribute(IReadOnlyList<FragmentRun> runs)
        {
            foreach (FragmentRun run in runs)
            {
                int index = _movie.Tracks.TakeWhile(track => track.Id != run.TrackId).Count();
                _queues[index].Add(run.Samples());
            }
        }
    }
}

using MssTools.Core.Iso;
using MssTools.Core.Media;

namespace MssTools.Core.Inputs.Iso;

/// <summary>The samples of one fragment that is in memory, its tracks merged by decode time.</summary>
/// <param name="movie">The moov that it extends.</param>
/// <param name="runs">Its runs; those of one track follow each other.</param>
/// <param name="mdat">Its data.</param>
/// <param name="trusted">Which of the data can be trusted.</param>
/// <param name="samples">Makes the samples, by number of the track.</param>
/// <param name="gaps">Counts what is not there.</param>
/// <param name="stop">Ends them.</param>
internal sealed class FragmentSamples(
    Movie movie,
    IReadOnlyList<FragmentRun> runs,
    BoxContent mdat,
    TrustedData trusted,
    IReadOnlyDictionary<int, TrackSamples> samples,
    FragmentGaps gaps,
    CancellationToken stop)
{
    private readonly List<TrackPart> _queues = [];

    /// <summary>The samples.</summary>
    /// <exception cref="MssException">Thrown while enumerating: MalformedInput or Unsupported.</exception>
    public IEnumerable<Sample> Read()
    {
        foreach (IGrouping<uint, FragmentRun> own in runs.GroupBy(run => run.TrackId))
        {
            MovieTrack track = movie.Tracks.First(t => t.Id == own.Key);
            var queue = new TrackPart(track, own.SelectMany(run => run.Samples()).GetEnumerator());
            if (Advance(queue))
            {
                _queues.Add(queue);
            }
        }

        while (_queues.Count > 0)
        {
            TrackPart next = _queues[0];
            foreach (TrackPart queue in _queues)
            {
                next = queue.Time < next.Time ? queue : next;
            }

            yield return next.Sample;
            if (!Advance(next))
            {
                _queues.Remove(next);
            }
        }
    }

    private bool Advance(TrackPart queue)
    {
        if (Next(queue))
        {
            return true;
        }

        while (!stop.IsCancellationRequested && queue.Samples.MoveNext())
        {
            SampleDescriptor sample = queue.Samples.Current;
            if (Locate(sample) is not { } payload)
            {
                gaps.Lose(sample.Offset, bytes: 0, tracks: FragmentGaps.NoTracks);
                gaps.LeaveOut(queue.Track, [sample], trusted.GoesOn);
                samples[queue.Track.Number].Lose();
                continue;
            }

            samples[queue.Track.Number].Make(queue.Track, sample, payload, queue.Ready);
            if (Next(queue))
            {
                return true;
            }
        }

        queue.Samples.Dispose();
        return false;
    }

    private static bool Next(TrackPart queue)
    {
        bool isThere = queue.Ready.TryDequeue(out Sample next);
        if (isThere)
        {
            queue.Time = Timescale.Rescale(next.DecodeTime, next.Track.Timescale, Timescale.Ticks);
            queue.Sample = next;
        }

        return isThere;
    }

    private Payload? Locate(in SampleDescriptor sample)
    {
        if (trusted.Place(sample) is not { } placed)
        {
            return null;
        }

        long start = placed.Offset - mdat.Origin;
        bool isThere = start >= 0 && sample.Size <= mdat.Bytes.Length - start;
        return isThere ? new Payload(mdat.Bytes.Slice((int)start, (int)sample.Size)) : null;
    }

    private sealed class TrackPart(MovieTrack track, IEnumerator<SampleDescriptor> samples)
    {
        public MovieTrack Track => track;

        public IEnumerator<SampleDescriptor> Samples => samples;

        public Queue<Sample> Ready { get; } = new();

        public Sample Sample { get; set; }

        public long Time { get; set; }
    }
}

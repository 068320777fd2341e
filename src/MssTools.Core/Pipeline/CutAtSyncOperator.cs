using System.Reactive.Linq;
using MssTools.Core.Media;

namespace MssTools.Core.Pipeline;

/// <summary>Groups a track's samples into the samples of fragments.</summary>
internal static class CutAtSyncOperator
{
    /// <summary>
    /// Ends a run at the first sync sample at or after each multiple of the grid, and where the decoder configuration
    /// changes; sound where the pictures of its rendition are cut. Live renditions share what the first of them decides.
    /// Samples before the first sync sample are dropped: no player could decode them. Runs start on whole milliseconds and
    /// touch: each lasts until the next one starts, except before a gap between samples.
    /// </summary>
    /// <param name="source">One track's samples on the group's timeline, serialized, in decode order.</param>
    /// <param name="grid">Where cuts may be.</param>
    /// <param name="anySample">True to cut at any sample, as chunkOnIDR=0 asks.</param>
    /// <param name="starts">Shared with the group's other live renditions; null: there are none.</param>
    /// <param name="pictures">Told of the cuts of video, and followed by audio; null: audio is cut at the grid.</param>
    /// <param name="open">Kept up to date for who must know where the track would end; may be null.</param>
    /// <returns>Runs on the source's own thread. Completion flushes the open run; an error discards it.</returns>
    public static IObservable<SampleRun> CutAtSync(
        this IObservable<Sample> source,
        FragmentGrid grid,
        bool anySample = false,
        FragmentStarts? starts = null,
        PictureCuts? pictures = null,
        OpenRun? open = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(grid.FragmentLength);
        return Observable.Create<SampleRun>(runs => source.Subscribe(
            new Cutter(runs, grid, anySample, starts, pictures, open ?? new OpenRun())));
    }

    private sealed class Cutter(
        IObserver<SampleRun> runs,
        FragmentGrid grid,
        bool anySample,
        FragmentStarts? starts,
        PictureCuts? pictures,
        OpenRun open)
        : IObserver<Sample>
    {
        /// <summary>
        /// Most bytes of a run that are held in memory: a live input whose encoder sends no more sync samples is cut
        /// at any sample then. Players that go from fragment to fragment show it all the same.
        /// </summary>
        private const long MostInMemory = 64 * 1024 * 1024;

        private readonly PictureCuts.Follower? _followed = pictures?.Follow();
        private List<Sample> _open = [];
        private long _inMemory;
        private long _start;
        private long _end = long.MinValue;

        public void OnNext(Sample sample)
        {
            if (_open.Count > 0 && sample.DecodeTime > _open[^1].EndTime)
            {
                Interrupt();
                Flush(OwnEnd());
            }

            if (_open.Count == 0 && !sample.IsSync)
            {
                return;
            }

            long time = Timescale.ToWholeMilliseconds(sample.DecodeTime);
            if (_open.Count == 0)
            {
                Begin(sample, Math.Max(starts?.Begin(time) ?? time, _end));
            }
            else if (StartOf(sample, time) is { } start)
            {
                Flush(start);
                Begin(sample, start);
            }

            _open.Add(sample);
            _inMemory += sample.Data.LengthInMemory;
            open.Extent = (_start, OwnEnd());
            if (sample.Track.Kind == MediaKind.Video)
            {
                pictures?.Show(sample.EndTime + _open[0].CompositionOffset);
            }
        }

        public void OnError(Exception error) => runs.OnError(error);

        public void OnCompleted()
        {
            if (_open.Count > 0)
            {
                Flush(Math.Max(open.AgreedEnd ?? OwnEnd(), _start + 1));
            }

            runs.OnCompleted();
        }

        // Where the fragment starts that a sample begins; null: it goes on with the open one.
        private long? StartOf(in Sample sample, long time)
        {
            bool mayCut = sample.IsSync || anySample;
            if (time > _start && (_inMemory > MostInMemory || (mayCut && !ReferenceEquals(sample.Track, _open[0].Track))))
            {
                return starts?.Begin(time) is { } known && known > _start ? known : time;
            }

            if (!mayCut)
            {
                return null;
            }

            bool isDue = IsDue(sample, time);
            long? start = starts is null ? (isDue ? time : null) : starts.Decide(time, isDue, _start);
            return start > _start ? start : null;
        }

        private long OwnEnd() => Math.Max(_open[^1].EndTime, _start + 1);

        private bool IsDue(in Sample sample, long time) =>
            sample.Track.Kind == MediaKind.Audio && _followed?.IsCut(sample, _start) is { } follows
                ? follows
                : grid.CellOf(time) > grid.CellOf(_start);

        private void Begin(in Sample first, long start)
        {
            _start = start;
            if (first.Track.Kind == MediaKind.Video)
            {
                pictures?.Begin(_start + first.CompositionOffset);
            }
        }

        private void Interrupt()
        {
            if (_open[0].Track.Kind == MediaKind.Video)
            {
                pictures?.Interrupt();
            }
        }

        private void Flush(long end)
        {
            var run = new SampleRun(_open[0].Track, _start, end - _start, _open);
            _open = new List<Sample>(run.Samples.Count);
            _end = end;
            _inMemory = 0;
            open.Extent = null;
            runs.OnNext(run);
        }
    }
}

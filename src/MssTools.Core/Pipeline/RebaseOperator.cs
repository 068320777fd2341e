using System.Reactive.Linq;
using MssTools.Core.Media;

namespace MssTools.Core.Pipeline;

/// <summary>Puts the samples of an input on the group's timeline.</summary>
internal static class RebaseOperator
{
    /// <summary>
    /// Moves decode times to 100 ns ticks on the group's timeline and makes each sample last until the next one of
    /// its track, so that rounding never adds up and no fragment has a hole. A decode time that does not advance is
    /// moved one tick past its predecessor. A live input may be connected again and again; its times go on.
    /// </summary>
    /// <param name="connections">
    /// The input, once per connection; of each connection all tracks, serialized, each in decode order.
    /// </param>
    /// <param name="announced">Tracks that the container told of before the first sample.</param>
    /// <param name="measure">True when the bit rates are to be measured.</param>
    /// <param name="agree">
    /// Called once per connection, on the source's thread, with how the tracks begin and with a time that is not used
    /// yet; answers where the input lies. May block until the group's other renditions have begun.
    /// </param>
    /// <param name="ignored">
    /// Called once for each track that is not packaged: a second one of its kind, or one that began late.
    /// </param>
    /// <param name="live">Null for a recorded input.</param>
    /// <returns>Samples on the source's own thread. Completion and errors first deliver what was held.</returns>
    public static IObservable<Sample> Rebase(
        this IObservable<IObservable<Sample>> connections,
        IReadOnlyList<Track> announced,
        bool measure,
        Func<IReadOnlyList<TrackStart>, long, Placement> agree,
        Action<Track> ignored,
        LiveInput? live = null)
    {
        ArgumentNullException.ThrowIfNull(connections);
        ArgumentNullException.ThrowIfNull(agree);
        return Observable.Create<Sample>(samples => connections
            .Select(static connection => connection.Select(static s => (Sample?)s).StartWith((Sample?)null))
            .Concat()
            .Subscribe(new Rebaser(samples, new Prelude(announced, measure), agree, ignored, live)));
    }

    // Null stands for the begin of a connection.
    private sealed class Rebaser(
        IObserver<Sample> samples,
        Prelude prelude,
        Func<IReadOnlyList<TrackStart>, long, Placement> agree,
        Action<Track> ignored,
        LiveInput? live)
        : IObserver<Sample?>
    {
        private readonly Dictionary<MediaKind, PlacedTrack> _tracks = [];
        private readonly Dictionary<int, PlacedTrack> _connected = [];
        private readonly HashSet<int> _ignored = [];
        private Prelude? _prelude = prelude;
        private bool _failed;

        public void OnNext(Sample? next)
        {
            if (_failed)
            {
                return;
            }

            if (next is not { } sample)
            {
                Connect();
            }
            else if (_prelude is null)
            {
                Place(sample);
            }
            else if (_prelude.Take(sample))
            {
                Begin();
            }
        }

        public void OnError(Exception error)
        {
            if (!_failed)
            {
                Finish();
                samples.OnError(error);
            }
        }

        public void OnCompleted()
        {
            if (!_failed)
            {
                Finish();
                samples.OnCompleted();
            }
        }

        private void Connect()
        {
            BeginWithWhatThereIs();
            if (_tracks.Count > 0)
            {
                _prelude = new Prelude([], measure: false, _tracks.Keys);
                _connected.Clear();
                _ignored.Clear();
            }
        }

        private void BeginWithWhatThereIs()
        {
            if (_prelude is { Held.Count: > 0 })
            {
                Begin();
            }
        }

        private void Begin()
        {
            Prelude known = _prelude!;
            _prelude = null;
            IReadOnlyList<TrackStart> starts = [.. known.Starts().Select(s => s with { IsRepeated = IsRepeated(s, known.Held) })];
            long unused = _tracks.Values.Select(t => t.End).DefaultIfEmpty(long.MinValue).Max();
            Placement placement = agree(starts, unused);
            bool isFirst = _tracks.Count == 0;
            foreach (Track track in starts.Select(s => s.Track))
            {
                if (isFirst)
                {
                    _tracks.Add(track.Kind, new PlacedTrack(track, live));
                }

                if (_tracks.TryGetValue(track.Kind, out PlacedTrack? placed))
                {
                    placed.Connect(placement);
                    _connected.Add(track.Id, placed);
                }
            }

            foreach (Sample sample in known.Held)
            {
                OnNext(sample);
            }
        }

        private bool IsRepeated(TrackStart start, IReadOnlyList<Sample> held)
        {
            int first = held.ToList().FindIndex(s => s.Track.Id == start.Track.Id);
            return first >= 0 && _tracks.TryGetValue(start.Track.Kind, out PlacedTrack? placed) && placed.Remembers(held[first]);
        }

        private void Place(in Sample sample)
        {
            if (!_connected.TryGetValue(sample.Track.Id, out PlacedTrack? track))
            {
                if (_ignored.Add(sample.Track.Id))
                {
                    ignored(sample.Track);
                }

                return;
            }

            Sample? placed;
            try
            {
                placed = track.Push(sample);
            }
            catch (MssException failure)
            {
                OnError(failure);
                _failed = true;
                return;
            }

            if (placed is { } done)
            {
                samples.OnNext(done);
            }
        }

        private void Finish()
        {
            BeginWithWhatThereIs();
            foreach (Sample last in _tracks.Values.Select(t => t.Flush()).OfType<Sample>().OrderBy(s => s.DecodeTime))
            {
                samples.OnNext(last);
            }
        }
    }
}

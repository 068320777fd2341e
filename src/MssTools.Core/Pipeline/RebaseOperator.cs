using System.Reactive.Linq;
using MssTools.Core.Media;

namespace MssTools.Core.Pipeline;

/// <summary>Puts the samples of an input on the group's timeline.</summary>
internal static class RebaseOperator
{
    /// <summary>
    /// Moves decode times to 100 ns ticks on the group's timeline and makes each sample last until the next one of
    /// its track, so that rounding never adds up and no fragment has a hole. A decode time that does not advance is
    /// moved one tick past its predecessor. A live input may be connected again and again; its times go on, and whatever
    /// track comes is taken, be it late.
    /// </summary>
    /// <param name="connections">The input, once per connection.</param>
    /// <param name="described">Tracks that the container described before the first sample.</param>
    /// <param name="measure">True when the bit rates are to be measured.</param>
    /// <param name="patience">How long announced tracks are waited for.</param>
    /// <param name="meeting">Asked where the tracks lie.</param>
    /// <param name="live">Null for a recorded input.</param>
    /// <returns>Samples on the source's own thread. Completion and errors first deliver what was held.</returns>
    public static IObservable<Sample> Rebase(
        this IObservable<InputConnection> connections,
        IReadOnlyList<Track> described,
        bool measure,
        TrackPatience patience,
        IRenditionMeeting meeting,
        LiveInput? live = null)
    {
        ArgumentNullException.ThrowIfNull(connections);
        ArgumentNullException.ThrowIfNull(meeting);
        return Observable.Create<Sample>(samples => connections
            .Select(static c => c.Samples.Select(static s => new Arrival(null, s)).StartWith(new Arrival(c, default)))
            .Concat()
            .Subscribe(new Rebaser(samples, described, measure, patience, meeting, live)));
    }

    /// <summary>What comes from an input: the begin of a connection, or a sample of it.</summary>
    private readonly record struct Arrival(InputConnection? Connection, Sample Sample);

    private sealed class Rebaser(
        IObserver<Sample> samples,
        IReadOnlyList<Track> described,
        bool measure,
        TrackPatience patience,
        IRenditionMeeting meeting,
        LiveInput? live)
        : IObserver<Arrival>
    {
        private readonly Dictionary<MediaKind, PlacedTrack> _tracks = [];
        private readonly Dictionary<int, PlacedTrack> _connected = [];
        private readonly Dictionary<MediaKind, Prelude> _late = [];
        private readonly HashSet<int> _ignored = [];
        private InputConnection? _connection;
        private Prelude? _prelude;
        private Placement _placement;
        private bool _isLacking;
        private bool _failed;

        public void OnNext(Arrival arrival)
        {
            if (_failed)
            {
                return;
            }

            if (arrival.Connection is not null)
            {
                Connect(arrival.Connection);
            }
            else if (_prelude is null)
            {
                Place(arrival.Sample);
            }
            else if (_prelude.Take(arrival.Sample))
            {
                Begin();
            }
            else if (_prelude.IsBarren && !_isLacking)
            {
                _isLacking = true;
                meeting.Lacks([.. _connection!.Announced().Append(arrival.Sample.Track.Kind).Distinct()]);
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

        private void Connect(InputConnection connection)
        {
            BeginWithWhatThereIs();
            bool isFirst = _tracks.Count == 0;
            _connection = connection;
            _prelude = new Prelude(
                isFirst ? described : [], isFirst && measure, patience, connection.Announced, isFirst ? null : _tracks.Keys);
            _connected.Clear();
            _ignored.Clear();
        }

        private void BeginWithWhatThereIs()
        {
            if (_prelude is { Held.Count: > 0 })
            {
                Begin();
            }

            foreach (Prelude late in _late.Values.Where(l => l.Held.Count > 0).ToList())
            {
                BeginLate(late);
            }

            _late.Clear();
        }

        private void Begin()
        {
            Prelude known = _prelude!;
            _prelude = null;
            bool isFirst = _tracks.Count == 0;
            List<TrackStart> starts = [.. known.Starts().Select(s => s with { IsRepeated = IsRepeated(s, known.Held) })];
            List<TrackStart> placed = starts.FindAll(s => isFirst || _tracks.ContainsKey(s.Track.Kind));
            long unused = _tracks.Values.Select(t => t.End).DefaultIfEmpty(long.MinValue).Max();
            _placement = meeting.Agree(placed.Count > 0 ? placed : starts, unused);
            foreach (TrackStart start in starts)
            {
                Placement placement = isFirst || _tracks.ContainsKey(start.Track.Kind)
                    ? _placement
                    : meeting.Join(start, _placement);
                Connect(start.Track, placement);
            }

            ReportMissing();
            foreach (Sample sample in known.Held)
            {
                OnNext(new Arrival(null, sample));
            }
        }

        private void BeginLate(Prelude late)
        {
            TrackStart start = late.Starts()[0];
            _late.Remove(start.Track.Kind);
            Connect(start.Track, meeting.Join(start, _placement));
            ReportMissing();
            foreach (Sample sample in late.Held)
            {
                Place(sample);
            }
        }

        private void Connect(Track track, Placement placement)
        {
            if (!_tracks.TryGetValue(track.Kind, out PlacedTrack? placed))
            {
                _tracks.Add(track.Kind, placed = new PlacedTrack(track, live));
            }

            placed.Connect(placement);
            _connected.Add(track.Id, placed);
        }

        private void ReportMissing()
        {
            List<MediaKind> missing = [.. _connection!.Announced().Where(kind => !_connected.Values.Any(t => t.Track.Kind == kind))];
            if (missing.Count > 0 || _isLacking)
            {
                _isLacking = missing.Count > 0;
                meeting.Lacks(missing);
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
                TakeLate(sample);
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

        // A track that begins after the others have: the first of its kind is taken all the same.
        private void TakeLate(in Sample sample)
        {
            MediaKind kind = sample.Track.Kind;
            if (_connected.Values.Any(t => t.Track.Kind == kind))
            {
                if (_ignored.Add(sample.Track.Id))
                {
                    meeting.Ignored(sample.Track);
                }
            }
            else if (!_tracks.TryGetValue(kind, out PlacedTrack? earlier))
            {
                if (!_late.TryGetValue(kind, out Prelude? late))
                {
                    _late.Add(kind, late = new Prelude([], measure, patience, static () => [], [kind]));
                }

                if (late.Take(sample))
                {
                    BeginLate(late);
                }
            }
            else if (sample.IsSync)
            {
                // An earlier connection had it, with the delay that its pictures need.
                Connect(sample.Track, _placement with { VideoDelay = earlier.Placement.VideoDelay });
                ReportMissing();
                Place(sample);
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

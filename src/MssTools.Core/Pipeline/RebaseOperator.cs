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
        private readonly Dictionary<Content, PlacedTrack> _tracks = []; // by what the input called them when they came first
        private readonly Dictionary<int, PlacedTrack> _connected = [];
        private readonly HashSet<Content> _present = []; // of this connection
        private readonly Dictionary<Content, Prelude> _late = [];
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
                meeting.Lacks([.. _connection!.Announced().Append(arrival.Sample.Track.Content).Distinct()]);
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
            _present.Clear();
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
            List<TrackStart> starts = [.. known.Starts()];
            if (_tracks.Count == 0)
            {
                PlacedTracks agreed = meeting.Agree(starts);
                _placement = agreed.Placement;
                foreach ((TrackStart start, Track track) in starts.Zip(agreed.Tracks))
                {
                    Add(start.Track, track, _placement);
                }
            }
            else
            {
                Return(starts, known.Held);
            }

            ReportMissing();
            foreach (Sample sample in known.Held)
            {
                OnNext(new Arrival(null, sample));
            }
        }

        private void Return(List<TrackStart> starts, IReadOnlyList<Sample> held)
        {
            List<Content?> known = [.. starts.Select(s => Recognise(s.Track.Content))];
            List<TrackStart> repeated = [.. starts.Zip(known, (s, k) => s with { IsRepeated = k is not null && IsRepeated(s, k, held) })];
            List<TrackStart> usual = [.. repeated.Where((_, i) => known[i] is not null)];
            long unused = _tracks.Values.Select(t => t.End).DefaultIfEmpty(long.MinValue).Max();
            _placement = meeting.Return(usual.Count > 0 ? usual : repeated, unused);
            for (int i = 0; i < starts.Count; i++)
            {
                if (known[i] is { } content)
                {
                    Connect(starts[i].Track, _tracks[content], _placement);
                }
                else if (!_tracks.ContainsKey(starts[i].Track.Content))
                {
                    Join(repeated[i]);
                }
            }
        }

        private void BeginLate(Prelude late)
        {
            TrackStart start = late.Starts()[0];
            _late.Remove(start.Track.Content);
            Join(start);
            ReportMissing();
            foreach (Sample sample in late.Held)
            {
                Place(sample);
            }
        }

        private void Join(TrackStart start)
        {
            PlacedTracks joined = meeting.Join(start, _placement);
            Add(start.Track, joined.Tracks[0], joined.Placement);
        }

        private void Add(Track source, Track listed, Placement placement)
        {
            var track = new PlacedTrack(listed, live, meeting);
            _tracks.Add(source.Content, track);
            Connect(source, track, placement);
        }

        private void Connect(Track source, PlacedTrack track, Placement placement)
        {
            track.Connect(placement);
            _connected.Add(source.Id, track);
            _present.Add(source.Content);
        }

        // What an earlier connection called it; null: it is new, or another track of this connection goes on with that one.
        private Content? Recognise(Content content)
        {
            List<Content> open = [.. _tracks.Where(t => !_connected.ContainsValue(t.Value)).Select(t => t.Key)];
            return open.Recognise(content, [.. _connection!.Announced().Union(_present).Append(content).Distinct()]);
        }

        private void ReportMissing()
        {
            List<Content> missing = [.. _connection!.Announced().Where(content => !_present.Contains(content))];
            if (missing.Count > 0 || _isLacking)
            {
                _isLacking = missing.Count > 0;
                meeting.Lacks(missing);
            }
        }

        private bool IsRepeated(TrackStart start, Content known, IReadOnlyList<Sample> held)
        {
            int first = held.ToList().FindIndex(s => s.Track.Id == start.Track.Id);
            return first >= 0 && _tracks[known].Remembers(held[first]);
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

        // A track that begins after the others have: the first of its content is taken all the same.
        private void TakeLate(in Sample sample)
        {
            if (_ignored.Contains(sample.Track.Id))
            {
                return; // comes with every sample of such a track
            }

            Content content = sample.Track.Content;
            Content? known = _present.Contains(content) ? null : Recognise(content);
            if (_present.Contains(content) || (known is null && _tracks.ContainsKey(content)))
            {
                _ignored.Add(sample.Track.Id);
                meeting.Ignored(sample.Track);
            }
            else if (known is null)
            {
                if (!_late.TryGetValue(content, out Prelude? late))
                {
                    _late.Add(content, late = new Prelude([], measure, patience, static () => [], [content]));
                }

                if (late.Take(sample))
                {
                    BeginLate(late);
                }
            }
            else if (sample.IsSync)
            {
                // An earlier connection had it, with the delay that its pictures need.
                PlacedTrack earlier = _tracks[known];
                Connect(sample.Track, earlier, _placement with { VideoDelay = earlier.Placement.VideoDelay });
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

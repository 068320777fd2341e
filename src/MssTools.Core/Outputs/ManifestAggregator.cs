using System.Reactive.Linq;
using MssTools.Core.Media;

namespace MssTools.Core.Outputs;

/// <summary>Follows a group's events and says what its manifest lists.</summary>
internal static class ManifestAggregator
{
    /// <summary>Turns events into manifests. One subscription; events must be serialized.</summary>
    /// <param name="events">What happens in the group, in order.</param>
    /// <param name="definition">What the user asked for.</param>
    /// <param name="layout">Names paths and URL templates.</param>
    /// <param name="published">What an earlier run left, to go on from, or null.</param>
    /// <returns>One update per event, on the events' own thread.</returns>
    public static IObservable<ManifestUpdate> AggregateManifest(
        this IObservable<GroupEvent> events, StreamDefinition definition, GroupLayout layout, PublishedGroup? published)
    {
        ArgumentNullException.ThrowIfNull(events);
        return events
            .Scan(
                (Timeline: new GroupTimeline(definition, layout, published), Update: (ManifestUpdate?)null),
                static (state, groupEvent) => (state.Timeline, state.Timeline.Apply(groupEvent)))
            .Select(static state => state.Update!);
    }

    /// <summary>What a group has published so far, by StreamIndex.</summary>
    private sealed class GroupTimeline(StreamDefinition definition, GroupLayout layout, PublishedGroup? published)
    {
        private readonly PlaylistWindow _window = PlaylistWindow.Of(definition);
        private readonly long? _fragmentLength = definition.IsLive ? definition.ChunkLength * Timescale.Ticks : null;
        private readonly StreamIndexTimeline[] _shared =
        [
            Shared(definition, MediaKind.Video),
            Shared(definition, MediaKind.Audio),
        ];

        private readonly List<StreamIndexTimeline> _own = [];

        // What an earlier run kept behind its window, and what it stored and had no time to list.
        private List<string> _leftovers = [];
        private bool _began;
        private bool _changed;

        private IEnumerable<StreamIndexTimeline> All => _shared.Concat(_own);

        public ManifestUpdate Apply(GroupEvent groupEvent)
        {
            var strays = new List<Misalignment>();
            switch (groupEvent)
            {
                case GroupEvent.Began began:
                    Begin(began.Tracks);
                    break;
                case GroupEvent.Stored stored:
                    Store(stored.Rendition, stored.Fragment, strays);
                    break;
                case GroupEvent.Away away:
                    foreach (StreamIndexTimeline index in All.Where(i => i.Has(away.Rendition)))
                    {
                        index.Leave(away.Rendition);
                    }

                    break;
                case GroupEvent.Ended ended:
                    End(ended.Rendition, strays);
                    break;
                case GroupEvent.Closed:
                    foreach (int rendition in All.SelectMany(i => i.Tracks).Select(t => t.Rendition).Distinct().ToList())
                    {
                        End(rendition, strays);
                    }

                    break;
            }

            bool closed = groupEvent is GroupEvent.Closed;
            List<string> expired = Expire();
            List<int> returned = TakeBack();
            ClientManifest? manifest = closed || (definition.IsLive && _changed) ? Compose(isLive: !closed) : null;
            if (closed && manifest is not null)
            {
                expired.AddRange(Tails());
            }

            return new ManifestUpdate(manifest, expired, strays, returned);
        }

        private void Store(int rendition, StoredFragment fragment, List<Misalignment> strays)
        {
            StreamIndexTimeline index = All.First(i => i.Kind == fragment.Track.Kind && i.Has(rendition));
            if (definition.IsLive && !fragment.IsLost)
            {
                Configure(index, rendition, fragment);
            }

            index.Store(rendition, fragment.Time, fragment.IsLost);
            Advance(index, strays);
        }

        // A player takes the decoder configuration of a QualityLevel for that of all its fragments. So a new one
        // begins a new epoch: what came before is listed no more.
        private void Configure(StreamIndexTimeline index, int rendition, StoredFragment fragment)
        {
            RenditionTrack track = index.Tracks.First(t => t.Rendition == rendition);
            if (track.Track.Config.PrivateData.Span.SequenceEqual(fragment.Track.Config.PrivateData.Span))
            {
                return;
            }

            index.Configure(track with { Track = fragment.Track });
            foreach (StreamIndexTimeline any in All)
            {
                any.Epoch = Math.Max(any.Epoch, fragment.Time.Time);
            }
        }

        // In a rolling group the fragments that a rendition lacked leave the window at last.
        private List<int> TakeBack()
        {
            var returned = new List<int>();
            if (definition.PlaylistType == PlaylistType.Rolling)
            {
                foreach (StreamIndexTimeline own in _own.FindAll(i => _shared[(int)i.Kind].Matches(i)))
                {
                    returned.AddRange(own.Tracks.Select(t => t.Rendition));
                    _shared[(int)own.Kind].TakeBack(own);
                    _own.Remove(own);
                    _changed = true;
                }
            }

            return returned;
        }

        private void Begin(IReadOnlyList<RenditionTrack> tracks)
        {
            foreach (RenditionTrack track in tracks)
            {
                // Who joins a running group lacks its earlier fragments, so it cannot share their StreamIndex.
                if (_began)
                {
                    var own = new StreamIndexTimeline(
                        track.Track.Kind, OwnName(track.Track.Kind, track.Rendition), _fragmentLength);
                    own.Add(track);
                    _own.Add(own);
                }
                else
                {
                    _shared[(int)track.Track.Kind].Add(track);
                }
            }

            if (!_began && published is not null && published.CanContinue(tracks))
            {
                foreach (StreamIndexTimeline shared in _shared)
                {
                    shared.Restore(published.FragmentsOf(shared.Kind));
                }

                _leftovers = [.. published.Unlisted];
            }

            _began = true;
        }

        private void End(int rendition, List<Misalignment> strays)
        {
            foreach (StreamIndexTimeline index in All.Where(i => i.Has(rendition)).ToList())
            {
                index.End(rendition);
                Advance(index, strays);
            }
        }

        private void Advance(StreamIndexTimeline index, List<Misalignment> strays)
        {
            int before = index.Rows.Count;
            while (index.Advance() is { } stray)
            {
                strays.Add(stray);
                StreamIndexTimeline own = index.Split(stray.Rendition, OwnName(index.Kind, stray.Rendition));
                own.Advance();
                _own.Add(own);
                _changed = true;
            }

            _changed |= index.Rows.Count != before;
        }

        private List<string> Expire()
        {
            var paths = new List<string>();
            foreach (StreamIndexTimeline index in All)
            {
                foreach (FragmentTime row in index.RemoveOldest(_window.Expired(index.Rows.Count)))
                {
                    paths.AddRange(index.Tracks.Select(t => layout.PathOf(index.Kind, t.Bitrate, row.Time)));
                }
            }

            // The first to expire in this run is younger than all that the earlier one left.
            if (paths.Count > 0)
            {
                paths.AddRange(_leftovers);
                _leftovers = [];
            }

            return paths;
        }

        // Last fragments that some renditions have and others lack: nothing will ever name them.
        private IEnumerable<string> Tails() => All.SelectMany(index =>
            index.Unlisted.Select(f => layout.PathOf(index.Kind, f.Track.Bitrate, f.Time.Time)));

        private ClientManifest? Compose(bool isLive)
        {
            // Clients choke on a StreamIndex without fragments, and on one that turns up later.
            bool incomplete = _shared.Any(s => s.Tracks.Count > 0 && !ListedRows(s).Any());
            List<StreamIndexTimeline> listed = [.. All.Where(i => ListedRows(i).Any())];
            if (listed.Count == 0 || (isLive && incomplete))
            {
                return null;
            }

            _changed = false;
            return new ClientManifest(
                definition.TimeScale, isLive, definition.LookAheadFragmentCount, _window.Length, [.. listed.Select(Describe)]);
        }

        private StreamIndex Describe(StreamIndexTimeline index) => new(
            index.Kind,
            index.Name,
            layout.UrlOf(index.Kind),
            [.. index.Tracks.Select(t => new QualityLevel(t.Bitrate, t.Track.Config))],
            [.. ListedRows(index)]);

        private IEnumerable<FragmentTime> ListedRows(StreamIndexTimeline index) =>
            index.Rows.Skip(_window.Unlisted(index.Rows.Count)).SkipWhile(row => row.Time < index.Epoch);

        private static StreamIndexTimeline Shared(StreamDefinition definition, MediaKind kind) =>
            new(kind, GroupLayout.NameOf(kind), definition.IsLive ? definition.ChunkLength * Timescale.Ticks : null);

        private static string OwnName(MediaKind kind, int rendition) => $"{GroupLayout.NameOf(kind)}_{rendition + 1}";
    }
}

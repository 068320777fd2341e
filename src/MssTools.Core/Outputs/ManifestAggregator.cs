using System.Reactive.Linq;
using MssTools.Core.Manifests;
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
        private PlaylistWindow _window = PlaylistWindow.Of(definition);
        private readonly long? _fragmentLength = definition.IsLive ? definition.FragmentLength.Ticks : null;
        private readonly List<StreamIndexTimeline> _shared = []; // pictures first

        /// <summary>
        /// Fragments after which a new epoch is published without the tracks that have none in it: an encoder may come back
        /// without its sound.
        /// </summary>
        private const int LongestWait = 3;

        /// <summary>A fragment that begins so little before an epoch, by a frame of sound, belongs to it.</summary>
        private const long Beside = Timescale.Ticks / 20;

        private readonly List<StreamIndexTimeline> _own = [];

        // Tracks that began later than the group; listed, and a new epoch, from their first row on.
        private readonly HashSet<StreamIndexTimeline> _joining = [];
        private readonly Epochs _epochs = new(definition.FragmentLength.Ticks);

        // Those that the renditions went through together: who was split off changes for itself.
        private readonly Epochs _together = new(definition.FragmentLength.Ticks);

        // What an earlier run kept behind its window, and what it stored and had no time to list.
        private List<string> _leftovers = [];
        private bool _began;
        private bool _changed;

        private IEnumerable<StreamIndexTimeline> All => _shared.Concat(_own);

        public ManifestUpdate Apply(GroupEvent groupEvent)
        {
            var strays = new List<Misalignment>();
            var gone = new List<GoneFragments>();
            var expired = new List<string>();
            switch (groupEvent)
            {
                case GroupEvent.Began began:
                    Begin(began.Tracks);
                    break;
                case GroupEvent.Stored stored:
                    if (stored.Fragment.EarlierAreGone)
                    {
                        Forget(stored.Rendition, stored.Fragment, gone, expired);
                    }

                    Store(stored.Rendition, stored.Fragment, strays);
                    break;
                case GroupEvent.Away away:
                    foreach (StreamIndexTimeline index in All.Where(i => i.Has(away.Rendition)))
                    {
                        index.Leave(away.Rendition);
                    }

                    break;
                case GroupEvent.Ending ending:
                    foreach (StreamIndexTimeline index in All.Where(i => i.Has(ending.Rendition)))
                    {
                        index.Finish(ending.Rendition);
                    }

                    break;
                case GroupEvent.WindowChanged window:
                    (_window, _changed) = (window.Window, true);
                    break;
                case GroupEvent.Ended ended:
                    End(ended.Rendition, strays);
                    break;
                case GroupEvent.Closed or GroupEvent.Suspended:
                    foreach (int rendition in All.SelectMany(i => i.Tracks).Select(t => t.Rendition).Distinct().ToList())
                    {
                        End(rendition, strays);
                    }

                    break;
            }

            bool closed = groupEvent is GroupEvent.Closed;
            expired.AddRange(Expire());
            List<int> returned = TakeBack();
            TakeIn();
            bool isDue = closed || (definition.IsLive && _changed);
            ClientManifest? manifest = isDue ? Compose(isLive: !closed) : null;
            if (closed && manifest is not null)
            {
                expired.AddRange(Tails());
            }

            IReadOnlyList<ManifestPart> parts = isDue && definition.PlaylistType == PlaylistType.Appending ? Parts(closed) : [];
            return new ManifestUpdate(groupEvent, manifest, parts, expired, strays, returned, gone);
        }

        // What the others have of these times is listed no more either; in a rolling group it would never be deleted.
        private void Forget(int rendition, FragmentNotice fragment, List<GoneFragments> gone, List<string> expired)
        {
            StreamIndexTimeline index = IndexOf(rendition, fragment.Track.Content);
            IReadOnlyList<FragmentTime> rows = index.Forget(rendition, fragment.Time.Time);
            if (rows.Count > 0)
            {
                gone.Add(new GoneFragments(rendition, index.Content, rows.Count));
            }

            if (definition.PlaylistType == PlaylistType.Rolling)
            {
                expired.AddRange(rows.SelectMany(row => PathsOf(index, row)));
            }
        }

        private StreamIndexTimeline IndexOf(int rendition, Content content) => All.First(i => i.Content == content && i.Has(rendition));

        private IEnumerable<string> PathsOf(StreamIndexTimeline index, FragmentTime row) =>
            index.QualityLevelsAt(row.Time).Select(level => layout.PathOf(index.Content, level.Bitrate, row.Time));

        private void Store(int rendition, FragmentNotice fragment, List<Misalignment> strays)
        {
            StreamIndexTimeline index = IndexOf(rendition, fragment.Track.Content);
            index.Store(rendition, fragment.Time, fragment.IsLost ? null : fragment.Track, fragment.Bitrate);
            Advance(index, strays);
        }

        // Clients choke on a StreamIndex that turns up while they play, so it begins a new epoch.
        private void TakeIn()
        {
            foreach (StreamIndexTimeline index in _joining.Where(i => i.Rows.Count > 0).ToList())
            {
                _joining.Remove(index);
                Begin(index, index.Rows[0].Time);
            }
        }

        // In a rolling group the fragments that a rendition lacked leave the window at last.
        private List<int> TakeBack()
        {
            var returned = new List<int>();
            if (definition.PlaylistType == PlaylistType.Rolling)
            {
                foreach (StreamIndexTimeline own in _own.FindAll(i => SharedOf(i.Content).Matches(i)))
                {
                    returned.AddRange(own.Tracks.Select(t => t.Rendition));
                    SharedOf(own.Content).TakeBack(own);
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
                // Who joins a running group lacks its earlier fragments, so it cannot share their StreamIndex; but the first
                // of a content has nothing to lack.
                StreamIndexTimeline shared = SharedOf(track.Track.Content);
                if (_began && (shared.Tracks.Count == 0 || _joining.Contains(shared)))
                {
                    shared.Join(track);
                    _joining.Add(shared);
                }
                else if (_began)
                {
                    Content content = track.Track.Content;
                    var own = new StreamIndexTimeline(content, OwnName(content, track.Rendition), _fragmentLength);
                    own.Add(track);
                    _own.Add(own);
                }
                else
                {
                    shared.Add(track);
                }
            }

            if (!_began && published is not null && published.CanContinue(tracks))
            {
                foreach (StreamIndexTimeline index in _shared)
                {
                    index.Restore(published.FragmentsOf(index.Content));
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
                StreamIndexTimeline own = index.Split(stray.Rendition, OwnName(index.Content, stray.Rendition));
                own.Advance();
                _own.Add(own);
                _changed = true;
            }

            _changed |= index.Rows.Count != before;
            foreach (StreamIndexTimeline advanced in All)
            {
                foreach (long change in advanced.TakeChanges())
                {
                    Begin(advanced, change);
                }
            }
        }

        // An epoch begins with the row that is listed, not with the fragment that is stored: by then it is known who shares it.
        private void Begin(StreamIndexTimeline index, long change)
        {
            _epochs.Begin(change);
            if (_shared.Contains(index))
            {
                _together.Begin(change);
            }
        }

        private List<string> Expire()
        {
            var paths = new List<string>();
            foreach (StreamIndexTimeline index in All)
            {
                foreach (FragmentTime row in index.RemoveOldest(_window.Expired(index.Rows.Count)))
                {
                    paths.AddRange(PathsOf(index, row));
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
            index.Unlisted.Select(f => layout.PathOf(index.Content, f.Bitrate, f.Time.Time)));

        private ClientManifest? Compose(bool isLive)
        {
            // A recording keeps everything; a live or a rolling manifest lists what one decoder configuration plays.
            bool all = !isLive && definition.PlaylistType == PlaylistType.Appending;
            Func<StreamIndexTimeline, long> from = all ? static _ => long.MinValue : LatestOf;
            bool incomplete = _shared.Any(
                s => s.Tracks.Count > 0 && !_joining.Contains(s) && Listed(s, from(s), long.MaxValue).Count == 0);
            List<StreamIndex> listed = Describe(from, long.MaxValue);
            bool isFirst = _together.Latest == long.MinValue;
            bool mayCome = isFirst || listed.TrueForAll(s => s.Fragments.Count <= LongestWait);
            if (listed.Count == 0 || (isLive && incomplete && mayCome))
            {
                return null; // clients choke on a StreamIndex without fragments
            }

            _changed = false;
            return Manifest(isLive, listed);
        }

        // Written again while fragments of theirs may come: tracks do not reach an epoch's end at one time.
        private List<ManifestPart> Parts(bool closed)
        {
            var parts = new List<ManifestPart>();
            foreach ((long from, long to) in _epochs.Parts(closed))
            {
                int count = All.Sum(index => Listed(index, from, to).Count);
                if (count > 0 && _epochs.Grew(from, count))
                {
                    List<StreamIndex> listed = Describe(_ => from, to);
                    string name = layout.PartName(definition.ManifestName, listed.Min(s => s.Fragments[0].Time));
                    parts.Add(new ManifestPart(name, Manifest(isLive: false, listed)));
                }
            }

            return parts;
        }

        private ClientManifest Manifest(bool isLive, List<StreamIndex> listed) =>
            new(definition.TimeScale, isLive, definition.LookAheadFragmentCount, _window.Length, listed);

        // Where the latest configuration of an index and of those that it plays with begins.
        private long LatestOf(StreamIndexTimeline index) => Math.Max(_together.Latest, index.LatestChange);

        private List<StreamIndex> Describe(Func<StreamIndexTimeline, long> from, long to) =>
        [
            .. All.Select(index => (Index: index, Rows: Listed(index, from(index), to)))
                .Where(i => i.Rows.Count > 0)
                .Select(i => new StreamIndex(
                    i.Index.Content.Kind,
                    i.Index.Name,
                    layout.UrlOf(i.Index.Content),
                    [.. i.Index.QualityLevelsAt(i.Index.Rows[i.Rows.First].Time)],
                    i.Index.Copy(i.Rows),
                    i.Index.Content.Language)),
        ];

        private (int First, int Count) Listed(StreamIndexTimeline index, long from, long to) =>
            index.Between(_window.Unlisted(index.Rows.Count), Nearly(from), Nearly(to));

        private static long Nearly(long time) => time is long.MinValue or long.MaxValue ? time : time - Beside;

        private StreamIndexTimeline SharedOf(Content content)
        {
            StreamIndexTimeline? shared = _shared.Find(i => i.Content == content);
            if (shared is null)
            {
                shared = new StreamIndexTimeline(content, content.Name, _fragmentLength);
                _shared.Insert(_shared.FindLastIndex(i => i.Content.Kind <= content.Kind) + 1, shared);
            }

            return shared;
        }

        private static string OwnName(Content content, int rendition) => $"{content.Name}_{rendition + 1}";
    }
}

using System.Runtime.CompilerServices;
using MssTools.Core.Manifests;
using MssTools.Core.Stored;

namespace MssTools.Core.Checks;

/// <summary>Checks one presentation: its manifest, then every listed fragment of every rendition, then how it goes on.</summary>
internal sealed class GroupChecker
{
    private const int MostUnreachable = 5;
    private const int MostAligned = 100_000;

    private static readonly TimeSpan s_shortestLook = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_longestLook = TimeSpan.FromSeconds(5);

    private readonly CheckDefinition _definition;
    private readonly StoredGroup _group;
    private readonly Findings _findings;
    private readonly FragmentFetcher _fetcher;
    private readonly TimeProvider _time;
    private readonly Dictionary<string, TrackState> _tracks = new(StringComparer.Ordinal);
    private int _unreachable;

    private GroupChecker(CheckDefinition definition, StoredGroup group, TimeProvider time)
    {
        _definition = definition;
        _group = group;
        _findings = new Findings(definition, group.Name);
        _fetcher = new FragmentFetcher(group);
        _time = time;
    }

    /// <summary>Checks a presentation.</summary>
    /// <param name="definition">Which, and for what.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends the check.</param>
    /// <returns>What is found, each as soon as it is.</returns>
    /// <exception cref="MssException">NotFound: there is no manifest; SourceFailed or TimedOut: the place cannot be reached.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async IAsyncEnumerable<MssFinding> CheckAsync(
        CheckDefinition definition, TimeProvider time, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(time);
        using var group = new StoredGroup(definition.Address is { } address
            ? new HttpPlace(address, time, definition.Timeout)
            : GroupPlaces.Of(definition.Path!));
        await foreach (MssFinding finding in CheckAsync(group, definition, time, cancellationToken).ConfigureAwait(false))
        {
            yield return finding;
        }
    }

    /// <summary>Checks a group, wherever it lies.</summary>
    /// <inheritdoc cref="CheckAsync(CheckDefinition, TimeProvider, CancellationToken)"/>
    public static IAsyncEnumerable<MssFinding> CheckAsync(
        StoredGroup group, CheckDefinition definition, TimeProvider time, CancellationToken cancellationToken) =>
        new GroupChecker(definition, group, time).RunAsync(cancellationToken);

    private async IAsyncEnumerable<MssFinding> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        CheckedManifest? document = await OpenAsync(cancellationToken).ConfigureAwait(false);
        if (document is not null)
        {
            CheckManifest(document);
            foreach (MssFinding finding in _findings.Take())
            {
                yield return finding;
            }

            await foreach (MssFinding finding in CheckFragmentsAsync(document.Manifest, cancellationToken).ConfigureAwait(false))
            {
                yield return finding;
            }

            await ProbeAsync(document.Manifest, cancellationToken).ConfigureAwait(false);
            FindUnlisted(document.Manifest);
        }

        if (document is { Manifest.IsLive: true } && _definition.Watch > TimeSpan.Zero)
        {
            await foreach (MssFinding finding in WatchAsync(document.Manifest, cancellationToken).ConfigureAwait(false))
            {
                yield return finding;
            }
        }

        foreach (MssFinding finding in _findings.Take().Concat(_findings.Rest()))
        {
            yield return finding;
        }
    }

    // Null where it cannot be read; then that is noted.
    private async Task<CheckedManifest?> OpenAsync(CancellationToken cancellationToken)
    {
        using StoredDocument document = await _group.OpenManifestAsync(cancellationToken).ConfigureAwait(false);
        if (document.Bytes is null)
        {
            _findings.Add(
                document.Http is null ? ManifestGrammar.Unreadable : ServerAnswers.NoManifest, $"'{document.Name}': {document.Problem}.", place: document.Name);
            return null;
        }

        try
        {
            byte[] bytes = StoredGroup.ReadWhole(document);
            return new CheckedManifest(
                document.Name, bytes.AsMemory(0, Math.Min(bytes.Length, 16)), document.Http, document.Written, ClientManifestReader.Read(bytes, document.Name));
        }
        catch (MssException failure) when (failure.Code == MssError.MalformedInput)
        {
            _findings.Add(ManifestGrammar.Unreadable, failure.Message, place: document.Name);
            return null;
        }
    }

    private void CheckManifest(CheckedManifest document)
    {
        ManifestGrammar.Check(document, _findings);
        ListedTimes.Check(document, _findings);
        CodecAttributes.Check(document, _findings);
        LiveManifest.Check(document, _time.GetUtcNow(), _findings);
        ServerAnswers.Check(document, _findings);
        PlayerTraps.Check(document, _findings);
    }

    private async IAsyncEnumerable<MssFinding> CheckFragmentsAsync(
        PublishedManifest manifest, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (StoredTrack track in StoredGroup.TracksOf(manifest).Where(t => !t.Index.Element.IsTrue("ManifestOutput")))
        {
            TrackState state = StateOf(track);
            IEnumerable<int> positions = Enumerable.Range(0, track.Index.Count).Where(i => track.Index.Fragments[i].Time > state.LastTime);
            await foreach (FragmentFetcher.Fetched fetched in _fetcher.FetchAsync(track, positions, cancellationToken).ConfigureAwait(false))
            {
                await CheckFragmentAsync(manifest, track, state, fetched, cancellationToken).ConfigureAwait(false);
                foreach (MssFinding finding in _findings.Take())
                {
                    yield return finding;
                }
            }
        }
    }

    private async Task CheckFragmentAsync(
        PublishedManifest manifest, StoredTrack track, TrackState state, FragmentFetcher.Fetched fetched, CancellationToken cancellationToken)
    {
        using StoredDocument? document = fetched.Document;
        ListedFragment listed = track.Index.Fragments[fetched.Position];
        state.LastTime = Math.Max(state.LastTime, listed.Time);
        if (document?.Bytes is not { } bytes)
        {
            await NoteMissingAsync(manifest, track, listed, fetched, cancellationToken).ConfigureAwait(false);
            return;
        }

        _unreachable = 0;
        ServerAnswers.Check(document, track, listed, _findings);
        try
        {
            Examine(new CheckedFragment(manifest, track, fetched.Position, StoredFragment.Read(bytes)), state);
        }
        catch (MssException failure) when (failure.Code == MssError.MalformedInput)
        {
            _findings.Add(FragmentBoxes.Unreadable, failure.Message, track.Name, track.Index.ToTime(listed.Time), document.Name);
        }
        catch (IOException failure)
        {
            _findings.Add(FragmentBoxes.Unreadable, failure.Message, track.Name, track.Index.ToTime(listed.Time), document.Name);
        }
    }

    private void Examine(CheckedFragment item, TrackState state)
    {
        bool isWhole = FragmentBoxes.Check(item, state.LastSequence, _findings);
        state.LastSequence = item.Fragment.SequenceNumber ?? state.LastSequence;
        FragmentTimes.Check(item, _findings);
        if (isWhole)
        {
            state.Samples.Check(item, _findings);
        }

        state.LastNext = item.Fragment.Successors is { Count: > 0 } next ? next[0] : null;
        if (item.Track.Index is { IsVideo: true, Levels.Count: > 1 } index && item.Position < MostAligned)
        {
            Dictionary<long, (long, long)> outlines = StateOf(new StoredTrack(index, index.Levels[0])).Outlines;
            if (item.Track.Level == index.Levels[0])
            {
                outlines[item.Listed.Time] = FragmentTimes.Outline(item.Fragment);
            }
            else if (outlines.TryGetValue(item.Listed.Time, out (long, long) first))
            {
                FragmentTimes.CheckAligned(item, first, _findings);
            }
        }
    }

    // What left the window of a live presentation since the manifest was read is not missing.
    private async Task NoteMissingAsync(
        PublishedManifest manifest, StoredTrack track, ListedFragment listed, FragmentFetcher.Fetched fetched, CancellationToken cancellationToken)
    {
        bool isUnreachable = fetched.Failure is { Code: not MssError.MalformedInput };
        _unreachable = isUnreachable ? _unreachable + 1 : 0;
        if (_unreachable >= MostUnreachable)
        {
            throw fetched.Failure!;
        }

        if (manifest.IsLive && !isUnreachable && !await IsListedAsync(track, listed.Time, cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        string problem = fetched.Failure?.Message ?? $"'{fetched.Document!.Name}': {fetched.Document.Problem}.";
        _findings.Add(FragmentBoxes.Missing, problem, track.Name, track.Index.ToTime(listed.Time), fetched.Document?.Name ?? track.UrlOf(listed.Time));
    }

    private async Task<bool> IsListedAsync(StoredTrack track, long time, CancellationToken cancellationToken)
    {
        try
        {
            PublishedManifest now = await _group.ReadManifestAsync(cancellationToken).ConfigureAwait(false);
            return now.StreamIndexes.Any(s => s.Name == track.Index.Name && s.Fragments.Any(f => f.Time == time));
        }
        catch (MssException)
        {
            return true;
        }
    }

    // How a server refuses what never was, and what is still to come.
    private async Task ProbeAsync(PublishedManifest manifest, CancellationToken cancellationToken)
    {
        if (_group.CanList)
        {
            return;
        }

        foreach (StoredTrack track in StoredGroup.TracksOf(manifest).Where(t => t.Index.Count > 0))
        {
            // Far behind the end, and no multiple of a length: nothing can ever be there.
            long never = track.Index.End + (1000 * Math.Max(track.Index.LongestDuration, 1)) + 1;
            using (StoredDocument refusal = await _group.OpenFragmentAsync(track, never, cancellationToken).ConfigureAwait(false))
            {
                ServerAnswers.CheckRefusal(refusal, track, _findings);
            }

            if (manifest.IsLive && StateOf(track).LastNext is { } next && next > track.Index.LastTime)
            {
                using StoredDocument successor = await _group.OpenFragmentAsync(track, next, cancellationToken).ConfigureAwait(false);
                PlayerTraps.CheckSuccessor(successor, track, next, _findings);
            }
        }

        await ProbePolicyAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task ProbePolicyAsync(CancellationToken cancellationToken)
    {
        foreach (string name in new[] { "/clientaccesspolicy.xml", "/crossdomain.xml" })
        {
            using StoredDocument policy = await _group.OpenDocumentAsync(name, cancellationToken).ConfigureAwait(false);
            if (policy.Bytes is not null)
            {
                return;
            }
        }

        _findings.Add(PlayerTraps.NoPolicy, "Neither clientaccesspolicy.xml nor crossdomain.xml is there.");
    }

    private void FindUnlisted(PublishedManifest manifest)
    {
        if (manifest.IsLive || !_group.CanList)
        {
            return;
        }

        foreach ((StoredTrack track, HashSet<long> times) in _group.FindFragments(manifest))
        {
            times.ExceptWith(track.Index.Fragments.Select(f => f.Time));
            if (times.Count > 0)
            {
                _findings.Add(FragmentBoxes.Unlisted, FormattableString.Invariant($"There are {times.Count}, the first at {times.Min()}."), track.Name, track.Index.ToTime(times.Min()));
            }
        }
    }

    private async IAsyncEnumerable<MssFinding> WatchAsync(
        PublishedManifest first, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        (PublishedManifest last, long started) = (first, _time.GetTimestamp());
        (long read, long progressed, bool isStalled) = (started, started, false);
        while (last.IsLive && _time.GetElapsedTime(started) < _definition.Watch)
        {
            TimeSpan left = _definition.Watch - _time.GetElapsedTime(started);
            var look = TimeSpan.FromTicks(Math.Clamp(last.FragmentLength.Ticks / 2, s_shortestLook.Ticks, s_longestLook.Ticks));
            await Task.Delay(left < look ? left : look, _time, cancellationToken).ConfigureAwait(false);
            if (await OpenAsync(cancellationToken).ConfigureAwait(false) is { } document)
            {
                LiveManifest.CheckProgress(last, document.Manifest, _time.GetElapsedTime(read), _findings);
                read = _time.GetTimestamp();
                bool hasMoved = !document.Manifest.IsLive
                    || document.Manifest.StreamIndexes.Zip(last.StreamIndexes).Any(pair => pair.First.LastTime > pair.Second.LastTime);
                (progressed, isStalled) = hasMoved ? (read, false) : (progressed, isStalled);
                if (!isStalled && LiveManifest.IsStalled(document.Manifest, _time.GetElapsedTime(progressed)))
                {
                    isStalled = true;
                    _findings.Add(LiveManifest.Stalled, FormattableString.Invariant($"No fragment came for {_time.GetElapsedTime(progressed).TotalSeconds:0.#} s."));
                }

                last = document.Manifest;
                await foreach (MssFinding finding in CheckFragmentsAsync(last, cancellationToken).ConfigureAwait(false))
                {
                    yield return finding;
                }

                if (!last.IsLive)
                {
                    ListedTimes.Check(document, _findings);
                }
            }

            foreach (MssFinding finding in _findings.Take())
            {
                yield return finding;
            }
        }
    }

    private TrackState StateOf(StoredTrack track)
    {
        string key = $"{track.Index.Name} {track.Place}";
        if (!_tracks.TryGetValue(key, out TrackState? state))
        {
            _tracks[key] = state = new TrackState(new SampleData(track));
        }

        return state;
    }

    // What is remembered of a rendition from one fragment to the next.
    private sealed class TrackState(SampleData samples)
    {
        public SampleData Samples => samples;

        public long LastTime { get; set; } = -1;

        public uint? LastSequence { get; set; }

        public long? LastNext { get; set; }

        public Dictionary<long, (long Shown, long Length)> Outlines { get; } = [];
    }
}

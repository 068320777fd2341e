using System.Xml.Linq;
using MssTools.Core.Checks;
using MssTools.Core.Manifests;
using MssTools.Core.Stored;
using static System.FormattableString;

namespace MssTools.Core.Repairs;

/// <summary>Finds out what the manifest of a group should say; nothing is written.</summary>
internal sealed class RepairPlanner
{
    private const int MostUnmended = 100;

    private readonly FolderPlace _place;
    private readonly TimeProvider _time;
    private readonly RepairSources _sources;
    private readonly LeftOutList _leftOut = new();
    private readonly List<string> _changes = [];
    private readonly HashSet<string> _used = [];

    private RepairPlanner(FolderPlace place, TimeProvider time, RepairSources sources) => (_place, _time, _sources) = (place, time, sources);

    /// <summary>Makes the plan.</summary>
    /// <param name="place">The group's folder, which nobody writes meanwhile.</param>
    /// <param name="sources">The manifests that can tell what it is.</param>
    /// <param name="time">The clock of the check.</param>
    /// <param name="progress">Called with the fragments that were looked at and with how many there are.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="MssException">
    /// NotFound: nothing tells how a rendition is to be decoded; NoMedia: no fragment can be listed; Unsupported.
    /// </exception>
    /// <exception cref="IOException">A folder cannot be read.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static RepairPlan Make(
        FolderPlace place, RepairSources sources, TimeProvider time, Action<int, int> progress, CancellationToken cancellationToken) =>
        new RepairPlanner(place, time, sources).Plan(progress, cancellationToken);

    private RepairPlan Plan(Action<int, int> progress, CancellationToken cancellationToken)
    {
        (ManifestSource settings, FolderScan scan, SettingsBuilder builder) = Settle(cancellationToken);
        Inspect(scan, progress, cancellationToken);
        MendCodecs(scan, builder);
        ManifestSource? old = _sources.Old is { IsWhole: true } whole ? whole : null;
        var epochs = EarlierEpochs.Of(old, _sources.From is null ? _sources.Parts().Where(part => IsOf(part, scan)) : []);
        List<RepairTimeline> timelines = Build(scan, old, epochs);
        NoteUnknown(scan);
        bool isAsListed = old is not null && _sources.From is null && _changes.Count == 0 && !old.Manifest.IsLive
            && timelines.TrueForAll(timeline => timeline.IsAsListed && timeline.Dropped.Count == 0);
        IReadOnlyList<string> live = [.. ManifestRewriter.LiveAttributesOf(settings.Root)];
        byte[] manifest = isAsListed ? _sources.Bytes! : Write(settings, timelines, epochs);
        bool isNeeded = _sources.Bytes is null || !manifest.AsSpan().SequenceEqual(_sources.Bytes);
        NoteRows(timelines, live);
        return new RepairPlan(manifest, _sources.Bytes, new MssRepair
        {
            GroupName = Path.GetFileName(_place.Folder),
            TargetFolder = Path.GetDirectoryName(_place.Folder) ?? "",
            ManifestPath = _place.Manifest,
            IsNeeded = isNeeded,
            Sources = [.. _used.Order(StringComparer.Ordinal)],
            Tracks = [.. timelines.SelectMany(Describe)],
            Changes = isNeeded ? _changes : [],
            LeftOut = _leftOut.First,
            LeftOutCount = _leftOut.Count,
            Unmended = Check(manifest, cancellationToken),
        });
    }

    // What the group is: by the user's manifest, else by its own, whole or not, else by what else lies there, else by its fragments.
    private (ManifestSource Settings, FolderScan Scan, SettingsBuilder Builder) Settle(CancellationToken cancellationToken)
    {
        ManifestSource? own = _sources.From ?? _sources.Old;
        if (_sources.Problem is { } problem)
        {
            _changes.Add($"The manifest is made anew: {problem.TrimEnd('.')}.");
        }

        var builder = new SettingsBuilder(_place, own?.Root, _sources.Others());
        var scan = FolderScan.Look(_place, own, cancellationToken);
        bool isOpen = own is not { IsWhole: true } || scan.Tracks.All(track => track.Files.Count == 0);
        foreach ((KnownPlace known, Dictionary<long, string> files) in isOpen ? Sorted(scan) : [])
        {
            foreach ((long time, string path) in files.OrderBy(file => file.Key))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (FragmentInspection.Of(_place, path, time).Reason is null)
                {
                    builder.Add(known, files, path);
                    break;
                }
            }
        }

        if (own is not null)
        {
            _used.Add(own.Name);
        }

        if (!isOpen)
        {
            return (own!, scan, builder);
        }

        if (builder.Root is not { } root || ManifestSource.Of(root, _place.Manifest, isWhole: true) is not { } settings)
        {
            throw Nothing();
        }

        return (settings, FolderScan.Look(_place, settings, cancellationToken), builder);
    }

    // The folder with the most fragments of a name decides where its renditions are; then as manifests of ours have them.
    private static IEnumerable<KeyValuePair<KnownPlace, Dictionary<long, string>>> Sorted(FolderScan scan)
    {
        HashSet<string> found = [.. scan.Tracks.Where(track => track.Files.Count > 0).Select(track => track.Name)];
        return scan.Unknown.Where(unknown => !found.Contains(unknown.Key.Name))
            .GroupBy(unknown => unknown.Key.Content)
            .OrderBy(group => GroupLayout.IsSound(group.Key) ? 1 : 0).ThenBy(group => group.Key, StringComparer.Ordinal)
            .SelectMany(group => group.GroupBy(unknown => unknown.Key.Url).MaxBy(url => url.Sum(unknown => unknown.Value.Count))!
                .OrderBy(unknown => unknown.Key.Bitrate));
    }

    private void Inspect(FolderScan scan, Action<int, int> progress, CancellationToken cancellationToken)
    {
        int all = scan.Tracks.Sum(track => track.Files.Count);
        int done = 0;
        foreach (RepairTrack track in scan.Tracks)
        {
            foreach ((long time, string path) in track.Files)
            {
                cancellationToken.ThrowIfCancellationRequested();
                FragmentInspection fragment = FragmentInspection.Of(_place, path, time);
                if (fragment.Reason is null)
                {
                    track.Whole.Add(time, fragment.Duration);
                }
                else
                {
                    _leftOut.Add(track.Stored, time, fragment.Reason);
                }

                progress(++done, all);
            }
        }
    }

    private void MendCodecs(FolderScan scan, SettingsBuilder builder)
    {
        foreach (RepairTrack track in scan.Tracks.Where(track => track.Whole.Count > 0 && !ConfigCheck.IsUsable(track.Stored)))
        {
            if (builder.MendCodec(track) is { } source)
            {
                _changes.Add($"How '{track.Name}' is to be decoded is taken from '{source}'.");
            }
        }

        _used.UnionWith(builder.Used);
    }

    private List<RepairTimeline> Build(FolderScan scan, ManifestSource? old, EarlierEpochs? epochs)
    {
        List<RepairTimeline> timelines = [];
        foreach (IGrouping<XElement, RepairTrack> tracks in scan.Tracks.GroupBy(track => track.Index))
        {
            PublishedStreamIndex stored = tracks.First().Stored.Index;
            PublishedStreamIndex? listed = _sources.From is null
                ? old?.Indexes.FirstOrDefault(i => i.Element == tracks.Key).Index
                : old?.Find(tracks.Key) is var (index, _) && index.TimeScale == stored.TimeScale ? index : null;
            var timeline = new RepairTimeline(tracks.Key, listed);
            timeline.Build([.. tracks], epochs?.BeginOf(tracks.Key) ?? BeginOf(listed, [.. tracks], old), _leftOut);
            timelines.Add(timeline);
        }

        return timelines.Exists(timeline => timeline.Rows.Count > 0) ? timelines : throw Nothing();
    }

    private bool IsOf(ManifestSource part, FolderScan scan) => scan.Tracks.Any(track =>
        part.Find(track.Index) is var (index, _) && CopyCheck.IsOf(_place, part.Name, index, track.Files));

    // What a packager took off its list is leaving: a rolling window keeps it for late viewers, and another configuration may be before.
    private static long BeginOf(PublishedStreamIndex? listed, IReadOnlyList<RepairTrack> tracks, ManifestSource? old)
    {
        if (listed is null || listed.Count == 0)
        {
            return long.MinValue;
        }

        IEnumerable<ListedFragment> there = listed.Fragments.Where(row => tracks.Any(track => track.Files.ContainsKey(row.Time)));
        return old!.Manifest.IsLive ? there.Select(row => (long?)row.Time).FirstOrDefault() ?? long.MinValue
            : tracks.Any(track => track.Files.ContainsKey(listed.Start)) ? listed.Start
            : long.MinValue;
    }

    private void NoteUnknown(FolderScan scan)
    {
        foreach ((KnownPlace known, Dictionary<long, string> files) in scan.Unknown)
        {
            foreach ((long time, string path) in files.OrderBy(file => file.Key))
            {
                _leftOut.Add(known.Name, PublishedManifest.ToTime(time, PublishedManifest.DefaultTimeScale), path, "the manifest has no such rendition");
            }
        }
    }

    private static byte[] Write(ManifestSource settings, List<RepairTimeline> timelines, EarlierEpochs? epochs)
    {
        foreach (RepairTimeline timeline in timelines)
        {
            foreach (RepairTrack track in timeline.Dropped)
            {
                track.Level.Remove();
            }

            if (timeline.Rows.Count == 0)
            {
                timeline.Index.Remove();
            }
        }

        epochs?.Apply();
        return ManifestRewriter.Write(
            settings.Root, timelines.Where(timeline => timeline.Rows.Count > 0).ToDictionary(timeline => timeline.Index, timeline => timeline.Rows));
    }

    private void NoteRows(List<RepairTimeline> timelines, IReadOnlyList<string> live)
    {
        foreach (RepairTimeline timeline in timelines)
        {
            foreach (RepairTrack track in timeline.Dropped)
            {
                _changes.Add($"'{track.Name}' is listed no more: {(track.Whole.Count == 0 ? "nothing of it can be played" : "it lacks most of what another rendition has")}.");
            }

            HashSet<long> now = [.. timeline.Rows.Select(row => row.Time)];
            List<long> missing = [.. (timeline.Old?.Fragments ?? []).Select(row => row.Time).Where(time => !now.Contains(time)).Distinct()];
            foreach (RepairTrack track in timeline.Tracks.Concat(timeline.Dropped))
            {
                missing.FindAll(time => !track.Files.ContainsKey(time)).ForEach(time => _leftOut.Add(track.Stored, time, "there is no such file"));
            }

            string name = ManifestElements.NameOf(timeline.Index);
            now.ExceptWith((timeline.Old?.Fragments ?? []).Select(row => row.Time));
            if (now.Count > 0 || missing.Count > 0)
            {
                _changes.Add(Invariant($"'{name}' lists {timeline.Rows.Count} fragments: {now.Count} that it did not list, and {missing.Count} no more."));
            }
            else if (!timeline.IsAsListed)
            {
                _changes.Add(Invariant($"'{name}' lists its {timeline.Rows.Count} fragments in order and as long as they last."));
            }
        }

        if (live.Count > 0)
        {
            _changes.Add($"It is a recording now: without {string.Join(", ", live)}.");
        }

        if (_sources.From is { } from)
        {
            _changes.Add($"Names, codecs and addresses are those of '{from.Name}'.");
        }
    }

    private static IEnumerable<MssRepairTrack> Describe(RepairTimeline timeline) => timeline.Tracks.Concat(timeline.Dropped).Select(track =>
    {
        IReadOnlyList<RepairRow> rows = timeline.Dropped.Contains(track) ? [] : timeline.Rows;
        PublishedStreamIndex? old = timeline.Old is { } listed && listed.Levels.Any(level => level.Bitrate == track.Stored.Level.Bitrate) ? listed : null;
        HashSet<long> before = [.. (old?.Fragments ?? []).Select(row => row.Time)];
        int kept = rows.Count(row => before.Contains(row.Time));
        return new MssRepairTrack
        {
            Name = track.Name,
            FragmentCount = rows.Count,
            ListedBefore = before.Count,
            Added = rows.Count - kept,
            Removed = before.Count - kept,
            Start = rows.Count == 0 ? null : track.Stored.Index.ToTime(rows[0].Time),
            End = rows.Count == 0 ? null : track.Stored.Index.ToTime(rows[^1].End),
        };
    });

    // Whatever the checker still takes for an error, a manifest cannot mend.
    private List<string> Check(byte[] manifest, CancellationToken cancellationToken)
    {
        using var group = new StoredGroup(new PlannedPlace(_place, manifest));
        var definition = new CheckDefinition { Path = _place.Manifest, Severity = FindingSeverity.Error };
        return
        [
            .. GroupChecker.CheckAsync(group, definition, _time, cancellationToken).ToBlockingEnumerable(cancellationToken).Take(MostUnmended)
                .Select(finding => $"{(finding.Track.Length > 0 ? finding.Track : "manifest")}{(finding.Time is { } time ? $" at {time:c}" : "")}: {finding.Message} ({finding.Id})"),
        ];
    }

    private MssException Nothing() => new(
        MssError.NoMedia,
        $"'{_place.Folder}' holds no whole fragment that a manifest could list; {_leftOut.Count} were looked at.",
        "Give the folder of a group: the one that holds the folders of its renditions.");
}

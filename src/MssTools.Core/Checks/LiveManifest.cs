using MssTools.Core.Manifests;
using static System.FormattableString;
using static MssTools.FindingSeverity;
using static MssTools.MssPlayer;

namespace MssTools.Core.Checks;

/// <summary>What makes a manifest live, and how it goes on from one version to the next.</summary>
internal static class LiveManifest
{
    private static readonly string[] s_ofLive = ["LookAheadFragmentCount", "LookaheadCount", "DVRWindowLength"];

    private const int StalledAfter = 3;
    private const int FewestFragments = 3;

    private static readonly TimeSpan s_slack = TimeSpan.FromSeconds(2);

    public static readonly CheckRule LowerCase = new(
        "MSS701", Warning, "IsLive is not written in upper case",
        "VLC takes nothing but TRUE", "Write IsLive=\"TRUE\".", Vlc);

    public static readonly CheckRule NoLookAhead = new(
        "MSS702", Warning, "A live manifest has no LookAheadFragmentCount",
        "GStreamer ignores tfrf without it; [MS-SSTR] 2.2.2.1 calls it LookaheadCount", "Write LookAheadFragmentCount=\"2\".", GStreamer);

    public static readonly CheckRule LiveInRecording = new(
        "MSS703", Information, "A recording has attributes of live presentations",
        "[MS-SSTR] 2.2.2.1", "Leave out LookAheadFragmentCount and DVRWindowLength.");

    public static readonly CheckRule LiveDuration = new(
        "MSS704", Warning, "A live manifest has a Duration",
        "[MS-SSTR] 2.2.2.1; dash.js takes it for a recording that grows", "Write Duration=\"0\".", DashJs);

    public static readonly CheckRule TooMuch = new(
        "MSS705", Warning, "More is listed than DVRWindowLength says",
        "[MS-SSTR] 2.2.2.1", "Take fragments off the list when they leave the window.");

    public static readonly CheckRule TooFew = new(
        "MSS706", Information, "A live StreamIndex lists fewer than three fragments",
        "GStreamer begins three fragments behind the end", "Wait, or list more.");

    public static readonly CheckRule Stalled = new(
        "MSS707", Error, "No fragment comes any more",
        "Players wait for the next one for ever", "Look at the input; write the final manifest where the presentation is over.",
        CheckRule.Everyone);

    public static readonly CheckRule Changed = new(
        "MSS708", Error, "A listed fragment has got another time or length",
        "[MS-SSTR] 2.2.2.6: players keep what they read", "Never change what was published.", CheckRule.Everyone);

    public static readonly CheckRule Vanished = new(
        "MSS709", Error, "Listed fragments are gone that were not the oldest",
        "Players keep what they read", "Never take back what was published; take off the oldest first.", CheckRule.Everyone);

    public static readonly CheckRule Rearranged = new(
        "MSS710", Error, "StreamIndexes or QualityLevels are others than before",
        "GStreamer takes StreamIndexes by their order", "Keep the order while the presentation lives.", GStreamer, Vlc, Media3);

    public static readonly CheckRule EndlessWindow = new(
        "MSS711", Warning, "Fragments leave the list, and DVRWindowLength says that none do",
        "Players offer to seek into what is deleted", "Write the window into DVRWindowLength.", DashJs, Media3);

    public static readonly CheckRule Jump = new(
        "MSS712", Warning, "Many fragments came at once",
        "Players that follow closely run dry before", "Publish each fragment when it is complete.");

    public static readonly CheckRule Unsteady = new(
        "MSS713", Warning, "One StreamIndex stays behind the others",
        "Players wait for both", "Publish picture and sound together.");

    public static IReadOnlyList<CheckRule> Rules { get; } =
    [
        LowerCase, NoLookAhead, LiveInRecording, LiveDuration, TooMuch, TooFew, Stalled, Changed, Vanished, Rearranged, EndlessWindow,
        Jump, Unsteady,
    ];

    /// <summary>Applies what one version of the manifest shows.</summary>
    public static void Check(CheckedManifest document, DateTimeOffset now, Findings findings)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(findings);
        PublishedManifest manifest = document.Manifest;
        ManifestElement root = manifest.Element;
        string place = ManifestGrammar.Line(root);
        if (!manifest.IsLive)
        {
            foreach (string name in s_ofLive.Where(n => root.Number(n) > 0))
            {
                findings.Add(LiveInRecording, $"{name} is {ManifestGrammar.Shown(root, name)}.", place: place);
            }

            return;
        }

        if (root.Text("IsLive") != "TRUE")
        {
            findings.Add(LowerCase, $"IsLive is {ManifestGrammar.Shown(root, "IsLive")}.", place: place);
        }

        if (root.Number("LookAheadFragmentCount") is null or 0)
        {
            findings.Add(NoLookAhead, $"LookAheadFragmentCount is {ManifestGrammar.Shown(root, "LookAheadFragmentCount")}.", place: place);
        }

        if (root.Number("Duration") > 0)
        {
            findings.Add(LiveDuration, $"Duration is {ManifestGrammar.Shown(root, "Duration")}.", place: place);
        }

        foreach (PublishedStreamIndex index in manifest.StreamIndexes.Where(s => s.Count > 0 && !ListedTimes.IsSparse(s)))
        {
            CheckWindow(manifest, index, findings);
        }

        if (document.Written is { } written && IsStalled(manifest, now - written))
        {
            findings.Add(Stalled, Invariant($"The manifest was written {(now - written).TotalSeconds:0} s ago, fragments last {manifest.FragmentLength.TotalSeconds:0.###} s."));
        }
    }

    /// <summary>True where so long no fragment came that none is to be expected.</summary>
    public static bool IsStalled(PublishedManifest manifest, TimeSpan silence)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        return manifest.IsLive && silence > StalledAfter * manifest.FragmentLength + s_slack;
    }

    /// <summary>Compares a version with the one before it.</summary>
    public static void CheckProgress(PublishedManifest before, PublishedManifest now, TimeSpan between, Findings findings)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(now);
        ArgumentNullException.ThrowIfNull(findings);
        if (!Contents(before).SequenceEqual(Contents(now)))
        {
            findings.Add(Rearranged, $"There were {string.Join(", ", Contents(before))}; there are {string.Join(", ", Contents(now))}.");
            return;
        }

        foreach ((PublishedStreamIndex old, PublishedStreamIndex index) in before.StreamIndexes.Zip(now.StreamIndexes))
        {
            CheckList(old, index, findings);
            CheckEdges(now, old, index, between, findings);
        }

        CheckSteady(now, findings);
    }

    private static void CheckWindow(PublishedManifest manifest, PublishedStreamIndex index, Findings findings)
    {
        TimeSpan listed = index.ToTime(index.End) - index.ToTime(index.Start);
        if (manifest.Window > TimeSpan.Zero && listed > manifest.Window + (2 * index.ToTime(index.LongestDuration)))
        {
            findings.Add(TooMuch, Invariant($"{listed} is listed, DVRWindowLength is {manifest.Window}."), index.Name, place: ManifestGrammar.Line(index.Element));
        }

        if (index.Count < FewestFragments)
        {
            findings.Add(TooFew, Invariant($"{index.Count} are listed."), index.Name, place: ManifestGrammar.Line(index.Element));
        }
    }

    private static void CheckList(PublishedStreamIndex old, PublishedStreamIndex index, Findings findings)
    {
        if (index.Count == 0)
        {
            if (old.Count > 0)
            {
                findings.Add(Vanished, "None is listed any more.", index.Name);
            }

            return;
        }

        var now = new Dictionary<long, long>(index.Count);
        foreach (ListedFragment fragment in index.Fragments)
        {
            now[fragment.Time] = fragment.Duration;
        }

        foreach (ListedFragment fragment in old.Fragments.Where(f => f.Time >= index.Start))
        {
            if (!now.TryGetValue(fragment.Time, out long duration))
            {
                findings.Add(Vanished, Invariant($"The fragment at {fragment.Time} is listed no more."), index.Name, index.ToTime(fragment.Time));
            }
            else if (duration != fragment.Duration && fragment.Duration > 0)
            {
                findings.Add(Changed, Invariant($"The fragment at {fragment.Time} lasted {fragment.Duration} and lasts {duration}."), index.Name, index.ToTime(fragment.Time));
            }
        }
    }

    private static void CheckEdges(PublishedManifest manifest, PublishedStreamIndex old, PublishedStreamIndex index, TimeSpan between, Findings findings)
    {
        bool isEndless = manifest.IsLive && manifest.Window == TimeSpan.Zero;
        if (isEndless && old.Count > 0 && index.Count > 0 && index.Start > old.Start)
        {
            findings.Add(EndlessWindow, Invariant($"The list began at {old.Start} and begins at {index.Start}."), index.Name, index.ToTime(index.Start));
        }

        int fresh = index.Fragments.Count(f => f.Time > old.LastTime);
        TimeSpan length = index.ToTime(index.LongestDuration);
        if (manifest.IsLive && fresh > 2 && fresh * length > between + (2 * length))
        {
            findings.Add(Jump, Invariant($"{fresh} came within {between.TotalSeconds:0.#} s."), index.Name, index.ToTime(index.LastTime));
        }
    }

    private static void CheckSteady(PublishedManifest manifest, Findings findings)
    {
        List<PublishedStreamIndex> media = [.. manifest.StreamIndexes.Where(s => s.Count > 0 && !ListedTimes.IsSparse(s))];
        if (media.Count < 2)
        {
            return;
        }

        TimeSpan first = media.Max(s => s.ToTime(s.End));
        foreach (PublishedStreamIndex index in media.Where(s => first - s.ToTime(s.End) > StalledAfter * manifest.FragmentLength))
        {
            findings.Add(Unsteady, Invariant($"Its list ends {(first - index.ToTime(index.End)).TotalSeconds:0.#} s before that of another."), index.Name, index.ToTime(index.End));
        }
    }

    private static IEnumerable<string> Contents(PublishedManifest manifest) => manifest.StreamIndexes.Select(s =>
        $"{s.Type} {s.Name} {string.Join('/', s.Levels.Select(l => Invariant($"{l.Bitrate}")))}");
}

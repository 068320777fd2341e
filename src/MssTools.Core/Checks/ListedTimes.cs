using MssTools.Core.Manifests;
using static System.FormattableString;
using static MssTools.FindingSeverity;
using static MssTools.MssPlayer;

namespace MssTools.Core.Checks;

/// <summary>The times that the manifest lists, by themselves and between StreamIndexes.</summary>
internal static class ListedTimes
{
    /// <summary>Doubles are exact up to here; behind it only for multiples of a power of two.</summary>
    private const long ExactInDouble = 1L << 53;

    /// <summary>Multiples of 16 are exact up to 2^57: whole milliseconds of 100 ns ticks are such.</summary>
    private const long ExactStep = 16;

    private static readonly TimeSpan s_unnoticed = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_epoch = TimeSpan.FromDays(1);

    public static readonly CheckRule NotIncreasing = new(
        "MSS201", Error, "A fragment does not begin behind the one before it",
        "[MS-SSTR] 2.2.2.6", "List fragments in their order, each once.", CheckRule.Everyone);

    public static readonly CheckRule Overlap = new(
        "MSS202", Warning, "A fragment begins before the one before it ends",
        "[MS-SSTR] 2.2.2.6", "Take each length from the next start.");

    public static readonly CheckRule Hole = new(
        "MSS203", Warning, "Nothing is listed for a stretch of time",
        "[MS-SSTR] 2.2.2.6; players stretch the fragment before it, or stall",
        "Look what happened to the input at that time; package fragments that touch.");

    public static readonly CheckRule NoLength = new(
        "MSS204", Error, "A fragment has no length",
        "[MS-SSTR] 2.2.2.6", "Write d above zero.", CheckRule.Everyone);

    public static readonly CheckRule WrongDuration = new(
        "MSS205", Warning, "Duration is not what the listed fragments last",
        "[MS-SSTR] 2.2.2.1", "Write the time from the first to the last fragment, or the end of the last one.");

    public static readonly CheckRule Inexact = new(
        "MSS206", Warning, "Times cannot be told apart in JavaScript",
        "Numbers of 64-bit floats: whole up to 2^53, multiples of 16 up to 2^57",
        "Begin at zero, or let every fragment start on a whole millisecond of 100 ns ticks.", DashJs, RxPlayer);

    public static readonly CheckRule TooLong = new(
        "MSS207", Error, "A fragment is longer than 32 bits of ticks",
        "Kodi reads d as 32 bits", "Package fragments of 2 to 10 s.", Kodi);

    public static readonly CheckRule Apart = new(
        "MSS208", Warning, "Picture and sound do not begin or end together",
        "Players wait for both", "Cut both at the same times, and end them together.");

    public static readonly CheckRule Uneven = new(
        "MSS209", Information, "Fragments differ much in length",
        "[MS-SSTR] 3.3: encoders are to keep one length", "Let the encoder write an IDR picture at a fixed distance.");

    public static readonly CheckRule VeryLong = new(
        "MSS210", Information, "Fragments are longer than 30 s",
        "Players fetch whole fragments: they start late, and switch late", "Package fragments of 2 to 10 s.");

    public static readonly CheckRule FarStart = new(
        "MSS211", Warning, "A recording begins far from zero",
        "Several players cannot seek in it, or show the time of day", "Let recordings begin at zero.", GStreamer);

    public static IReadOnlyList<CheckRule> Rules { get; } =
    [
        NotIncreasing, Overlap, Hole, NoLength, WrongDuration, Inexact, TooLong, Apart, Uneven, VeryLong, FarStart,
    ];

    /// <summary>Applies the family.</summary>
    public static void Check(CheckedManifest document, Findings findings)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(findings);
        PublishedManifest manifest = document.Manifest;
        foreach (PublishedStreamIndex index in manifest.StreamIndexes.Where(s => s.Count > 0 && s.TimeScale > 0))
        {
            CheckSequence(index, findings);
            CheckLengths(index, findings);
            CheckNumbers(index, findings);
            if (!manifest.IsLive && index.ToTime(index.Start) > s_epoch)
            {
                findings.Add(
                    FarStart, Invariant($"The first fragment begins at {index.ToTime(index.Start)}."), index.Name, index.ToTime(index.Start), LineOf(index.Fragments[0]));
            }
        }

        CheckDuration(manifest, findings);
        CheckTogether(manifest, findings);
    }

    private static void CheckSequence(PublishedStreamIndex index, Findings findings)
    {
        bool isSparse = IsSparse(index);
        for (int i = 1; i < index.Count; i++)
        {
            (ListedFragment before, ListedFragment row) = (index.Fragments[i - 1], index.Fragments[i]);
            TimeSpan time = index.ToTime(row.Time);
            if (row.Time <= before.Time)
            {
                findings.Add(NotIncreasing, Invariant($"It begins at {row.Time}, the one before it at {before.Time}."), index.Name, time, LineOf(row));
            }
            else if (before.Duration > 0 && index.ToTime(before.End) - time > s_unnoticed)
            {
                findings.Add(Overlap, Invariant($"It begins at {row.Time}, the one before it ends at {before.End}."), index.Name, time, LineOf(row));
            }
            else if (!isSparse && before.Duration > 0 && time - index.ToTime(before.End) > s_unnoticed)
            {
                findings.Add(
                    Hole, Invariant($"It begins at {row.Time}, {(time - index.ToTime(before.End)).TotalMilliseconds:0} ms behind the end of the one before it."), index.Name, time, LineOf(row));
            }
        }
    }

    private static void CheckLengths(PublishedStreamIndex index, Findings findings)
    {
        foreach (ListedFragment row in index.Fragments)
        {
            TimeSpan time = index.ToTime(row.Time);
            if (row.Duration == 0 && !IsSparse(index))
            {
                findings.Add(NoLength, Invariant($"The fragment at {row.Time} lasts nothing."), index.Name, time, LineOf(row));
            }

            if (row.Duration > uint.MaxValue)
            {
                findings.Add(TooLong, Invariant($"The fragment at {row.Time} lasts {row.Duration} ticks."), index.Name, time, LineOf(row));
            }

            if (index.ToTime(row.Duration) > s_long)
            {
                findings.Add(VeryLong, Invariant($"The fragment at {row.Time} lasts {index.ToTime(row.Duration).TotalSeconds:0.###} s."), index.Name, time, LineOf(row));
            }
        }

        // The last one is what is left, and the first one may be what came before a cut.
        List<long> inner = [.. index.Fragments.Skip(1).SkipLast(1).Select(f => f.Duration).Where(d => d > 0)];
        if (index.IsVideo && inner.Count > 1 && inner.Max() > 2 * inner.Min())
        {
            findings.Add(
                Uneven, Invariant($"Fragments last from {index.ToTime(inner.Min()).TotalSeconds:0.###} to {index.ToTime(inner.Max()).TotalSeconds:0.###} s."), index.Name, place: ManifestGrammar.Line(index.Element));
        }
    }

    private static void CheckNumbers(PublishedStreamIndex index, Findings findings)
    {
        foreach (ListedFragment row in index.Fragments.Where(f => f.Time >= ExactInDouble && f.Time % ExactStep != 0))
        {
            findings.Add(Inexact, Invariant($"The time {row.Time} is {row.Time - (long)(double)row.Time} off as a double, or others near it are."), index.Name, index.ToTime(row.Time), LineOf(row));
        }
    }

    private static void CheckDuration(PublishedManifest manifest, Findings findings)
    {
        if (manifest.IsLive || manifest.Element.Number("Duration") is not { } stated || stated == 0 || manifest.StreamIndexes.All(s => s.Count == 0))
        {
            return;
        }

        TimeSpan duration = PublishedManifest.ToTime(stated, manifest.TimeScale);
        TimeSpan end = manifest.StreamIndexes.Max(s => s.ToTime(s.End));
        TimeSpan tolerance = TimeSpan.FromSeconds(1);
        if ((duration - manifest.Duration).Duration() > tolerance && (duration - end).Duration() > tolerance)
        {
            findings.Add(
                WrongDuration,
                Invariant($"Duration is {duration}, the listed fragments last {manifest.Duration} and end at {end}."), place: ManifestGrammar.Line(manifest.Element));
        }
    }

    // Fragments of both are cut near the same times; what lies apart by more than one is missing on one side.
    private static void CheckTogether(PublishedManifest manifest, Findings findings)
    {
        List<PublishedStreamIndex> media = [.. manifest.StreamIndexes.Where(s => s.Count > 0 && !IsSparse(s) && (s.IsVideo || s.IsAudio))];
        if (media.Count < 2)
        {
            return;
        }

        TimeSpan most = media.Max(s => s.Fragments.Max(f => s.ToTime(f.Duration))) + TimeSpan.FromMilliseconds(100);
        most = manifest.IsLive ? 2 * most : most;
        PublishedStreamIndex first = media.MinBy(s => s.ToTime(s.Start))!;
        PublishedStreamIndex last = media.MaxBy(s => s.ToTime(s.End))!;
        foreach (PublishedStreamIndex index in media)
        {
            TimeSpan late = index.ToTime(index.Start) - first.ToTime(first.Start);
            TimeSpan early = last.ToTime(last.End) - index.ToTime(index.End);
            if (late > most)
            {
                findings.Add(Apart, Invariant($"It begins {late.TotalSeconds:0.###} s behind {first.Name}."), index.Name, index.ToTime(index.Start), LineOf(index.Fragments[0]));
            }

            if (early > most)
            {
                findings.Add(Apart, Invariant($"It ends {early.TotalSeconds:0.###} s before {last.Name}."), index.Name, index.ToTime(index.End), LineOf(index.Fragments[^1]));
            }
        }
    }

    /// <summary>True for tracks that have fragments only where something happens.</summary>
    internal static bool IsSparse(PublishedStreamIndex index) =>
        index.Element.Text("ParentStreamIndex") is not null || index.Element.IsTrue("ManifestOutput") || (!index.IsVideo && !index.IsAudio);

    private static string LineOf(ListedFragment row) => Invariant($"line {row.Line}");
}

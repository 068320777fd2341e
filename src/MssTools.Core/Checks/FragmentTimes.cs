using MssTools.Core.Iso;
using MssTools.Core.Manifests;
using MssTools.Core.Stored;
using static System.FormattableString;
using static MssTools.FindingSeverity;
using static MssTools.MssPlayer;

namespace MssTools.Core.Checks;

/// <summary>What fragments say of their times ([MS-SSTR] 2.2.4.4, 2.2.4.5), against the manifest, each other and their samples.</summary>
internal static class FragmentTimes
{
    private static readonly TimeSpan s_unnoticed = TimeSpan.FromMilliseconds(1);

    public static readonly CheckRule WrongPlace = new(
        "MSS501", Error, "The time in tfxd is not that of the manifest",
        "[MS-SSTR] 2.2.4.4", "Let t, tfxd, tfrf and the name be the same number.", CheckRule.Everyone);

    public static readonly CheckRule WrongLength = new(
        "MSS502", Warning, "The duration in tfxd is not that of the manifest",
        "[MS-SSTR] 2.2.4.4", "Take both from the same value.");

    public static readonly CheckRule WrongSum = new(
        "MSS503", Warning, "The samples do not last as long as the fragment",
        "Players place each sample by the sum of those before it", "Let the last sample last until the next fragment.");

    public static readonly CheckRule NoPlace = new(
        "MSS504", Error, "A live fragment has no tfxd",
        "[MS-SSTR] 2.2.4.4", "Write tfxd into every live fragment.", Silverlight, DashJs, GStreamer, Vlc, RxPlayer);

    public static readonly CheckRule NoNext = new(
        "MSS505", Error, "A live fragment announces none that follow",
        "[MS-SSTR] 2.2.4.5; dash.js stops, GStreamer may abort", "Hold fragments back until their successors are known.",
        Silverlight, DashJs, GStreamer);

    public static readonly CheckRule FewNext = new(
        "MSS506", Warning, "A live fragment announces fewer than LookAheadFragmentCount",
        "[MS-SSTR] 2.2.4.5; hasplayer.js stumbles over a single one", "Announce as many as the manifest says.");

    public static readonly CheckRule WrongNext = new(
        "MSS507", Error, "What a fragment announces is not what is listed next",
        "[MS-SSTR] 2.2.4.5", "Write the start that the next fragment gets.", DashJs, Vlc, GStreamer, RxPlayer, Silverlight);

    public static readonly CheckRule WrongNextLength = new(
        "MSS508", Warning, "The length of an announced fragment is not the one that is listed",
        "[MS-SSTR] 2.2.4.5", "Announce fragments when they are complete.");

    public static readonly CheckRule UnorderedNext = new(
        "MSS509", Error, "Announced fragments are not in their order",
        "[MS-SSTR] 2.2.4.5", "Write the nearest one first.", DashJs, RxPlayer, Vlc);

    public static readonly CheckRule WrongDecodeTime = new(
        "MSS510", Error, "A tfdt says another time than the manifest",
        "dash.js and Shaka keep a tfdt and place samples by it", "Leave tfdt out.", DashJs);

    public static readonly CheckRule Misaligned = new(
        "MSS511", Warning, "Renditions of a fragment do not begin with the same picture",
        "Players switch between renditions at fragments", "Encode all renditions from the same pictures, with the same distance between IDR pictures.");

    public static readonly CheckRule Truncated = new(
        "MSS512", Warning, "A recording ends with a fragment that announces another one",
        "The last fragments of a live presentation are listed at its end", "List all fragments before IsLive goes.");

    public static readonly CheckRule UnalignedLength = new(
        "MSS513", Warning, "Renditions of a fragment do not last equally long",
        "Players switch between renditions at fragments", "Encode all renditions from the same pictures, with the same distance between IDR pictures.");

    public static readonly CheckRule NegativeTime = new(
        "MSS514", Error, "A time is above 63 bits: a negative one, most likely",
        "Encoders begin sound before zero, where a decoder's delay is", "Shift all tracks so that none begins before zero.", CheckRule.Everyone);

    public static IReadOnlyList<CheckRule> Rules { get; } =
    [
        WrongPlace, WrongLength, WrongSum, NoPlace, NoNext, FewNext, WrongNext, WrongNextLength, UnorderedNext, WrongDecodeTime,
        Misaligned, Truncated, UnalignedLength, NegativeTime,
    ];

    /// <summary>Applies the family.</summary>
    public static void Check(CheckedFragment item, Findings findings)
    {
        ArgumentNullException.ThrowIfNull(item);
        StoredFragment fragment = item.Fragment;
        if (fragment.Place is { } own)
        {
            CheckPlace(item, own, findings);
        }
        else if (item.Manifest.IsLive)
        {
            item.Add(findings, NoPlace, "There is no tfxd.", fragment.Moof.Offset);
        }

        CheckSum(item, findings);
        CheckNext(item, findings);
        if (fragment.DecodeTime is { } decode && decode != item.Listed.Time)
        {
            item.Add(findings, WrongDecodeTime, Invariant($"The tfdt says {decode}, the manifest {item.Listed.Time}."), fragment.Moof.Offset);
        }
    }

    /// <summary>Compares a fragment with that of the first rendition.</summary>
    /// <param name="item">The fragment.</param>
    /// <param name="first">Of the first rendition at the same time: when its first picture shows, and its length, in ticks.</param>
    /// <param name="findings">Where to.</param>
    public static void CheckAligned(CheckedFragment item, (long Shown, long Length) first, Findings findings)
    {
        ArgumentNullException.ThrowIfNull(item);
        (long shown, long length) = Outline(item.Fragment);
        TimeSpan frame = FrameOf(item);
        PublishedStreamIndex index = item.Track.Index;
        if ((index.ToTime(shown) - index.ToTime(first.Shown)).Duration() > frame)
        {
            item.Add(findings, Misaligned, Invariant($"Its first sample shows {shown} ticks behind its start, that of the first rendition {first.Shown}."));
        }

        if ((index.ToTime(length) - index.ToTime(first.Length)).Duration() > frame)
        {
            item.Add(findings, UnalignedLength, Invariant($"Its samples last {length} ticks, those of the first rendition {first.Length}."));
        }
    }

    /// <summary>When a fragment's first sample shows behind its start, and how long its samples last, in ticks.</summary>
    public static (long Shown, long Length) Outline(StoredFragment fragment)
    {
        ArgumentNullException.ThrowIfNull(fragment);
        return (fragment.Samples.Count > 0 ? fragment.Samples[0].CompositionTimeOffset : 0, fragment.SampleDuration);
    }

    private static void CheckPlace(CheckedFragment item, TfxdBox own, Findings findings)
    {
        if (own.FragmentAbsoluteTime > long.MaxValue || own.FragmentDuration > long.MaxValue)
        {
            item.Add(findings, NegativeTime, Invariant($"The tfxd says {own.FragmentAbsoluteTime}, {(long)own.FragmentAbsoluteTime} with a sign."), OffsetOf(item, TfxdBox.ExtendedType));
            return;
        }

        if ((long)own.FragmentAbsoluteTime != item.Listed.Time)
        {
            item.Add(findings, WrongPlace, Invariant($"The tfxd says {own.FragmentAbsoluteTime}, the manifest {item.Listed.Time}."), OffsetOf(item, TfxdBox.ExtendedType));
        }

        if ((long)own.FragmentDuration != item.Listed.Duration)
        {
            item.Add(findings, WrongLength, Invariant($"The tfxd says {own.FragmentDuration}, the manifest {item.Listed.Duration}."), OffsetOf(item, TfxdBox.ExtendedType));
        }
    }

    private static void CheckSum(CheckedFragment item, Findings findings)
    {
        PublishedStreamIndex index = item.Track.Index;
        TimeSpan sum = index.ToTime(item.Fragment.SampleDuration);
        TimeSpan listed = index.ToTime(item.Listed.Duration);
        if (item.Fragment.Samples.Count > 0 && item.Listed.Duration > 0 && (sum - listed).Duration() > FrameOf(item))
        {
            item.Add(findings, WrongSum, Invariant($"They last {sum.TotalSeconds:0.######} s, the fragment {listed.TotalSeconds:0.######} s."));
        }
    }

    private static void CheckNext(CheckedFragment item, Findings findings)
    {
        IReadOnlyList<TfxdBox> next = item.Fragment.Next?.Entries ?? [];
        PublishedStreamIndex index = item.Track.Index;
        bool isLast = item.Position == index.Count - 1;
        if (!item.Manifest.IsLive)
        {
            if (isLast && next.Count > 0)
            {
                item.Add(findings, Truncated, Invariant($"It announces one at {next[0].FragmentAbsoluteTime}."), OffsetOf(item, TfrfBox.ExtendedType));
            }
        }
        else if (next.Count == 0 && !ListedTimes.IsSparse(index))
        {
            item.Add(findings, NoNext, "There is no tfrf with an entry.", item.Fragment.Moof.Offset);
        }
        else if (next.Count < item.Manifest.LookAhead && !ListedTimes.IsSparse(index))
        {
            item.Add(findings, FewNext, Invariant($"It announces {next.Count}, the manifest says {item.Manifest.LookAhead}."), OffsetOf(item, TfrfBox.ExtendedType));
        }

        CheckEntries(item, next, findings);
    }

    private static void CheckEntries(CheckedFragment item, IReadOnlyList<TfxdBox> next, Findings findings)
    {
        PublishedStreamIndex index = item.Track.Index;
        long? offset = OffsetOf(item, TfrfBox.ExtendedType);
        ulong last = (ulong)item.Listed.Time;
        for (int i = 0; i < next.Count; i++)
        {
            TfxdBox entry = next[i];
            if (entry.FragmentAbsoluteTime <= last)
            {
                item.Add(findings, UnorderedNext, Invariant($"Entry {i} is at {entry.FragmentAbsoluteTime}, behind {last}."), offset);
                return;
            }

            last = entry.FragmentAbsoluteTime;
            if (item.Position + 1 + i >= index.Count)
            {
                continue;
            }

            ListedFragment listed = index.Fragments[item.Position + 1 + i];
            if (entry.FragmentAbsoluteTime != (ulong)listed.Time)
            {
                item.Add(findings, WrongNext, Invariant($"Entry {i} is at {entry.FragmentAbsoluteTime}, the manifest lists {listed.Time} there."), offset);
            }
            else if (entry.FragmentDuration != (ulong)listed.Duration)
            {
                item.Add(findings, WrongNextLength, Invariant($"Entry {i} lasts {entry.FragmentDuration}, the manifest says {listed.Duration}."), offset);
            }
        }
    }

    // What is less than a sample apart is rounding; a sample, not less than a millisecond.
    private static TimeSpan FrameOf(CheckedFragment item)
    {
        TimeSpan longest = item.Fragment.Samples.Count == 0
            ? TimeSpan.Zero
            : item.Track.Index.ToTime(item.Fragment.Samples[0].Duration ?? 0);
        return longest > s_unnoticed ? longest : s_unnoticed;
    }

    private static long? OffsetOf(CheckedFragment item, Guid type) =>
        item.Fragment.TrackBoxes.Where(b => b.ExtendedType == type).Select(b => (long?)b.Offset).FirstOrDefault();
}

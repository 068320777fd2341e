using MssTools.Core.Iso;
using MssTools.Core.Stored;
using static System.FormattableString;
using static MssTools.FindingSeverity;
using static MssTools.MssPlayer;

namespace MssTools.Core.Checks;

/// <summary>The boxes of a fragment ([MS-SSTR] 2.2.4): which there are, and whether they say what lies in mdat.</summary>
internal static class FragmentBoxes
{
    private static readonly FourCC s_senc = FourCC.Of("senc"u8);
    private static readonly Guid s_piffSenc = new("a2394f52-5a9b-4f14-a244-6c427c648df4");

    public static readonly CheckRule Missing = new(
        "MSS401", Error, "A listed fragment is not there",
        "[MS-SSTR] 2.2.4", "List what is stored, delete what is no longer listed, and let the names be the times.", CheckRule.Everyone);

    public static readonly CheckRule Unreadable = new(
        "MSS402", Error, "A fragment cannot be taken apart",
        "[MS-SSTR] 2.2.4", "Store fragments under their names only when they are whole.", CheckRule.Everyone);

    public static readonly CheckRule Before = new(
        "MSS403", Warning, "Something stands before the moof",
        "[MS-SSTR] 2.2.4.1: a fragment is moof and mdat", "Leave out styp, sidx and the like.", Silverlight, GStreamer);

    public static readonly CheckRule NoData = new(
        "MSS404", Error, "A fragment has no mdat",
        "[MS-SSTR] 2.2.4.8", "Store moof and mdat.", CheckRule.Everyone);

    public static readonly CheckRule Behind = new(
        "MSS405", Warning, "Something stands behind the mdat",
        "[MS-SSTR] 2.2.4.1: a fragment is moof and mdat", "Store each moof and mdat under a name of its own.", Silverlight);

    public static readonly CheckRule NotOneTrack = new(
        "MSS406", Error, "A fragment has not exactly one traf",
        "[MS-SSTR] 2.2.4.3", "Package each track by itself.", CheckRule.Everyone);

    public static readonly CheckRule NoHeader = new(
        "MSS407", Error, "A fragment has no tfhd, mfhd or trun",
        "[MS-SSTR] 2.2.4.2 to 2.2.4.6", "Write all three.", CheckRule.Everyone);

    public static readonly CheckRule Defaults = new(
        "MSS408", Warning, "The tfhd gives a base offset, or a default size or duration",
        "Silverlight refuses default sizes, Windows Media default durations; PIFF forbids base offsets",
        "Write sizes and durations in the trun.", Silverlight);

    public static readonly CheckRule ZeroTrack = new(
        "MSS409", Warning, "The track_ID is 0",
        "ISO/IEC 14496-12 8.3.2", "Count tracks from 1.", Vlc);

    public static readonly CheckRule WrongOffset = new(
        "MSS410", Error, "The samples do not begin where the mdat does",
        "ISO/IEC 14496-12 8.8.8: data_offset counts from the moof", "Write the moof's size and 8.", CheckRule.Everyone);

    public static readonly CheckRule TooFewBytes = new(
        "MSS411", Error, "The samples have more bytes than the mdat",
        "ISO/IEC 14496-12 8.8.8", "Write sizes that add up to the mdat.", CheckRule.Everyone);

    public static readonly CheckRule Surplus = new(
        "MSS412", Information, "The mdat has bytes that belong to no sample",
        "ISO/IEC 14496-12 8.8.8", "Write sizes that add up to the mdat.");

    public static readonly CheckRule NoSample = new(
        "MSS413", Error, "A fragment has no sample",
        "[MS-SSTR] 2.2.4.6", "List no fragment where nothing is.", CheckRule.Everyone);

    public static readonly CheckRule ManyRuns = new(
        "MSS414", Warning, "A fragment has several trun boxes",
        "[MS-SSTR] 2.2.4.6", "Write one run.", DashJs, Silverlight);

    public static readonly CheckRule NegativeOffset = new(
        "MSS415", Warning, "A run of version 0 has a negative composition offset",
        "ISO/IEC 14496-12 8.8.8: version 0 is unsigned", "Write version 1, or shift all offsets.", Silverlight);

    public static readonly CheckRule NoSequence = new(
        "MSS416", Information, "The sequence number does not grow",
        "[MS-SSTR] 2.2.4.2", "Count fragments of a track; no player is known to look.");

    public static readonly CheckRule NoSampleDuration = new(
        "MSS417", Error, "Samples have no duration",
        "[MS-SSTR] 2.2.4.6", "Write the duration of each sample in the trun.", CheckRule.Everyone);

    public static readonly CheckRule Unprotected = new(
        "MSS418", Error, "A fragment is encrypted, and the manifest has no ProtectionHeader",
        "[MS-SSTR] 2.2.2.2", "Publish the header of the DRM system.", CheckRule.Everyone);

    public static readonly CheckRule Unlisted = new(
        "MSS419", Information, "Fragments are stored that the recording does not list",
        "They take room, and no player asks for them", "Delete them, or list them.");

    public static IReadOnlyList<CheckRule> Rules { get; } =
    [
        Missing, Unreadable, Before, NoData, Behind, NotOneTrack, NoHeader, Defaults, ZeroTrack, WrongOffset, TooFewBytes, Surplus,
        NoSample, ManyRuns, NegativeOffset, NoSequence, NoSampleDuration, Unprotected,
        Unlisted,
    ];

    /// <summary>Applies the family.</summary>
    /// <returns>True where the samples can be looked at.</returns>
    public static bool Check(CheckedFragment item, uint? lastSequence, Findings findings)
    {
        ArgumentNullException.ThrowIfNull(item);
        StoredFragment fragment = item.Fragment;
        CheckOuter(item, findings);
        if (fragment.Tracks != 1)
        {
            item.Add(findings, NotOneTrack, Invariant($"There are {fragment.Tracks} traf boxes."), fragment.Moof.Offset);
        }

        if (fragment.SequenceNumber is null || fragment.Header is null || fragment.Runs == 0)
        {
            string missing = string.Join(", ", new[]
            {
                fragment.SequenceNumber is null ? "mfhd" : "", fragment.Header is null ? "tfhd" : "", fragment.Runs == 0 ? "trun" : "",
            }.Where(b => b.Length > 0));
            item.Add(findings, NoHeader, $"It has no {missing}.", fragment.Moof.Offset);
        }

        CheckHeader(item, findings);
        if (fragment.SequenceNumber <= lastSequence)
        {
            item.Add(findings, NoSequence, Invariant($"The sequence number is {fragment.SequenceNumber}, behind {lastSequence}."), fragment.Moof.Offset);
        }

        if (fragment.Runs > 1)
        {
            item.Add(findings, ManyRuns, Invariant($"There are {fragment.Runs} trun boxes."), fragment.Moof.Offset);
        }

        if (fragment.HasNegativeUnsignedOffset)
        {
            item.Add(findings, NegativeOffset, Invariant($"One is {fragment.Samples.Min(s => s.CompositionTimeOffset)}."), OffsetOf(fragment, BoxTypes.Trun));
        }

        if (fragment.TrackBoxes.Any(b => b.Type == s_senc || b.ExtendedType == s_piffSenc) && item.Manifest.Protection.Count == 0)
        {
            item.Add(findings, Unprotected, "It has a SampleEncryptionBox.", fragment.Moof.Offset);
        }

        return CheckSamples(item, findings);
    }

    private static void CheckOuter(CheckedFragment item, Findings findings)
    {
        StoredFragment fragment = item.Fragment;
        if (fragment.Boxes[0].Type != BoxTypes.Moof)
        {
            item.Add(findings, Before, $"It begins with '{fragment.Boxes[0].Type}'.", 0);
        }

        if (fragment.Mdat is not { } mdat)
        {
            item.Add(findings, NoData, "There is no mdat.");
        }
        else if (fragment.Boxes[^1] is var last && last.Offset > mdat.Offset)
        {
            item.Add(findings, Behind, $"It ends with '{last.Type}'.", last.Offset);
        }
    }

    private static void CheckHeader(CheckedFragment item, Findings findings)
    {
        if (item.Fragment.Header is not { } header)
        {
            return;
        }

        if (header.BaseDataOffset is not null || header.DefaultSampleDuration is not null || header.DefaultSampleSize is not null)
        {
            string given = header.BaseDataOffset is not null ? "base_data_offset"
                : header.DefaultSampleDuration is not null ? "default_sample_duration" : "default_sample_size";
            item.Add(findings, Defaults, $"It gives {given}.", OffsetOf(item.Fragment, BoxTypes.Tfhd));
        }

        if (header.TrackId == 0)
        {
            item.Add(findings, ZeroTrack, "The track_ID is 0.", OffsetOf(item.Fragment, BoxTypes.Tfhd));
        }
    }

    private static bool CheckSamples(CheckedFragment item, Findings findings)
    {
        StoredFragment fragment = item.Fragment;
        long? trun = OffsetOf(fragment, BoxTypes.Trun);
        if (fragment.Samples.Count == 0)
        {
            item.Add(findings, NoSample, "There is no sample.", trun);
            return false;
        }

        if (fragment.Samples.Any(s => s.Duration is null))
        {
            item.Add(findings, NoSampleDuration, "Neither trun nor tfhd gives durations.", trun);
        }

        if (fragment.Mdat is not { } mdat)
        {
            return false;
        }

        long start = mdat.Offset + mdat.Header;
        if (fragment.Samples[0].Offset != start)
        {
            item.Add(findings, WrongOffset, Invariant($"They begin at {fragment.Samples[0].Offset}, the mdat's content at {start}."), trun);
        }

        long bytes = fragment.Samples.Sum(s => (long)s.Size);
        long room = mdat.End - start;
        if (bytes > room)
        {
            item.Add(findings, TooFewBytes, Invariant($"They have {bytes} bytes, the mdat {room}."), trun);
        }
        else if (bytes < room)
        {
            item.Add(findings, Surplus, Invariant($"They have {bytes} bytes, the mdat {room}."), trun);
        }

        return fragment.Samples[0].Offset == start && bytes <= room;
    }

    private static long? OffsetOf(StoredFragment fragment, FourCC type) =>
        fragment.TrackBoxes.Where(b => b.Type == type).Select(b => (long?)b.Offset).FirstOrDefault();
}

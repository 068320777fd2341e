using MssTools.Core.Codecs.Aac;
using MssTools.Core.Iso;
using MssTools.Core.Stored;
using static System.FormattableString;
using static MssTools.FindingSeverity;
using static MssTools.MssPlayer;

namespace MssTools.Core.Checks;

/// <summary>The samples of one rendition, against their flags and the decoder configuration.</summary>
internal sealed class SampleData
{
    private const uint LeastReasonable = 1;
    private const int LookedAtForAdts = 3;

    public static readonly CheckRule NoIdr = new(
        "MSS601", Error, "A fragment of pictures does not begin with an IDR picture",
        "Players start and switch at fragments; Media3 takes the first sample for a sync sample",
        "Cut at IDR pictures: -ChunkOnIdr $true.", CheckRule.Everyone);

    public static readonly CheckRule OpenStart = new(
        "MSS602", Warning, "A fragment begins with a recovery point instead of an IDR picture",
        "Pictures that refer to what was before may be broken behind a switch", "Encode with closed groups of pictures.", Silverlight);

    public static readonly CheckRule UnflaggedSync = new(
        "MSS603", Warning, "An IDR picture is not flagged as a sync sample",
        "ISO/IEC 14496-12 8.8.3.1", "Flag it 02000000.", DashJs);

    public static readonly CheckRule FalseSync = new(
        "MSS604", Warning, "A picture is flagged as a sync sample, and is none",
        "ISO/IEC 14496-12 8.8.3.1", "Flag it 01010000.");

    public static readonly CheckRule BadFraming = new(
        "MSS605", Error, "The units of a picture have no lengths of four bytes",
        "ISO/IEC 14496-15 5.3.4.2; [MS-SSTR] 2.2.2.5", "Replace start codes by lengths.", CheckRule.Everyone);

    public static readonly CheckRule Adts = new(
        "MSS606", Error, "Samples of AAC have ADTS headers",
        "ISO/IEC 14496-3 1.A.2: the configuration is in CodecPrivateData", "Strip the headers.", CheckRule.Everyone);

    public static readonly CheckRule OtherParameterSets = new(
        "MSS607", Warning, "A picture brings other parameter sets than CodecPrivateData",
        "[MS-SSTR] 2.2.2.5; decoders were set up with CodecPrivateData", "Begin a new group where the encoder changes its settings.",
        Media3, Silverlight);

    public static readonly CheckRule NonSyncSound = new(
        "MSS608", Warning, "Samples of sound are not flagged as sync samples",
        "ISO/IEC 14496-12 8.8.3.1; players cannot seek to them", "Flag them 02000000.");

    public static readonly CheckRule Empty = new(
        "MSS609", Warning, "A sample has no bytes",
        "ISO/IEC 14496-12 8.8.8", "Leave it out, and let the one before it last longer.");

    public static IReadOnlyList<CheckRule> Rules { get; } =
    [
        NoIdr, OpenStart, UnflaggedSync, FalseSync, BadFraming, Adts, OtherParameterSets, NonSyncSound, Empty,
    ];

    private readonly PictureProbe _probe = new();
    private readonly List<byte[]> _parameterSets;
    private readonly bool _isAvc;
    private readonly bool _isAac;

    /// <param name="track">The rendition.</param>
    public SampleData(StoredTrack track)
    {
        ArgumentNullException.ThrowIfNull(track);
        _isAvc = CodecAttributes.IsAvc(track.Index, track.Level);
        _isAac = CodecAttributes.IsAac(track.Index, track.Level);
        _parameterSets = CodecAttributes.ParameterSets(track.Level.PrivateData);
    }

    /// <summary>Applies the family.</summary>
    public void Check(CheckedFragment item, Findings findings)
    {
        ArgumentNullException.ThrowIfNull(item);
        StoredFragment fragment = item.Fragment;
        foreach (StoredSample sample in fragment.Samples)
        {
            if (sample.Size < LeastReasonable)
            {
                item.Add(findings, Empty, "A sample has 0 bytes.", sample.Offset);
                break;
            }
        }

        bool isEncrypted = item.Manifest.Protection.Count > 0;
        if (isEncrypted)
        {
            return; // nothing in the samples can be read
        }

        if (_isAvc)
        {
            CheckPictures(item, findings);
        }
        else if (_isAac)
        {
            CheckSound(item, findings);
        }
    }

    private void CheckPictures(CheckedFragment item, Findings findings)
    {
        StoredFragment fragment = item.Fragment;
        for (int i = 0; i < fragment.Samples.Count; i++)
        {
            StoredSample sample = fragment.Samples[i];
            if (sample.Size < LeastReasonable)
            {
                continue;
            }

            PictureFacts facts = _probe.Look(fragment.Bytes, sample);
            if (!facts.IsFramed)
            {
                item.Add(findings, BadFraming, facts.HasStartCode
                    ? Invariant($"Sample {i} begins with a start code.")
                    : Invariant($"The lengths in sample {i} do not add up to its {sample.Size} bytes."), sample.Offset);
                return;
            }

            CheckParameterSets(item, sample, findings);
            bool isFlagged = ((fragment.FlagsOf(sample) ?? 0) & SampleFlags.IsNonSync) == 0;
            if (i == 0)
            {
                CheckStart(item, facts, sample, findings);
            }

            if (facts.IsIdr && !isFlagged)
            {
                item.Add(findings, UnflaggedSync, Invariant($"Sample {i} is an IDR picture with the flags {fragment.FlagsOf(sample):x8}."), sample.Offset);
            }
            else if (i > 0 && isFlagged && facts is { IsIdr: false, IsRecovery: false, IsIntra: false, HasPicture: true })
            {
                item.Add(findings, FalseSync, Invariant($"Sample {i} is no IDR picture and has the flags {fragment.FlagsOf(sample) ?? 0:x8}."), sample.Offset);
            }
        }
    }

    private static void CheckStart(CheckedFragment item, PictureFacts facts, StoredSample sample, Findings findings)
    {
        if (facts.IsIdr)
        {
            return;
        }

        if (facts.IsRecovery || facts.IsIntra)
        {
            item.Add(findings, OpenStart, facts.IsRecovery ? "It begins with a recovery point." : "It begins with a picture of I slices.", sample.Offset);
        }
        else
        {
            item.Add(findings, NoIdr, "Its first sample has no IDR slice.", sample.Offset);
        }
    }

    private void CheckParameterSets(CheckedFragment item, StoredSample sample, Findings findings)
    {
        foreach (byte[] unit in _probe.ParameterSets)
        {
            if (_parameterSets.Count > 0 && !_parameterSets.Exists(known => SameUnit(known, unit)))
            {
                item.Add(
                    findings, OtherParameterSets, Invariant($"It brings {Convert.ToHexString(unit.AsSpan(0, Math.Min(unit.Length, 16)))} of {unit.Length} bytes."), sample.Offset);
                return;
            }
        }
    }

    // Some encoders pad their parameter sets with zeros; no unit ends with one.
    private static bool SameUnit(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other) =>
        one.TrimEnd((byte)0).SequenceEqual(other.TrimEnd((byte)0));

    private static void CheckSound(CheckedFragment item, Findings findings)
    {
        StoredFragment fragment = item.Fragment;
        int index = fragment.Samples.ToList().FindIndex(s => ((fragment.FlagsOf(s) ?? 0) & SampleFlags.IsNonSync) != 0);
        if (index >= 0)
        {
            StoredSample sample = fragment.Samples[index];
            item.Add(findings, NonSyncSound, Invariant($"Sample {index} has the flags {fragment.FlagsOf(sample):x8}."), sample.Offset);
        }

        Span<byte> head = stackalloc byte[2];
        foreach (StoredSample sample in fragment.Samples.Take(LookedAtForAdts).Where(s => s.Size >= AdtsHeader.ShortestLength))
        {
            fragment.Bytes.Read(sample.Offset, head);
            if (!AdtsHeader.IsSync(head[0], head[1]))
            {
                return; // a frame of AAC may begin with any bits by chance; three that do so have headers
            }
        }

        if (fragment.Samples.Any(s => s.Size >= AdtsHeader.ShortestLength))
        {
            item.Add(findings, Adts, "Its samples begin with FFF.", fragment.Samples[0].Offset);
        }
    }
}

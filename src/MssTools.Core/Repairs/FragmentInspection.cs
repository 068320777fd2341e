using MssTools.Core.Stored;
using static System.FormattableString;

namespace MssTools.Core.Repairs;

/// <summary>Whether a stored fragment can be listed: it is whole, is of the time of its name, and says how long it lasts.</summary>
/// <param name="Duration">Its length in ticks; zero where it cannot.</param>
/// <param name="Reason">Why it cannot, as half a sentence; null where it can.</param>
internal readonly record struct FragmentInspection(long Duration, string? Reason)
{
    private const int LongestReason = 300;

    /// <summary>Looks at a fragment.</summary>
    /// <param name="place">The group's folder.</param>
    /// <param name="path">Relative to the manifest, with '/' between names.</param>
    /// <param name="time">The time of its name.</param>
    public static FragmentInspection Of(FolderPlace place, string path, long time)
    {
        ArgumentNullException.ThrowIfNull(place);
        try
        {
            using StoredDocument document = Open(place, path);
            return document.Bytes is { } bytes ? Of(StoredFragment.Read(bytes), time) : Refused(document.Problem!);
        }
        catch (Exception failure) when (failure is MssException or IOException)
        {
            string full = Path.Join(place.Folder, path.Replace('/', Path.DirectorySeparatorChar));
            return Refused(ForeignText.Value(failure.Message.Replace($"'{full}'", "it", StringComparison.Ordinal).TrimEnd('.'), LongestReason));
        }
    }

    /// <summary>Opens a fragment that <see cref="FolderScan"/> found.</summary>
    public static StoredDocument Open(FolderPlace place, string path)
    {
        ArgumentNullException.ThrowIfNull(place);
        return place.Open(string.Join('/', path.Split('/').Select(Uri.EscapeDataString)), StoredGroup.LargestFragment);
    }

    private static FragmentInspection Of(StoredFragment fragment, long time)
    {
        long duration = fragment.Place is { FragmentDuration: > 0 and <= long.MaxValue } own ? (long)own.FragmentDuration : fragment.SampleDuration;
        string? reason =
            fragment.Mdat is not { } mdat ? "it has no mdat: it was cut off"
            : fragment.Tracks != 1 || fragment.Header is null || fragment.SequenceNumber is null ? "its moof is not of one track"
            : fragment.Samples.Count == 0 ? "it has no sample"
            : fragment.Samples[0].Offset != mdat.Offset + mdat.Header ? "its samples do not begin where its mdat does"
            : fragment.Samples.Sum(sample => (long)sample.Size) > mdat.Size - mdat.Header ? "its samples have more bytes than its mdat"
            : fragment.Samples.Any(sample => sample.Duration is null) ? "its samples have no duration"
            : fragment.Place is { } tfxd && tfxd.FragmentAbsoluteTime != (ulong)time ? Invariant($"its tfxd says {tfxd.FragmentAbsoluteTime}, and its name {time}")
            : fragment.Place is null && fragment.DecodeTime is { } decode && decode != time ? Invariant($"its tfdt says {decode}, and its name {time}")
            : duration is <= 0 or > uint.MaxValue ? Invariant($"it lasts {duration} ticks")
            : null;
        return reason is null ? new FragmentInspection(duration, null) : Refused(reason);
    }

    private static FragmentInspection Refused(string reason) => new(0, reason);
}

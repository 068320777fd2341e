using MssTools.Core.Media;

namespace MssTools.Core.Manifests;

/// <summary>
/// A client manifest as somebody published it ([MS-SSTR] 2.2.2): every attribute as it stands, and what the manifest says about
/// fragments and renditions. Times are ticks of the StreamIndexes, as URLs have them.
/// </summary>
/// <param name="Element">Attributes of the root.</param>
/// <param name="StreamIndexes">The StreamIndex elements, in their order.</param>
/// <param name="Protection">The headers of DRM systems.</param>
/// <param name="Unknown">Elements that are none of the specification's, once each by name.</param>
internal sealed record PublishedManifest(
    ManifestElement Element,
    IReadOnlyList<PublishedStreamIndex> StreamIndexes,
    IReadOnlyList<ProtectionHeader> Protection,
    IReadOnlyList<ManifestElement> Unknown)
{
    /// <summary>Ticks per second where a manifest states none.</summary>
    public const long DefaultTimeScale = Timescale.Ticks;

    private const int MostLookAhead = 100;

    /// <summary>Ticks per second of the root's times, and of StreamIndexes that state none.</summary>
    public long TimeScale { get; } = Element.Number("TimeScale") ?? DefaultTimeScale;

    /// <summary>True while more fragments will come.</summary>
    public bool IsLive { get; } = Element.IsTrue("IsLive");

    /// <summary>
    /// Successors that each live fragment announces, by the name that servers write or by the specification's.
    /// </summary>
    public int LookAhead { get; } = (int)Math.Clamp(
        Element.Number("LookAheadFragmentCount") ?? Element.Number("LookaheadCount") ?? 0, 0, MostLookAhead);

    /// <summary>What players may seek in; zero: everything.</summary>
    public TimeSpan Window => ToTime(Element.Number("DVRWindowLength") ?? 0, TimeScale);

    /// <summary>The longest of the newest fragments; zero where none is listed.</summary>
    public TimeSpan FragmentLength => StreamIndexes.Select(s => s.ToTime(s.LongestDuration)).DefaultIfEmpty().Max();

    /// <summary>Time from the first to the last listed fragment.</summary>
    public TimeSpan Duration =>
        StreamIndexes.Select(s => s.ToTime(s.End)).DefaultIfEmpty().Max()
        - StreamIndexes.Select(s => s.ToTime(s.Start)).DefaultIfEmpty().Min();

    /// <summary>True where a fragment is not listed yet, and one that is listed may have announced it.</summary>
    public bool Announces(PublishedStreamIndex index, long time)
    {
        ArgumentNullException.ThrowIfNull(index);
        return IsLive && time > index.LastTime && time - index.LastTime <= (Int128)LookAhead * index.LongestDuration;
    }

    /// <summary>Converts ticks; times that no TimeSpan holds become the longest one.</summary>
    internal static TimeSpan ToTime(long ticks, long timeScale) => timeScale > 0
        ? TimeSpan.FromTicks((long)Int128.Min((Int128)ticks * TimeSpan.TicksPerSecond / timeScale, long.MaxValue))
        : TimeSpan.Zero;
}

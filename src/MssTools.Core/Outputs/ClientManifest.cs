using MssTools.Core.Media;

namespace MssTools.Core.Outputs;

/// <summary>A Smooth Streaming client manifest ([MS-SSTR] 2.2.2). Times are 100 ns ticks; its XML is in TimeScale ticks.</summary>
/// <param name="TimeScale">Ticks per second of the XML; a multiple of 1000.</param>
/// <param name="IsLive">True while more fragments will come.</param>
/// <param name="LookAheadFragmentCount">Successors that each live fragment announces.</param>
/// <param name="DvrWindow">What players may seek in; zero: everything. Live only.</param>
/// <param name="StreamIndexes">Video before audio; the order never changes while a group lives.</param>
internal sealed record ClientManifest(
    int TimeScale, bool IsLive, int LookAheadFragmentCount, long DvrWindow, IReadOnlyList<StreamIndex> StreamIndexes)
{
    /// <summary>Time from the first to the last listed fragment.</summary>
    public long Duration => StreamIndexes.Count == 0
        ? 0
        : StreamIndexes.Max(s => s.Fragments[^1].End) - StreamIndexes.Min(s => s.Fragments[0].Time);
}

/// <summary>A StreamIndex element: renditions of one content, which share their fragments' times.</summary>
/// <param name="Kind">The Type attribute.</param>
/// <param name="Name">Unique within the manifest.</param>
/// <param name="Url">Template of the fragments' URLs, relative to the manifest.</param>
/// <param name="QualityLevels">The renditions, at least one; each has a bit rate of its own.</param>
/// <param name="Fragments">The listed fragments, oldest first, at least one.</param>
/// <param name="Language">Three letters of ISO 639-2/T; null: not told.</param>
internal sealed record StreamIndex(
    MediaKind Kind, string Name, string Url, IReadOnlyList<QualityLevel> QualityLevels, IReadOnlyList<FragmentTime> Fragments, string? Language = null);

/// <summary>A QualityLevel element: one rendition.</summary>
/// <param name="Bitrate">Bits per second; stands for the rendition in URLs.</param>
/// <param name="Config">Codec, decoder configuration and picture size or sound format.</param>
internal sealed record QualityLevel(long Bitrate, CodecConfig Config);

using MssTools.Core.Media;

namespace MssTools.Core.Pipeline;

/// <summary>How a track of one input begins: what renditions must know of each other before the first cut.</summary>
/// <param name="Track">The track.</param>
/// <param name="DecodeTime">Decode time of its first usable sample, in 100 ns ticks of the input's clock.</param>
/// <param name="CompositionDelay">PTS − DTS of that sample: the delay that B-frames need. Zero for audio.</param>
/// <param name="Bitrate">Bits per second, as the input states it; else measured over the input or over its first seconds, and rounded.</param>
internal sealed record TrackStart(Track Track, long DecodeTime, long CompositionDelay, long Bitrate)
{
    /// <summary>True if an earlier connection brought the same sample: the server sends again what it sent then.</summary>
    public bool IsRepeated { get; init; }

    /// <summary>Presentation time of the first usable sample, in 100 ns ticks of the input's clock.</summary>
    public long PresentationTime => DecodeTime + CompositionDelay;
}

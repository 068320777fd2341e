using MssTools.Core.Media;

namespace MssTools.Core.Manifests;

/// <summary>A QualityLevel element: one rendition.</summary>
/// <param name="Bitrate">Bits per second; stands for the rendition in URLs.</param>
/// <param name="Config">Codec, decoder configuration and picture size or sound format.</param>
internal sealed record QualityLevel(long Bitrate, CodecConfig Config);

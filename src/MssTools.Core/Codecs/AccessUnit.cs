using MssTools.Core.Media;

namespace MssTools.Core.Codecs;

/// <summary>What decodes to one picture, or to one frame of sound.</summary>
/// <param name="Config">What its decoder must know: the same object while nothing changes.</param>
/// <param name="DecodeTime">In ticks of its track.</param>
/// <param name="Duration">In ticks of its track; 0: not known.</param>
/// <param name="IsSync">True where decoding can start.</param>
/// <param name="Data">Its bytes as fragments carry them.</param>
internal readonly record struct AccessUnit(CodecConfig Config, long DecodeTime, uint Duration, bool IsSync, Payload Data);

namespace MssTools.Core.Media;

/// <summary>One coded access unit of one track. Times are ticks of the track's timescale.</summary>
/// <param name="Track">The track that the sample belongs to.</param>
/// <param name="DecodeTime">DTS; never decreases within a track.</param>
/// <param name="Duration">Ticks until the next sample's decode time; zero where the input does not tell.</param>
/// <param name="CompositionOffset">PTS − DTS; negative only where an edit or an encoder made it so.</param>
/// <param name="IsSync">True for a sample that decoding can start from (every audio sample).</param>
/// <param name="Data">
/// Length-prefixed NAL units (four-byte lengths) or one raw AAC frame. Not reused by its source.
/// </param>
internal readonly record struct Sample(
    Track Track, long DecodeTime, long Duration, long CompositionOffset, bool IsSync, Payload Data)
{
    /// <summary>Decode time of whatever follows this sample.</summary>
    public long EndTime => DecodeTime + Duration;
}

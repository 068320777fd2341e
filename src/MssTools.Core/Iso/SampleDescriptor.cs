namespace MssTools.Core.Iso;

/// <summary>
/// What a table or a run of a fragment says about one sample. Times are ticks of the track's timescale.
/// </summary>
/// <param name="DecodeTime">DTS.</param>
/// <param name="Duration">Ticks until the next sample.</param>
/// <param name="CompositionOffset">PTS − DTS.</param>
/// <param name="IsSync">True for a sample that decoding can start from.</param>
/// <param name="Offset">Where its bytes start, as stated: not checked against the input.</param>
/// <param name="Size">Number of bytes, as stated.</param>
/// <param name="DescriptionIndex">Which sample description it uses, counted from 1, as stated.</param>
/// <param name="Number">Number of the sample in its track or run, from 1, for messages.</param>
internal readonly record struct SampleDescriptor(
    long DecodeTime,
    uint Duration,
    int CompositionOffset,
    bool IsSync,
    long Offset,
    uint Size,
    uint DescriptionIndex,
    long Number)
{
    /// <summary>PTS.</summary>
    public long PresentationTime => DecodeTime + CompositionOffset;

    /// <summary>Decode time of whatever follows.</summary>
    public long EndTime => DecodeTime + Duration;
}

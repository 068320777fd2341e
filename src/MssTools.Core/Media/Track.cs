namespace MssTools.Core.Media;

/// <summary>
/// One elementary stream of an input. Immutable: a sample with another <see cref="Track"/> object of the same
/// <paramref name="Id"/> says that the decoder configuration changed.
/// </summary>
/// <param name="Id">Number of the track within its input; stable over the input's life.</param>
/// <param name="Content">What it is to a viewer.</param>
/// <param name="Timescale">Ticks per second of the samples' times; greater than zero.</param>
/// <param name="Config">What its decoder must know.</param>
/// <param name="AverageBitrate">Bits per second over the whole input, or null where the input does not tell.</param>
internal sealed record Track(int Id, Content Content, uint Timescale, CodecConfig Config, long? AverageBitrate = null)
{
    /// <summary>
    /// Bits per second under which the input itself lists the track, as presentations of several renditions do; null: it does not.
    /// The track keeps it in a group, unless the user gave another.
    /// </summary>
    public long? StatedBitrate { get; init; }

    /// <summary>Pictures or sound.</summary>
    public MediaKind Kind => Content.Kind;
}

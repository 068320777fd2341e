namespace MssTools.Core.Media;

/// <summary>Configuration of a codec of sound.</summary>
/// <param name="Codec">See <see cref="CodecConfig.Codec"/>.</param>
/// <param name="FourCC">See <see cref="CodecConfig.FourCC"/>.</param>
/// <param name="PrivateData">See <see cref="CodecConfig.PrivateData"/>.</param>
/// <param name="SamplingRate">Samples per second at the decoder's output.</param>
/// <param name="Channels">Channels at the decoder's output.</param>
/// <param name="SamplesPerFrame">Output samples that one access unit decodes to; 0 where that is not known.</param>
/// <param name="Description">The codec in words.</param>
internal abstract record AudioConfig(
    string Codec, string FourCC, ReadOnlyMemory<byte> PrivateData, int SamplingRate, int Channels, int SamplesPerFrame, string Description)
    : CodecConfig(Codec, FourCC, PrivateData, Description)
{
    /// <inheritdoc/>
    public override long UsualDuration => Timescale.Rescale(SamplesPerFrame, SamplingRate, Timescale.Ticks);
}

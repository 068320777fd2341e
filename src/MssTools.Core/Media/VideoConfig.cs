namespace MssTools.Core.Media;

/// <summary>Configuration of a codec of pictures.</summary>
/// <param name="Codec">See <see cref="CodecConfig.Codec"/>.</param>
/// <param name="FourCC">See <see cref="CodecConfig.FourCC"/>.</param>
/// <param name="PrivateData">See <see cref="CodecConfig.PrivateData"/>.</param>
/// <param name="Width">Displayed width in pixels, cropping applied.</param>
/// <param name="Height">Displayed height in pixels, cropping applied.</param>
/// <param name="Description">The codec in words, with profile and level.</param>
internal abstract record VideoConfig(
    string Codec, string FourCC, ReadOnlyMemory<byte> PrivateData, int Width, int Height, string Description)
    : CodecConfig(Codec, FourCC, PrivateData, Description)
{
    private const int UsualRate = 25; // pictures a second

    /// <inheritdoc/>
    public override IReadOnlyList<KeyValuePair<string, long>> LevelAttributes =>
        [new("MaxWidth", Width), new("MaxHeight", Height)];

    /// <inheritdoc/>
    public override long UsualDuration => Timescale.Ticks / UsualRate;
}

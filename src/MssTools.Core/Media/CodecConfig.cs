namespace MssTools.Core.Media;

/// <summary>What a decoder must know before the first sample of a track. Each codec has a record of its own of it.</summary>
/// <param name="Codec">The codec's name, which is the same for all its configurations: H.264, AAC.</param>
/// <param name="FourCC">The codec as MS-SSTR names it ([MS-SSTR] 2.2.2.5): H264, AACL, AACH.</param>
/// <param name="PrivateData">The CodecPrivateData attribute, as bytes ([MS-SSTR] 2.2.2.5.1).</param>
/// <param name="Description">The codec in words, for people.</param>
internal abstract record CodecConfig(string Codec, string FourCC, ReadOnlyMemory<byte> PrivateData, string Description)
{
    /// <summary>The attributes of a QualityLevel between FourCC and CodecPrivateData, in their order ([MS-SSTR] 2.2.2.5).</summary>
    public abstract IReadOnlyList<KeyValuePair<string, long>> LevelAttributes { get; }

    /// <summary>How long a sample lasts where nothing tells it, in 100 ns ticks.</summary>
    public abstract long UsualDuration { get; }

    /// <summary>True where a decoder that knows the one can go on with the other.</summary>
    public bool IsSameAs(CodecConfig other) =>
        FourCC == other.FourCC && PrivateData.Span.SequenceEqual(other.PrivateData.Span);

    /// <summary>
    /// A sync sample that brings this configuration along, for decoders that were told another; the sample itself where the codec
    /// has no way to.
    /// </summary>
    public virtual Payload InBand(Payload sample) => sample;

    /// <summary>True where a sync sample brings its configuration along, as <see cref="InBand"/> makes it.</summary>
    public virtual bool IsInBand(Payload sample) => false;
}

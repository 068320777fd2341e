using System.Buffers.Binary;

namespace MssTools.Core.Media;

/// <summary>What a decoder must know before the first sample of a track.</summary>
/// <param name="FourCC">The codec as MS-SSTR names it ([MS-SSTR] 2.2.2.5): H264, AACL, AACH.</param>
/// <param name="Description">The codec in words, for people.</param>
internal abstract record CodecConfig(string FourCC, string Description)
{
    /// <summary>The CodecPrivateData attribute, as bytes ([MS-SSTR] 2.2.2.5.1).</summary>
    public abstract ReadOnlyMemory<byte> PrivateData { get; }
}

/// <summary>H.264 configuration.</summary>
/// <param name="PrivateData">Start code, one SPS, start code, one PPS.</param>
/// <param name="Width">Displayed width in pixels, cropping applied.</param>
/// <param name="Height">Displayed height in pixels, cropping applied.</param>
/// <param name="Description">The codec in words, with profile and level.</param>
internal sealed record VideoConfig(ReadOnlyMemory<byte> PrivateData, int Width, int Height, string Description)
    : CodecConfig("H264", Description)
{
    private const int PrefixLength = 4; // of a start code, and of a length

    public override ReadOnlyMemory<byte> PrivateData { get; } = PrivateData;

    /// <summary>
    /// A sync sample with the parameter sets in front of it, for decoders that were configured with others.
    /// </summary>
    public Payload InBand(Payload sample)
    {
        ReadOnlySpan<byte> sets = PrivateData.Span;
        byte[] bytes = GC.AllocateUninitializedArray<byte>(sets.Length + sample.Length);
        sets.CopyTo(bytes);
        for (int start = 0; start < sets.Length;)
        {
            // Parameter sets hold no start codes.
            int next = sets[(start + PrefixLength)..].IndexOf([(byte)0, (byte)0, (byte)0, (byte)1]);
            int end = next < 0 ? sets.Length : start + PrefixLength + next;
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(start), end - start - PrefixLength);
            start = end;
        }

        sample.CopyTo(bytes.AsSpan(sets.Length));
        return new Payload(bytes);
    }
}

/// <summary>AAC configuration.</summary>
/// <param name="FourCC">AACL for AAC-LC, AACH for HE-AAC (SBR or SBR with PS).</param>
/// <param name="PrivateData">The AudioSpecificConfig (ISO/IEC 14496-3 1.6.2.1).</param>
/// <param name="SamplingRate">Samples per second at the decoder's output.</param>
/// <param name="Channels">Channels at the decoder's output.</param>
/// <param name="SamplesPerFrame">Output samples that one access unit decodes to: 1024, 960, 2048 or 1920.</param>
/// <param name="Description">The codec in words.</param>
internal sealed record AudioConfig(
    string FourCC,
    ReadOnlyMemory<byte> PrivateData,
    int SamplingRate,
    int Channels,
    int SamplesPerFrame,
    string Description)
    : CodecConfig(FourCC, Description)
{
    public override ReadOnlyMemory<byte> PrivateData { get; } = PrivateData;
}

using System.Buffers.Binary;
using MssTools.Core.Media;

namespace MssTools.Core.Codecs.Avc;

/// <summary>H.264 configuration.</summary>
/// <param name="PrivateData">Start code, one SPS, start code, one PPS.</param>
/// <param name="Width">Displayed width in pixels, cropping applied.</param>
/// <param name="Height">Displayed height in pixels, cropping applied.</param>
/// <param name="Description">The codec in words, with profile and level.</param>
internal sealed record AvcConfig(ReadOnlyMemory<byte> PrivateData, int Width, int Height, string Description)
    : VideoConfig(AvcCodec.Instance.Name, "H264", PrivateData, Width, Height, Description)
{
    private const int PrefixLength = 4; // of a start code, and of a length

    /// <inheritdoc/>
    public override IReadOnlyList<KeyValuePair<string, long>> LevelAttributes =>
        [.. base.LevelAttributes, new("NALUnitLengthField", PrefixLength)];

    /// <summary>A sync sample with the parameter sets in front of it.</summary>
    public override Payload InBand(Payload sample)
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

    /// <summary>True where the sample begins with an SPS.</summary>
    public override bool IsInBand(Payload sample)
    {
        if (sample.Length <= PrefixLength)
        {
            return false;
        }

        Span<byte> start = stackalloc byte[PrefixLength + 1];
        sample.Slice(0, start.Length).CopyTo(start);
        return NalUnit.TypeOf(start[PrefixLength]) == NalUnitType.SequenceParameterSet;
    }
}

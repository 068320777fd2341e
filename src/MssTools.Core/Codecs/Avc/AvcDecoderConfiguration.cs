using System.Buffers.Binary;
using MssTools.Core.Bits;

namespace MssTools.Core.Codecs.Avc;

/// <summary>The AVCDecoderConfigurationRecord, avcC (ISO/IEC 14496-15 5.3.3.1).</summary>
/// <param name="Avc">
/// Made from the first SPS and the first PPS; null where the record lacks either: they come in band then (avc3).
/// </param>
/// <param name="Sps">The first SPS, or nothing.</param>
/// <param name="Pps">The first PPS, or nothing.</param>
/// <param name="NalLengthSize">
/// Bytes of the length before each NAL unit in the samples: 1, 2 or 4 (3 is tolerated).
/// </param>
/// <param name="ExtraParameterSets">
/// All other parameter sets, each behind a four-byte length. CodecPrivateData has no room for them, so they go in front
/// of each sync sample.
/// </param>
internal sealed record AvcDecoderConfiguration(
    AvcConfig? Avc,
    ReadOnlyMemory<byte> Sps,
    ReadOnlyMemory<byte> Pps,
    int NalLengthSize,
    ReadOnlyMemory<byte> ExtraParameterSets)
    : CodecHeader(Avc)
{
    private const int OutputLengthSize = 4;
    private const int CountMask = 31;

    /// <inheritdoc/>
    public override int? UnitLengthSize => NalLengthSize;

    /// <summary>
    /// Parses the record; the fields that high profiles add behind the parameter sets are not needed.
    /// </summary>
    /// <exception cref="MssException">MalformedInput, or Unsupported: what its SPS tells.</exception>
    public static AvcDecoderConfiguration Parse(ReadOnlySpan<byte> bytes)
    {
        var fields = new ByteReader(bytes, "avcC");
        byte version = fields.ReadByte();
        if (version != 1)
        {
            throw fields.Malformed($"configurationVersion is {version}");
        }

        fields.Skip(3); // profile, compatibility, level: the SPS says the same
        int lengthSize = (fields.ReadByte() & 3) + 1;
        using var extra = new MemoryStream();
        ReadOnlySpan<byte> sps = ReadSets(
            ref fields, fields.ReadByte() & CountMask, NalUnitType.SequenceParameterSet, extra);
        ReadOnlySpan<byte> pps = ReadSets(ref fields, fields.ReadByte(), NalUnitType.PictureParameterSet, extra);
        bool isComplete = !sps.IsEmpty && !pps.IsEmpty;
        return new AvcDecoderConfiguration(
            isComplete ? AvcParameterSets.ToConfig(sps, pps) : null,
            sps.ToArray(),
            pps.ToArray(),
            lengthSize,
            extra.ToArray());
    }

    private static ReadOnlySpan<byte> ReadSets(ref ByteReader fields, int count, NalUnitType type, MemoryStream extra)
    {
        ReadOnlySpan<byte> first = default;
        Span<byte> length = stackalloc byte[OutputLengthSize];
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> set = fields.ReadBytes(fields.ReadUInt16()).TrimEnd((byte)0);
            if (set.IsEmpty || NalUnit.TypeOf(set[0]) != type)
            {
                continue; // padding, or an SPS extension in the wrong list
            }

            if (first.IsEmpty)
            {
                first = set;
            }
            else if (!set.SequenceEqual(first))
            {
                BinaryPrimitives.WriteInt32BigEndian(length, set.Length);
                extra.Write(length);
                extra.Write(set);
            }
        }

        return first;
    }
}

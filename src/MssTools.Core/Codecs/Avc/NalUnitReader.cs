using System.Buffers.Binary;

namespace MssTools.Core.Codecs.Avc;

/// <summary>Walks the NAL units of a sample in any framing; empty ones are passed over.</summary>
/// <param name="bytes">The whole sample. A length that reaches over its end ends the walk.</param>
/// <param name="framing">How its NAL units stand in it.</param>
internal ref struct NalUnitReader(ReadOnlySpan<byte> bytes, AvcFraming framing)
{
    private AnnexBReader _startCodes = new(framing == AvcFraming.AnnexB ? bytes : default);
    private ReadOnlySpan<byte> _rest = framing == AvcFraming.AnnexB ? default : bytes;

    /// <summary>The current NAL unit, from its header byte on; never empty.</summary>
    public ReadOnlySpan<byte> NalUnit { get; private set; }

    /// <summary>A length before a NAL unit.</summary>
    /// <param name="bytes">At least as many as it has.</param>
    /// <param name="framing">A framing with lengths.</param>
    public static uint ReadLength(ReadOnlySpan<byte> bytes, AvcFraming framing) => framing switch
    {
        AvcFraming.OneByte => bytes[0],
        AvcFraming.TwoBytes => BinaryPrimitives.ReadUInt16BigEndian(bytes),
        AvcFraming.ThreeBytes => (uint)(bytes[0] << 16 | bytes[1] << 8 | bytes[2]),
        _ => BinaryPrimitives.ReadUInt32BigEndian(bytes),
    };

    /// <summary>Moves to the next NAL unit; false at the end.</summary>
    public bool Read()
    {
        if (framing == AvcFraming.AnnexB)
        {
            bool isThere = _startCodes.Read();
            NalUnit = isThere ? _startCodes.NalUnit : default;
            return isThere;
        }

        int size = (int)framing;
        while (_rest.Length >= size)
        {
            uint length = ReadLength(_rest, framing);
            _rest = _rest[size..];
            if (length > _rest.Length)
            {
                return false;
            }

            NalUnit = _rest[..(int)length];
            _rest = _rest[(int)length..];
            if (length > 0)
            {
                return true;
            }
        }

        return false;
    }
}

namespace MssTools.Core.Codecs.Avc;

/// <summary>
/// The recovery point SEI message (ISO/IEC 14496-10 D.2.8): decoding may start at its picture, though not every picture
/// that follows comes out right at once.
/// </summary>
internal static class RecoveryPoint
{
    private const int PayloadType = 6;
    private const byte More = 0xff;

    /// <summary>Whether a NAL unit of type 6 has the message.</summary>
    public static bool IsIn(ReadOnlySpan<byte> nalUnit)
    {
        ReadOnlySpan<byte> rest = NalUnit.IsEscaped(nalUnit) ? NalUnit.ToRawPayload(nalUnit) : nalUnit[1..];
        while (rest.Length > 1) // the last byte is rbsp_trailing_bits
        {
            int type = ReadNumber(ref rest);
            int size = ReadNumber(ref rest);
            if (type == PayloadType)
            {
                return true;
            }

            rest = rest[Math.Min(size, rest.Length)..];
        }

        return false;
    }

    // A byte of 255 says that more is to be added (7.3.2.3.1).
    private static int ReadNumber(ref ReadOnlySpan<byte> rest)
    {
        int number = 0;
        while (!rest.IsEmpty)
        {
            byte part = rest[0];
            rest = rest[1..];
            number += part;
            if (part != More)
            {
                break;
            }
        }

        return number;
    }
}

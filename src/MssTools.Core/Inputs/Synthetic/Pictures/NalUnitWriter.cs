using System.Buffers.Binary;
using MssTools.Core.Bits;
using MssTools.Core.Codecs.Avc;

namespace MssTools.Core.Inputs.Synthetic.Pictures;

/// <summary>Makes NAL units of raw payloads (ISO/IEC 14496-10 7.3.1).</summary>
internal static class NalUnitWriter
{
    private const int LengthPrefix = 4;
    private const byte Reference = 3 << 5; // nal_ref_idc
    private const byte EmulationPreventionByte = 3;

    /// <summary>Ends a payload: rbsp_trailing_bits, and rbsp_slice_trailing_bits of CAVLC.</summary>
    public static void CloseRawPayload(BitWriter bits)
    {
        bits.WriteFlag(true);
        bits.Align();
    }

    /// <summary>A NAL unit that others refer to, without start code.</summary>
    public static byte[] ToNalUnit(NalUnitType type, ReadOnlySpan<byte> payload)
    {
        byte[] unit = new byte[1 + EscapedLength(payload)];
        Fill(unit, type, payload);
        return unit;
    }

    /// <summary>The same behind its length in four bytes, as samples have it (ISO/IEC 14496-15 5.3.4.2).</summary>
    public static byte[] ToSample(NalUnitType type, ReadOnlySpan<byte> payload)
    {
        byte[] sample = GC.AllocateUninitializedArray<byte>(LengthPrefix + 1 + EscapedLength(payload));
        BinaryPrimitives.WriteInt32BigEndian(sample, sample.Length - LengthPrefix);
        Fill(sample.AsSpan(LengthPrefix), type, payload);
        return sample;
    }

    private static void Fill(Span<byte> unit, NalUnitType type, ReadOnlySpan<byte> payload)
    {
        unit[0] = (byte)(Reference | (byte)type);
        unit = unit[1..];
        for (int safe; !payload.IsEmpty; payload = payload[safe..], unit = unit[safe..])
        {
            safe = NextEscape(payload);
            payload[..safe].CopyTo(unit);
            if (safe < payload.Length)
            {
                unit[safe] = EmulationPreventionByte;
                unit = unit[1..];
            }
        }
    }

    private static int EscapedLength(ReadOnlySpan<byte> payload)
    {
        int length = payload.Length;
        for (int next = NextEscape(payload); next < payload.Length; next = NextEscape(payload))
        {
            payload = payload[next..];
            length++;
        }

        return length;
    }

    // Where the next emulation_prevention_three_byte goes: behind two zeros that something up to 3 follows. The end, where there is none.
    private static int NextEscape(ReadOnlySpan<byte> payload)
    {
        int place = 0;
        while (payload[place..].IndexOf((ReadOnlySpan<byte>)[0, 0]) is var zeros and >= 0)
        {
            place += zeros + 2;
            if (place < payload.Length && payload[place] <= EmulationPreventionByte)
            {
                return place;
            }
        }

        return payload.Length;
    }
}

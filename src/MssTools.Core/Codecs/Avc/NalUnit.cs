namespace MssTools.Core.Codecs.Avc;

/// <summary>What all NAL units have in common (ISO/IEC 14496-10 7.3.1).</summary>
internal static class NalUnit
{
    /// <summary>forbidden_zero_bit in the first byte: where it is set, the byte does not start a NAL unit.</summary>
    public const int ForbiddenBit = 0x80;

    private const int ReferenceMask = 0x60; // nal_ref_idc
    private const int TypeMask = 31;
    private const byte EmulationPreventionByte = 3;

    private static ReadOnlySpan<byte> Escape => [0, 0, EmulationPreventionByte];

    /// <summary>The nal_unit_type in the first byte of a NAL unit.</summary>
    public static NalUnitType TypeOf(byte header) => (NalUnitType)(header & TypeMask);

    /// <summary>Whether a slice with this first byte may be referred to by other pictures.</summary>
    public static bool IsReference(byte header) => (header & ReferenceMask) != 0;

    /// <summary>Whether a NAL unit has emulation prevention bytes; one without is its own raw payload.</summary>
    public static bool IsEscaped(ReadOnlySpan<byte> nalUnit) => nalUnit.IndexOf(Escape) >= 0;

    /// <summary>The payload behind the one-byte header with every emulation_prevention_three_byte taken out.</summary>
    public static byte[] ToRawPayload(ReadOnlySpan<byte> nalUnit)
    {
        ReadOnlySpan<byte> rest = nalUnit[1..];
        byte[] raw = new byte[rest.Length];
        int length = 0;
        for (int escape; (escape = rest.IndexOf(Escape)) >= 0; rest = rest[(escape + Escape.Length)..])
        {
            rest[..(escape + 2)].CopyTo(raw.AsSpan(length));
            length += escape + 2;
        }

        rest.CopyTo(raw.AsSpan(length));
        Array.Resize(ref raw, length + rest.Length);
        return raw;
    }
}

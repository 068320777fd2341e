namespace MssTools.Core.Codecs.Avc;

/// <summary>
/// Walks the NAL units of a byte stream (ISO/IEC 14496-10 annex B). Start codes of three and four bytes and trailing
/// zeros are left out; bytes before the first start code are passed over.
/// </summary>
/// <param name="bytes">Whole NAL units; the last one ends with the span.</param>
internal ref struct AnnexBReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = AfterStartCode(bytes);

    private static ReadOnlySpan<byte> StartCode => [0, 0, 1];

    /// <summary>The current NAL unit, from its header byte on; never empty.</summary>
    public ReadOnlySpan<byte> NalUnit { get; private set; }

    /// <summary>Type of the current NAL unit.</summary>
    public readonly NalUnitType Type => Avc.NalUnit.TypeOf(NalUnit[0]);

    /// <summary>
    /// Where the first start code of an access_unit_delimiter stands at or behind <paramref name="start"/>, or −1.
    /// </summary>
    public static int IndexOfDelimiter(ReadOnlySpan<byte> bytes, int start)
    {
        while (true)
        {
            int found = bytes[start..].IndexOf(StartCode);
            int header = start + found + StartCode.Length;
            if (found < 0 || header >= bytes.Length)
            {
                return -1;
            }

            if (Avc.NalUnit.TypeOf(bytes[header]) == NalUnitType.AccessUnitDelimiter)
            {
                return start + found;
            }

            start = header;
        }
    }

    /// <summary>Moves to the next NAL unit; false at the end.</summary>
    public bool Read()
    {
        while (!_rest.IsEmpty)
        {
            int next = _rest.IndexOf(StartCode);
            NalUnit = (next < 0 ? _rest : _rest[..next]).TrimEnd((byte)0);
            _rest = next < 0 ? default : _rest[(next + StartCode.Length)..];
            if (!NalUnit.IsEmpty)
            {
                return true;
            }
        }

        return false;
    }

    private static ReadOnlySpan<byte> AfterStartCode(ReadOnlySpan<byte> bytes)
    {
        int first = bytes.IndexOf(StartCode);
        return first < 0 ? default : bytes[(first + StartCode.Length)..];
    }
}

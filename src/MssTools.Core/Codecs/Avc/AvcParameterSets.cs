namespace MssTools.Core.Codecs.Avc;

/// <summary>H.264 sequence and picture parameter sets (ISO/IEC 14496-10 7.3.2).</summary>
internal static class AvcParameterSets
{
    /// <summary>The longest parameter set that is accepted: what the 16-bit length of an avcC can hold.</summary>
    public const int LongestParameterSet = ushort.MaxValue;

    private static ReadOnlySpan<byte> StartCode => [0, 0, 0, 1];

    /// <summary>Makes what a manifest carries of one SPS and one PPS, both without start code.</summary>
    /// <exception cref="MssException">MalformedInput or Unsupported.</exception>
    public static AvcConfig ToConfig(ReadOnlySpan<byte> sps, ReadOnlySpan<byte> pps)
    {
        // No NAL unit ends with a zero byte (7.4.1); some encoders pad the copy in their avcC.
        sps = sps.TrimEnd((byte)0);
        pps = pps.TrimEnd((byte)0);
        Check(sps, NalUnitType.SequenceParameterSet, "SPS");
        Check(pps, NalUnitType.PictureParameterSet, "PPS");

        AvcSequenceParameterSet picture = AvcSequenceParameterSet.Parse(sps);
        byte[] privateData = [.. StartCode, .. sps, .. StartCode, .. pps];
        return new AvcConfig(privateData, picture.Width, picture.Height, $"H.264 {picture.Profile}@{picture.Level}");
    }

    private static void Check(ReadOnlySpan<byte> bytes, NalUnitType type, string name)
    {
        if (bytes.Length is < 2 or > LongestParameterSet)
        {
            throw new MssException(
                MssError.MalformedInput, $"{name} has {bytes.Length} bytes; 2 to {LongestParameterSet} can be used.");
        }

        if (NalUnit.TypeOf(bytes[0]) != type)
        {
            throw new MssException(
                MssError.MalformedInput,
                $"{name} starts with 0x{bytes[0]:x2}: nal_unit_type {bytes[0] & 31} instead of {(int)type}.");
        }
    }
}

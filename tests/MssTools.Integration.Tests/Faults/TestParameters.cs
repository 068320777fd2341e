namespace MssTools.Integration.Tests.Faults;

/// <summary>The decoder configurations of test encoders.</summary>
internal static class TestParameters
{
    private const string Pps = "68ce3880";
    private const string Sps = "6742000af841a2";          // 128x96
    private const string OtherSps = "6742000a9653058988"; // 176x144

    /// <summary>FLV: AAC-LC, 48 kHz, stereo.</summary>
    public static byte[] AacHeader { get; } = [0xaf, 0, 0x11, 0x90];

    /// <summary>FLV: an AVCDecoderConfigurationRecord.</summary>
    public static byte[] AvcHeader(bool other)
    {
        byte[] sps = Convert.FromHexString(other ? OtherSps : Sps);
        byte[] pps = Convert.FromHexString(Pps);
        return
        [
            0x17, 0, 0, 0, 0, 1, .. sps.AsSpan(1, 3), 0xff, 0xe1, 0, (byte)sps.Length, .. sps, 1, 0, (byte)pps.Length, .. pps,
        ];
    }

    /// <summary>Annex B: both parameter sets with start codes.</summary>
    public static byte[] AnnexB(bool other) =>
        Convert.FromHexString($"00000001{(other ? OtherSps : Sps)}00000001{Pps}");
}

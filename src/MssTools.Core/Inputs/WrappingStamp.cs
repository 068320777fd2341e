namespace MssTools.Core.Inputs;

/// <summary>Reckons with time stamps of few bits, which begin again at zero.</summary>
internal static class WrappingStamp
{
    /// <summary>How far one stamp lies behind another, over a wrap where that is the shorter way; negative where it is in front.</summary>
    /// <param name="from">A stamp, or a time that stands for it.</param>
    /// <param name="to">The other.</param>
    /// <param name="bits">Bits of a stamp: 32 in FLV and RTP, 33 in a transport stream.</param>
    public static long Distance(long from, long to, int bits)
    {
        int shift = 64 - bits;
        return (to - from) << shift >> shift;
    }
}

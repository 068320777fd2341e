namespace MssTools.Core.Inputs.Synthetic.Pictures;

/// <summary>A level and its limits (ISO/IEC 14496-10 table A-1).</summary>
/// <param name="Number">level_idc: ten times the level.</param>
/// <param name="MacroblocksPerSecond">MaxMBPS.</param>
/// <param name="FrameSize">MaxFS, in macroblocks.</param>
/// <param name="Bitrate">MaxBR, in bits per second of the Baseline profile's VCL.</param>
internal readonly record struct AvcLevel(byte Number, int MacroblocksPerSecond, int FrameSize, int Bitrate)
{
    // 1b is left out: not every decoder knows it.
    private static readonly AvcLevel[] s_all =
    [
        new(10, 1_485, 99, 64_000),
        new(11, 3_000, 396, 192_000),
        new(12, 6_000, 396, 384_000),
        new(13, 11_880, 396, 768_000),
        new(20, 11_880, 396, 2_000_000),
        new(21, 19_800, 792, 4_000_000),
        new(22, 20_250, 1_620, 4_000_000),
        new(30, 40_500, 1_620, 10_000_000),
        new(31, 108_000, 3_600, 14_000_000),
        new(32, 216_000, 5_120, 20_000_000),
        new(40, 245_760, 8_192, 20_000_000),
        new(41, 245_760, 8_192, 50_000_000),
        new(42, 522_240, 8_704, 50_000_000),
    ];

    /// <summary>The lowest level that a stream keeps to.</summary>
    /// <param name="columns">Macroblocks in a row.</param>
    /// <param name="rows">Rows of macroblocks.</param>
    /// <param name="framesPerSecond">Pictures per second.</param>
    /// <param name="bitrate">Bits per second.</param>
    public static AvcLevel Lowest(int columns, int rows, int framesPerSecond, long bitrate) => Array.Find(s_all, level =>
        columns * rows <= level.FrameSize
        && columns * rows * framesPerSecond <= level.MacroblocksPerSecond
        && Math.Max(columns * columns, rows * rows) <= 8 * level.FrameSize // A.3.1
        && bitrate <= level.Bitrate) is { Number: > 0 } found ? found : s_all[^1];
}

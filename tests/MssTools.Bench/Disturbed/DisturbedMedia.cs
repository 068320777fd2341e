namespace MssTools.Bench.Disturbed;

/// <summary>
/// What the encoders send: two configurations that have nothing in common, and each once more at a lower bit rate with the
/// same GOPs. Made once; encoders copy them.
/// </summary>
internal static class DisturbedMedia
{
    /// <summary>How many configurations there are.</summary>
    public const int Configurations = 2;

    private const int Seconds = 60;

    /// <summary>The file of a configuration.</summary>
    /// <param name="configuration">0: 320x180, 25 pictures a second, 48 kHz. 1: 480x270, 29.97, 44.1 kHz, B-frames.</param>
    /// <param name="isLow">True for the lower bit rate.</param>
    public static string Mp4(int configuration, bool isLow) => TestMedia.Make(
        $"disturbed-{configuration}{(isLow ? "-low" : "")}.mp4",
        path => TestMedia.Ffmpeg(configuration == 0
            ? Encode("320x180", "25", "50", "48000", isLow, ["-bf", "0"], path)
            : Encode("480x270", "30000/1001", "60", "44100", isLow, ["-bf", "2"], path)));

    /// <summary>The same, so long that nobody meets its end.</summary>
    /// <param name="configuration">0 or 1.</param>
    /// <param name="isLow">True for the lower bit rate.</param>
    /// <param name="seconds">How long it must last, at least.</param>
    /// <param name="extension">Of the container.</param>
    public static string Long(int configuration, bool isLow, int seconds, string extension)
    {
        string once = Mp4(configuration, isLow);
        return TestMedia.Make(
            $"{Path.GetFileNameWithoutExtension(once)}-{seconds}s.{extension}",
            path => TestMedia.Ffmpeg(["-stream_loop", $"{seconds / Seconds}", "-i", once, "-c", "copy", path]));
    }

    private static string[] Encode(
        string size, string rate, string gop, string samplingRate, bool isLow, string[] more, string path) =>
    [
        "-f", "lavfi", "-i", $"testsrc2=size={size}:rate={rate}",
        "-f", "lavfi", "-i", $"sine=frequency=440:sample_rate={samplingRate}",
        "-t", $"{Seconds}", "-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p",
        "-g", gop, "-sc_threshold", "0", .. more,
        "-b:v", isLow ? "60k" : "150k", "-c:a", "aac", "-b:a", isLow ? "32k" : "64k", path,
    ];
}

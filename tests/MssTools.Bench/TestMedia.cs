namespace MssTools.Bench;

/// <summary>Makes inputs with ffmpeg, once: a short encode of noise at a constant rate, repeated without encoding again.</summary>
internal static class TestMedia
{
    private const int EncodedSeconds = 10;

    /// <summary>Makes an MP4 with 2 s GOPs and AAC sound at 128 kbit/s.</summary>
    /// <param name="videoKilobits">Bit rate of the picture, in kbit/s.</param>
    /// <param name="sizeMb">Wanted size, in units of 1,000,000 bytes.</param>
    /// <param name="copies">How many files; copies are files of their own on disk.</param>
    /// <returns>Full paths.</returns>
    public static IReadOnlyList<string> Mp4(int videoKilobits, int sizeMb, int copies)
    {
        string encoded = Encode(videoKilobits);
        string name = $"{videoKilobits}k";
        long rounds = Math.Max(1, sizeMb * 1_000_000L / new FileInfo(encoded).Length);
        string first = Make(
            $"{name}-{sizeMb}mb-1.mp4", path => Ffmpeg(["-stream_loop", $"{rounds - 1}", "-i", encoded, "-c", "copy", path]));
        return
        [
            first,
            .. Enumerable.Range(2, copies - 1).Select(i => Make($"{name}-{sizeMb}mb-{i}.mp4", path => File.Copy(first, path))),
        ];
    }

    /// <summary>Makes an FLV with 2 s GOPs and AAC sound at 128 kbit/s.</summary>
    /// <param name="videoKilobits">Bit rate of the picture, in kbit/s.</param>
    /// <param name="seconds">How long it must last, at least.</param>
    public static string Flv(int videoKilobits, int seconds)
    {
        string encoded = Encode(videoKilobits);
        return Make(
            $"{videoKilobits}k-{seconds}s.flv",
            path => Ffmpeg(["-stream_loop", $"{seconds / EncodedSeconds}", "-i", encoded, "-c", "copy", path]));
    }

    /// <summary>The same as ffmpeg pushes it to a publishing point.</summary>
    public static string Ismv(int videoKilobits, int seconds)
    {
        string encoded = Encode(videoKilobits);
        return Make(
            $"{videoKilobits}k-{seconds}s.ismv",
            path => Ffmpeg(["-stream_loop", $"{seconds / EncodedSeconds}", "-i", encoded, "-c", "copy", "-f", "ismv", "-movflags", "isml+frag_keyframe", path]));
    }

    private static string Encode(int videoKilobits)
    {
        Directory.CreateDirectory(ToolPath.Artifacts);
        string name = $"{videoKilobits}k";
        return Make(
            $"{name}.mp4", path => Ffmpeg(
        [
            "-f", "lavfi", "-i", "testsrc2=size=1280x720:rate=25", "-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000",
            "-t", $"{EncodedSeconds}", "-vf", "noise=alls=40:allf=t",
            "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "50", "-sc_threshold", "0",
            "-b:v", name, "-minrate", name, "-maxrate", name, "-bufsize", name, "-x264-params", "nal-hrd=cbr",
            "-c:a", "aac", "-b:a", "128k", path,
        ]));
    }

    /// <summary>The full path of a file in the artifacts, which is made where it is not there.</summary>
    public static string Make(string name, Action<string> make)
    {
        string path = Path.Join(ToolPath.Artifacts, name);
        if (!File.Exists(path))
        {
            Console.Error.WriteLine($"Making {path}");
            string unfinished = Path.Join(ToolPath.Artifacts, "unfinished-" + name);
            File.Delete(unfinished);
            make(unfinished);
            File.Move(unfinished, path);
        }

        return path;
    }

    /// <summary>Runs ffmpeg and waits for it.</summary>
    public static void Ffmpeg(string[] arguments) => ChildProcesses.Run([["ffmpeg", "-nostdin", "-v", "error", "-y", .. arguments]]);
}

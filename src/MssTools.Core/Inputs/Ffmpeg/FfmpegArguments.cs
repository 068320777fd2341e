namespace MssTools.Core.Inputs.Ffmpeg;

/// <summary>What a child ffmpeg is told.</summary>
/// <param name="Words">All arguments.</param>
/// <param name="IsLive">Whether its packets come when they happen.</param>
internal sealed record FfmpegArguments(IReadOnlyList<string> Words, bool IsLive)
{
    /// <summary>What such an input begins with.</summary>
    public const string Scheme = "ffmpeg:";

    private static readonly string[] s_before = ["-hide_banner", "-nostdin", "-loglevel", "warning"];

    // Before the user's own output options, so that theirs win: -c:a aac encodes what is not AAC. The filter makes MP4's
    // AAC of ADTS and passes other AAC on; ffmpeg adds it by itself only where MP4 is not fragmented.
    private static readonly string[] s_copy = ["-c", "copy", "-bsf:a", "aac_adtstoasc", "-sn", "-dn"];

    // The moov waits for the first packets, which tell more than the input's head; a fragment ends after half a second.
    private static readonly string[] s_output =
    [
        "-f", "mp4", "-movflags", "+frag_keyframe+delay_moov+default_base_moof", "-frag_duration", "500000",
        "-flush_packets", "1", "pipe:1",
    ];

    // Inputs of these kinds come at the speed of their sender; files and HTTP come as fast as they are read.
    private static readonly string[] s_liveSchemes =
        ["srt:", "rist:", "rtmp:", "rtmps:", "rtsp:", "rtsps:", "udp:", "rtp:", "tcp:", "tls:", "unix:", "sctp:", "zmq:"];

    /// <summary>True for an input that a child reads.</summary>
    public static bool IsFfmpeg(string source) => source.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase);

    /// <summary>The user's words.</summary>
    /// <exception cref="MssException">InvalidSetting: a quote is not closed.</exception>
    public static IReadOnlyList<string> Split(string source) => CommandLine.Split(source[Scheme.Length..]);

    /// <summary>Reads what stands behind <c>ffmpeg:</c>: input options and inputs, then output options.</summary>
    /// <remarks>One word alone is an input.</remarks>
    /// <exception cref="MssException">InvalidSetting: there is no input, or a quote is not closed.</exception>
    public static FfmpegArguments Parse(string source)
    {
        List<string> words = [.. Split(source)];
        if (words.Count == 1)
        {
            words.Insert(0, "-i");
        }

        int last = words.LastIndexOf("-i");
        if (last < 0 || last + 1 == words.Count)
        {
            throw new MssException(
                MssError.InvalidSetting,
                $"'{SourceSecrets.Shown(source)}' names no input.",
                "Write ffmpeg:-i <input>, with ffmpeg's input options before -i and its output options behind the input.");
        }

        return new FfmpegArguments(
            [.. s_before, .. words[..(last + 2)], .. s_copy, .. words[(last + 2)..], .. s_output], IsLiveInput(words[..(last + 2)]));
    }

    private static readonly string[] s_devices =
    [
        "v4l2", "video4linux2", "dshow", "avfoundation", "x11grab", "gdigrab", "alsa", "pulse", "decklink", "fbdev", "kmsgrab",
        "android_camera", "iec61883", "jack", "openal", "oss", "sndio", "vfwcap", "bktr",
    ];

    // -re and -readrate make a live input of any.
    private static bool IsLiveInput(List<string> words) =>
        words.Exists(word => word is "-re" or "-readrate")
        || words.Zip(words.Skip(1)).Any(pair => pair.First == "-f" && s_devices.Contains(pair.Second))
        || s_liveSchemes.Any(scheme => words[^1].StartsWith(scheme, StringComparison.OrdinalIgnoreCase));
}

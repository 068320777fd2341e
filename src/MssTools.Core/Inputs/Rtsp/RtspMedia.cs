using MssTools.Core.Inputs.Rtp;
using MssTools.Core.Media;

namespace MssTools.Core.Inputs.Rtsp;

/// <summary>Which streams of a session are packaged.</summary>
internal static class RtspMedia
{
    private const uint HighestClockRate = 10_000_000;

    /// <summary>The encoding name of H.264.</summary>
    public const string Avc = "H264";

    /// <summary>The encoding name of AAC as RFC 3640 has it.</summary>
    public const string Aac = "MPEG4-GENERIC";

    /// <summary>
    /// The first video and the first audio stream that are wanted. Beside pictures, sound that cannot be packaged is left
    /// out with a warning.
    /// </summary>
    /// <exception cref="MssException">NoMedia: there is none; Unsupported: it cannot be packaged.</exception>
    public static IReadOnlyList<RtpMedia> Choose(SessionDescription description, RtspAddress address, InputWarnings warnings)
    {
        var chosen = new List<RtpMedia>();
        foreach ((string kind, string encoding) in new[] { ("video", Avc), ("audio", Aac) })
        {
            List<RtpMedia> all = [.. description.Media.Where(media => media.Kind == kind && !address.Left.Contains(kind))];
            RtpMedia? usable = all.Find(media => IsUsable(media, encoding));
            if (usable is not null)
            {
                chosen.Add(usable);
            }
            else if (all.Count > 0)
            {
                string what = $"'{address.Text}' has {kind} as {all[0].Encoding}{Remark(all[0])}, which cannot be packaged; {encoding} can.";
                if (chosen.Count > 0)
                {
                    warnings.Add(what + " It is left out.");
                    continue;
                }

                throw new MssException(
                    MssError.Unsupported,
                    what,
                    $"Set the server to {(kind == "video" ? "H.264" : "AAC")}, leave it out with ?{kind}=0, or let ffmpeg convert it: ffmpeg:-i.");
            }
        }

        return chosen.Count > 0
            ? chosen
            : throw new MssException(MssError.NoMedia, $"'{address.Text}' has neither video nor audio that is wanted.");
    }

    private static bool IsUsable(RtpMedia media, string encoding) =>
        media.Encoding.Equals(encoding, StringComparison.OrdinalIgnoreCase)
        && media.ClockRate is > 0 and <= HighestClockRate
        && media.Format.GetValueOrDefault("packetization-mode", "0") is "0" or "1"; // 2 is interleaved

    private static string Remark(RtpMedia media) => media.Encoding.ToUpperInvariant() switch
    {
        "MP4A-LATM" => " (AAC in LATM)",
        "0" => " (G.711 µ-law)",
        "8" => " (G.711 A-law)",
        "14" => " (MPEG audio)",
        Avc => " in interleaved packets",
        _ => "",
    };
}

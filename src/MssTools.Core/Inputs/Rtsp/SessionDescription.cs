using System.Globalization;
using MssTools.Core.Inputs.Rtp;

namespace MssTools.Core.Inputs.Rtsp;

/// <summary>What DESCRIBE answers, in SDP (RFC 8866).</summary>
/// <param name="Control">The session's own address for PLAY; empty where there is none.</param>
/// <param name="Media">Its streams, in order.</param>
internal sealed record SessionDescription(string Control, IReadOnlyList<RtpMedia> Media)
{
    private const int MostMedia = 64;
    private const int MostAttributes = 256;

    /// <summary>Reads a description; lines that make no sense are passed over.</summary>
    /// <exception cref="MssException">MalformedInput: more streams or attributes than any session has.</exception>
    public static SessionDescription Parse(string text)
    {
        var session = new Section("");
        var media = new List<Section>();
        Section open = session;
        foreach (ReadOnlySpan<char> raw in text.AsSpan().EnumerateLines())
        {
            ReadOnlySpan<char> line = raw.Trim();
            if (line.StartsWith("m="))
            {
                media.Add(open = new Section(line[2..].ToString()));
            }
            else if (line.StartsWith("a="))
            {
                open.Attributes.Add(line[2..].ToString());
            }

            if (media.Count > MostMedia || open.Attributes.Count > MostAttributes)
            {
                throw new MssException(
                    MssError.MalformedInput, $"The session's description has more than {MostMedia} streams or {MostAttributes} attributes of one.");
            }
        }

        return new SessionDescription(session.Find("control:") ?? "", [.. media.Select(ReadMedia).OfType<RtpMedia>()]);
    }

    // m=video 0 RTP/AVP 96 97: the first format is the one that is sent.
    private static RtpMedia? ReadMedia(Section section)
    {
        string[] words = section.Line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 4 || !byte.TryParse(words[3], NumberStyles.None, CultureInfo.InvariantCulture, out byte payloadType))
        {
            return null;
        }

        string number = words[3];
        string[] map = (section.Find($"rtpmap:{number} ") ?? "").Split('/');
        uint.TryParse(map.ElementAtOrDefault(1), NumberStyles.None, CultureInfo.InvariantCulture, out uint clockRate);
        return new RtpMedia(
            words[0].ToLowerInvariant(),
            payloadType,
            map[0].Length > 0 ? map[0] : number,
            clockRate,
            section.Find("control:") ?? "",
            ReadFormat(section.Find($"fmtp:{number} ") ?? ""));
    }

    private static Dictionary<string, string> ReadFormat(string text)
    {
        var format = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (string pair in text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            int equals = pair.IndexOf('=', StringComparison.Ordinal); // base64 has more of them behind
            format[equals < 0 ? pair : pair[..equals].Trim()] = equals < 0 ? "" : pair[(equals + 1)..].Trim();
        }

        return format;
    }

    private sealed record Section(string Line)
    {
        public List<string> Attributes { get; } = [];

        public string? Find(string start) =>
            Attributes.Find(a => a.StartsWith(start, StringComparison.OrdinalIgnoreCase))?[start.Length..].Trim();
    }
}

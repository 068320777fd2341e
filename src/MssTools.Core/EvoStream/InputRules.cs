using System.Collections.Frozen;
using MssTools.Core.Inputs;

namespace MssTools.Core.EvoStream;

/// <summary>The commands that bring streams in.</summary>
internal static class InputRules
{
    private const string SchemeEnd = "://";
    private const string OfRtmp = "RTMP sources are called by their address alone.";
    private const string OfSockets = "The operating system's value is used.";
    private const string OfRtp = "The codec is read from the stream, or from what the RTSP server says.";

    // The media server names the container in the scheme, and a d for one that it takes apart.
    private static readonly FrozenDictionary<string, string> s_schemes = new Dictionary<string, string>
    {
        ["mpegtsudp"] = "udp",
        ["dmpegtsudp"] = "udp",
        ["mpegtstcp"] = "tcp",
        ["dmpegtstcp"] = "tcp",
        ["udp"] = "udp",
        ["tcp"] = "tcp",
        ["http"] = "http",
        ["https"] = "https",
        ["rtmp"] = "rtmp",
        ["rtmps"] = "rtmps",
        ["rtsp"] = "rtsp",
        ["rtsps"] = "rtsps",
        ["file"] = "file",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The rules.</summary>
    public static IEnumerable<EvoStreamRule> All { get; } =
    [
        new("pullStream", PullStream, InputActs.PullStream),
        new("listInboundStreams", t => t.Becomes("Get-MSSLocalStream"), InputActs.ListInboundStreams),
        new("listInboundStreamNames", t => t.Becomes("Get-MSSLocalStream", "{0} | Select-Object -ExpandProperty Name"), InputActs.ListInboundStreamNames),
        new("createIngestPoint", CreateIngestPoint, InputActs.CreateIngestPoint),
        new("listIngestPoints", t => t.Becomes("Get-MSSIngest"), InputActs.ListIngestPoints),
        new("removeIngestPoint", PackagingRules.Nothing(
            "removeIngestPoint", "A port has the keys that it was opened with. Stop-MSSIngest closes it, and Start-MSSIngest opens it with the other keys.")),
    ];

    private static void PullStream(Translation t)
    {
        string? uri = t.TakeRequired("uri")?.Text;
        string? name = t.Take("localStreamName")?.Text;
        bool isTcpForced = t.TakeBoolean("forceTcp") ?? true;
        string? source = t.Take("ssmIp")?.Text;
        if (t.TakeBoolean("keepAlive") == false)
        {
            t.Lacks("keepAlive=0 is not of the input here: give -KeepAlive $false to New-MSSStream, which is keepAlive=0 of createMSSStream.", LossKind.Detail);
        }

        LeaveTheRest(t);
        if (uri is null || Address(t, uri, isTcpForced, source) is not { } address)
        {
            return;
        }

        if (name is null)
        {
            name = NameOf(address);
            t.Lacks($"localStreamName is not given, and the server makes a name of the address: '{name}' stands in its place.", LossKind.Detail);
        }

        t.Becomes("Add-MSSLocalStream");
        t.Add("Name", name);
        t.Add(SourceFactory.IsAddress(address) ? "Uri" : "Path", address);
    }

    private static void LeaveTheRest(Translation t)
    {
        t.Without("tcUrl", OfRtmp, kind: LossKind.Detail);
        t.Without("pageUrl", OfRtmp, kind: LossKind.Detail);
        t.Without("swfUrl", OfRtmp, kind: LossKind.Detail);
        t.Without("emulateUserAgent", OfRtmp, kind: LossKind.Detail);
        t.Without("rangeStart", "An input is read from its beginning, or from now.", neutral: "-2");
        t.Without("rangeEnd", "An input is read to its end; Stop-MSSStream ends a stream before.", neutral: "-1");
        t.Without("ttl", OfSockets, neutral: "256", LossKind.Detail);
        t.Without("tos", OfSockets, neutral: "256", LossKind.Detail);
        t.Without("rtcpDetectionInterval", "Nothing waits for RTCP.", neutral: "10", LossKind.Detail);
        t.Without("httpProxy", "RTSP is not spoken through HTTP; ffmpeg does: -Uri 'ffmpeg:-rtsp_transport http -i rtsp://camera/stream'.");
        t.Without("sendRenewStream", "Viewers do not reach the source.", neutral: "0", LossKind.Detail);
        t.Without("isAudio", OfRtp, neutral: "1", LossKind.Detail);
        t.Without("audioCodecBytes", OfRtp, kind: LossKind.Detail);
        t.Without("spsBytes", OfRtp, kind: LossKind.Detail);
        t.Without("ppsBytes", OfRtp, kind: LossKind.Detail);
    }

    // Null where nothing here reads it.
    private static string? Address(Translation t, string uri, bool isTcpForced, string? source)
    {
        int end = uri.IndexOf(SchemeEnd, StringComparison.Ordinal);
        string scheme = end < 0 ? "file" : uri[..end];
        if (!s_schemes.TryGetValue(scheme, out string? ours))
        {
            t.Lacks(scheme.Equals("rtp", StringComparison.OrdinalIgnoreCase)
                ? "pullStream of rtp:// has no counterpart: it is one elementary stream there, and MPEG-TS here. Describe it in a file for ffmpeg: "
                    + "-Uri 'ffmpeg:-protocol_whitelist file,udp,rtp -i stream.sdp'."
                : "pullStream of such an address has no counterpart: ffmpeg may read it, as Add-MSSLocalStream -Uri 'ffmpeg:-i ADDRESS'.");
            return null;
        }

        if (source is not null && ours != "udp")
        {
            t.Lacks("ssmIp has no counterpart: it is of MPEG-TS over UDP.", LossKind.Detail);
        }

        string place = end < 0 ? uri : uri[(end + SchemeEnd.Length)..];
        return end < 0 ? uri
            : ours == "udp" && source is not null ? $"udp://{source}@{place.TrimStart('@')}"
            : ours.StartsWith("rtsp", StringComparison.Ordinal) && !isTcpForced
                ? $"{ours}{SchemeEnd}{place}{(place.Contains('?', StringComparison.Ordinal) ? '&' : '?')}transport=udp"
            : ours + SchemeEnd + place;
    }

    // What follows the host may be a secret.
    private static string NameOf(string address) =>
        SourceFactory.IsAddress(address) && Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) && uri.Host.Length > 0
            ? uri.Host
            : Path.GetFileNameWithoutExtension(address.Replace('\\', '/')) is { Length: > 0 } file ? file : "input";

    private static void CreateIngestPoint(Translation t)
    {
        string? key = t.TakeRequired("privateStreamName")?.Text;
        string? name = t.TakeRequired("publicStreamName")?.Text;
        if (key is not null && name is not null)
        {
            t.Becomes("Start-MSSIngest");
            t.Add("StreamKey", new Dictionary<string, string> { [key] = name });
        }

        t.Lacks(
            "A port is opened once, with all its keys: give those of several createIngestPoint to one Start-MSSIngest, in one table.", LossKind.Line);
    }
}

using System.Diagnostics;

namespace MssTools.Bench.Disturbed;

/// <summary>The twenty groups: at least one of each kind of input that the engine reads.</summary>
/// <param name="root">Folder of the run.</param>
/// <param name="seconds">How long encoders may run; a bound for those that nobody could end.</param>
/// <param name="ingest">The engine's port for publishers.</param>
/// <param name="nginx">The port of the server that is pulled from.</param>
internal sealed class InputTable(string root, int seconds, int ingest, int nginx)
{
    private const string Python = "/usr/bin/python3"; // the system's, which has the system's bindings

    private const int FirstTime = 10; // a GOP in front of it is there, whatever the container's times begin with

    private readonly long _start = Stopwatch.GetTimestamp();
    private int _count;

    /// <summary>Makes them; nothing is started.</summary>
    public IReadOnlyList<DisturbedInput> Make() =>
    [
        Push("push1", isAppending: false),
        Push("push2", isAppending: true),
        Push("push3", isAppending: false),
        Pair("pair"),
        Pull("pull1", isAppending: false),
        Pull("pull2", isAppending: true),
        Datagrams("udp1", "udp", "mpegts", isAppending: false),
        Datagrams("udp2", "udp", "mpegts", isAppending: true),
        Datagrams("rtp1", "rtp", "rtp_mpegts", isAppending: false),
        Datagrams("rtp2", "rtp", "rtp_mpegts", isAppending: false),
        Rtsp("rtsp-tcp", ""),
        Rtsp("rtsp-udp", "?transport=udp"),
        TcpServer("tcp-listen"),
        Served("tcp-call", "TCP, we call", "tcp", "?listen=1", ["-f", "mpegts"]),
        Served("http-ts", "HTTP, TS", "http", "", ["-f", "mpegts", "-listen", "1"]),
        Served("http-flv", "HTTP, FLV", "http", "", ["-f", "flv", "-flvflags", "no_duration_filesize", "-listen", "1"]),
        Served(
            "http-mp4", "HTTP, fMP4", "http", "",
            ["-f", "mp4", "-movflags", "+frag_keyframe+delay_moov+default_base_moof", "-listen", "1"]),
        Child("child"),
        Follow("follow"),
        Loop("loop"),
    ];

    private DisturbedInput Push(string name, bool isAppending)
    {
        var relay = new Relay(ingest, fromCaller: true);
        Encoder encoder = Ffmpeg("-f", "flv", $"rtmp://127.0.0.1:{relay.Port}/live/{name}");
        return new DisturbedInput("RTMP push", Definition(name, isAppending, name), [encoder], Disk(name))
        {
            Relays = [relay],
            OpenPort = ingest,
        };
    }

    private DisturbedInput Pair(string name)
    {
        string[] keys = [$"{name}-a", $"{name}-b"];
        Relay[] relays = [.. keys.Select(_ => new Relay(ingest, fromCaller: true))];
        Encoder[] encoders =
            [.. keys.Select((key, i) => Rendition(isLow: i > 0, $"rtmp://127.0.0.1:{relays[i].Port}/live/{key}"))];
        return new DisturbedInput("RTMP push, 2 renditions", Definition(name, false, keys), encoders, Disk(name))
        {
            Relays = relays,
            OpenPort = ingest,
        };
    }

    // Encoders of one channel have one clock: each begins at the GOP that the channel is at, and stamps it so.
    private Encoder Rendition(bool isLow, string address) => new(configuration =>
    [
        "ffmpeg", "-nostdin", "-v", "error", "-re", "-copyts",
        "-ss", $"{Stopwatch.GetElapsedTime(_start).TotalSeconds + FirstTime:F3}",
        "-i", DisturbedMedia.Long(configuration, isLow, seconds, "mp4"), "-c", "copy", "-f", "flv", address,
    ]);

    private DisturbedInput Pull(string name, bool isAppending)
    {
        var relay = new Relay(nginx, fromCaller: false);
        Encoder encoder = Ffmpeg("-f", "flv", $"rtmp://127.0.0.1:{nginx}/live/{name}");
        string address = $"rtmp://127.0.0.1:{relay.Port}/live/{name}";
        return From(name, "RTMP pull", address, isAppending, encoder) with { Relays = [relay] };
    }

    private DisturbedInput Datagrams(string name, string scheme, string format, bool isAppending)
    {
        int port = FreePort.Udp();
        string address = $"{scheme}://127.0.0.1:{port}";
        Encoder encoder = Ffmpeg("-f", format, $"{address}?pkt_size=1316");
        return From(name, scheme.ToUpperInvariant(), address, isAppending, encoder) with { DatagramPort = port };
    }

    private DisturbedInput Rtsp(string name, string query)
    {
        int port = FreePort.Tcp();
        var relay = new Relay(port, fromCaller: false);
        string script = Path.Join(AppContext.BaseDirectory, "rtsp-server.py");
        var server = new Encoder(configuration => [Python, script, $"{port}", DisturbedMedia.Long(configuration, false, seconds, "ts")]);
        string kind = query.Length == 0 ? "RTSP, interleaved" : "RTSP, datagrams";
        return From(name, kind, $"rtsp://127.0.0.1:{relay.Port}/live{query}", false, server) with { Relays = [relay] };
    }

    private DisturbedInput TcpServer(string name)
    {
        int port = FreePort.Tcp();
        var relay = new Relay(port, fromCaller: true);
        Encoder encoder = Ffmpeg("-f", "mpegts", $"tcp://127.0.0.1:{relay.Port}");
        return From(name, "TCP, we listen", $"tcp://127.0.0.1:{port}?listen=1", false, encoder) with
        {
            Relays = [relay],
            OpenPort = port,
        };
    }

    // ffmpeg serves one client and ends with it.
    private DisturbedInput Served(string name, string kind, string scheme, string query, string[] format)
    {
        int port = FreePort.Tcp();
        var relay = new Relay(port, fromCaller: false);
        Encoder encoder = Ffmpeg([.. format, $"{scheme}://127.0.0.1:{port}/{query}"]);
        string address = $"{scheme}://127.0.0.1:{relay.Port}{(scheme == "http" ? "/" : "")}";
        return From(name, kind, address, false, encoder) with { Relays = [relay] };
    }

    private DisturbedInput Child(string name)
    {
        int port = FreePort.Tcp();
        var relay = new Relay(port, fromCaller: false);
        Encoder encoder = Ffmpeg("-f", "matroska", $"tcp://127.0.0.1:{port}?listen=1");
        string source = $"ffmpeg:-i tcp://127.0.0.1:{relay.Port}";
        return From(name, "ffmpeg: child, Matroska", source, false, encoder) with { Relays = [relay] };
    }

    private DisturbedInput Follow(string name)
    {
        string file = Path.Join(root, $"{name}.ts");
        File.Delete(file);
        var encoder = new Encoder(configuration =>
        [
            "sh", "-c", "out=$1; shift; exec \"$@\" >> \"$out\"", "sh", file,
            .. Command(configuration), "-f", "mpegts", "-flush_packets", "1", "-",
        ]);
        DisturbedInput input = From(name, "file that grows", file, false, encoder);
        StreamDefinition definition = input.Definition;
        return input with { Definition = definition with { Inputs = [definition.Inputs[0] with { Follow = true }] }, GrowingFile = file };
    }

    private DisturbedInput Loop(string name)
    {
        var stream = new LocalStreamDefinition { Name = name, Source = DisturbedMedia.Mp4(1, isLow: false), Loop = true };
        return new DisturbedInput("looped file", Definition(name, isAppending: true, name) with { Inputs = [stream] }, [], Disk(name));
    }

    private DisturbedInput From(string name, string kind, string source, bool isAppending, Encoder encoder) => new(
        kind,
        Definition(name, isAppending, name) with { Inputs = [new LocalStreamDefinition { Name = name, Source = source }] },
        [encoder],
        Disk(name));

    // Half of them begin with the other configuration.
    private Encoder Ffmpeg(params string[] output)
    {
        int first = _count++ % DisturbedMedia.Configurations;
        return new Encoder(c => [.. Command((c + first) % DisturbedMedia.Configurations), .. output]);
    }

    private string[] Command(int configuration) =>
    [
        "ffmpeg", "-nostdin", "-v", "error", "-re", "-stream_loop", "-1", "-i", DisturbedMedia.Mp4(configuration, isLow: false),
        "-c", "copy", "-t", $"{seconds}",
    ];

    private TargetDisk Disk(string name) => new(Path.Join(root, name));

    private StreamDefinition Definition(string name, bool isAppending, params string[] streams) => new()
    {
        LocalStreamNames = streams,
        TargetFolder = Path.Join(root, name, TargetDisk.FolderName),
        GroupName = name,
        ChunkLength = 2,
        IsLive = true,
        PlaylistType = isAppending ? PlaylistType.Appending : PlaylistType.Rolling,
        PlaylistLength = 20,
        StaleRetentionCount = 5,
    };
}

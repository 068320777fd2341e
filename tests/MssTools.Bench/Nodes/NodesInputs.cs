using MssTools.Bench.Disturbed;

namespace MssTools.Bench.Nodes;

/// <summary>
/// What encoders send, and the groups that read it: half of them MPEG-TS over UDP, half RTMP that is pulled. Three groups share an encoder. Datagrams are
/// multicast on the loopback, as several nodes of one machine cannot have one port, and a frozen one keeps what it has.
/// </summary>
internal sealed class NodesInputs : IDisposable
{
    private const int Sharers = 3;
    private const string Group = "239.255.77.1";

    private readonly RtmpServer _server;
    private readonly List<Encoder> _encoders = [];
    private readonly List<string> _sources = [];

    /// <summary>Starts the encoders.</summary>
    /// <param name="root">Folder of the run.</param>
    /// <param name="groups">How many groups there will be.</param>
    public NodesInputs(string root, int groups)
    {
        _server = new RtmpServer(Path.Join(root, "nginx"));
        string media = DisturbedMedia.Mp4(0, isLow: true);
        for (int i = 0; i < groups; i += 2 * Sharers)
        {
            int port = FreePort.Udp();
            Add(media, "mpegts", $"udp://{Group}:{port}?localaddr=127.0.0.1&ttl=0&pkt_size=1316", $"udp://{Group}:{port}?localaddr=127.0.0.1");
            string channel = $"rtmp://127.0.0.1:{_server.Port}/live/channel{i}";
            Add(media, "flv", channel, channel);
        }
    }

    /// <summary>A group, by its number from 0.</summary>
    public StreamDefinition Make(int number, string folder)
    {
        string source = _sources[number % _sources.Count];
        string name = $"{(source.StartsWith("udp", StringComparison.Ordinal) ? "udp" : "rtmp")}{number:00}";
        return new StreamDefinition
        {
            LocalStreamNames = [name],
            Inputs = [new LocalStreamDefinition { Name = name, Source = source }],
            TargetFolder = folder,
            GroupName = name,
            ChunkLength = NodesBenchmark.ChunkLength,
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _encoders.ForEach(encoder => encoder.Dispose());
        _server.Dispose();
    }

    private void Add(string media, string format, string to, string source)
    {
        var encoder = new Encoder(_ => ["ffmpeg", "-nostdin", "-v", "error", "-re", "-stream_loop", "-1", "-i", media, "-c", "copy", "-f", format, to]);
        encoder.Start();
        _encoders.Add(encoder);
        _sources.Add(source);
    }
}

using MssTools.Core.Inputs;
using MssTools.Core.Inputs.Flv;
using MssTools.Core.Inputs.Rtmp;
using MssTools.Core.Media;

namespace MssTools.Bench;

/// <summary>What every publisher sends, cut into chunks once: sending it costs no more than the sending.</summary>
internal sealed class RtmpFeed
{
    private const int FlvHeaderLength = 13;
    private const int ChunkSize = 4096; // as OBS

    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly List<int> _ends = [];
    private readonly List<uint> _times = [];

    /// <summary>Reads an FLV file.</summary>
    public RtmpFeed(string path)
    {
        using var input = new InputStream(MediaFile.Open(path));
        input.Skip(FlvHeaderLength);
        var writer = new ChunkWriter();
        writer.SetChunkSize(ChunkSize);
        var tags = new FlvTagReader(input, new InputWarnings());
        while (tags.Read(out _) is { } tag)
        {
            if (tag.IsKeyframe)
            {
                Keyframes.Add(_ends.Count);
            }

            bool isVideo = tag.Type == FlvTagType.Video;
            writer.Write(isVideo ? 6 : 4, new RtmpMessage((RtmpMessageType)tag.Type, StreamId: 1, tag.Timestamp, tag.Data));
            _ends.Add(writer.Written.Length);
            _times.Add(tag.Timestamp);
        }

        _bytes = writer.Written;
    }

    /// <summary>Numbers of the messages that are keyframes.</summary>
    public List<int> Keyframes { get; } = [];

    /// <summary>How many messages there are.</summary>
    public int Count => _ends.Count;

    /// <summary>When a message is to be sent, after the first.</summary>
    public TimeSpan TimeOf(int message) => TimeSpan.FromMilliseconds(_times[message]);

    /// <summary>What is left of a message, of which some bytes have been sent.</summary>
    public ReadOnlySpan<byte> BytesOf(int message, int sent)
    {
        int start = (message == 0 ? 0 : _ends[message - 1]) + sent;
        return _bytes.Span[start.._ends[message]];
    }
}

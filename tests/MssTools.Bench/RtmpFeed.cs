using MssTools.Core.Inputs;
using MssTools.Core.Inputs.Flv;
using MssTools.Core.Inputs.Rtmp;
using MssTools.Core.Media;

namespace MssTools.Bench;

/// <summary>The messages of RTMP publishers, cut into chunks.</summary>
internal sealed class RtmpFeed : PacedFeed
{
    private const int FlvHeaderLength = 13;
    private const int ChunkSize = 4096; // as OBS

    /// <summary>Reads an FLV file.</summary>
    public RtmpFeed(string path)
    {
        using var input = new InputStream(MediaFile.Open(path));
        input.Skip(FlvHeaderLength);
        var writer = new ChunkWriter();
        writer.SetChunkSize(ChunkSize);
        var tags = new FlvTagReader(input, new InputWarnings());
        bool hasKeyframe = false;
        while (tags.Read(out _) is { } tag)
        {
            if (tag.IsKeyframe && hasKeyframe)
            {
                FragmentEnds.Add(Count - 1);
            }

            hasKeyframe |= tag.IsKeyframe;
            bool isVideo = tag.Type == FlvTagType.Video;
            writer.Write(isVideo ? 6 : 4, new RtmpMessage((RtmpMessageType)tag.Type, StreamId: 1, tag.Timestamp, tag.Data));
            Add(writer.Written.Length, TimeSpan.FromMilliseconds(tag.Timestamp));
        }

        Bytes = writer.Written;
    }

    /// <inheritdoc/>
    protected override ReadOnlyMemory<byte> Bytes { get; }
}

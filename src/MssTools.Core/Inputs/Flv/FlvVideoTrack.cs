using MssTools.Core.Bits;
using MssTools.Core.Codecs;
using MssTools.Core.Iso;
using MssTools.Core.Media;

namespace MssTools.Core.Inputs.Flv;

/// <summary>
/// The H.264 track of an FLV input (E.4.3), also in the packets of Enhanced RTMP v1 with FourCC <c>avc1</c>.
/// </summary>
internal sealed class FlvVideoTrack(MediaTimeline.TrackClock timestamps)
{
    private const int TrackId = 1;
    private const int ExtendedHeaderFlag = 0x80;
    private const int FrameTypeKey = 1;
    private const int FrameTypeCommand = 5;
    private const int CodecIdAvc = 7;
    private const uint FourCCAvc = 0x61766331; // avc1

    private readonly VideoClock _clock = new(FlvTracks.Timescale);
    private ReadOnlyMemory<byte> _header;
    private AvcDecoderConfiguration? _configuration;
    private Track? _track;
    private bool _skipsToSync;

    private enum PacketType
    {
        SequenceStart = 0,
        CodedFrames = 1,
        SequenceEnd = 2,
        CodedFramesX = 3, // Enhanced RTMP: without composition time
        Metadata = 4,
    }

    /// <summary>
    /// Takes a video tag and gives the sample before it. Frames before the first sequence header are passed over.
    /// </summary>
    /// <exception cref="MssException">MalformedInput or Unsupported.</exception>
    public Sample? Push(FlvTag tag)
    {
        if (tag.Data.IsEmpty)
        {
            return null; // keeps a connection alive
        }

        var fields = new ByteReader(tag.Data.Span, "FLV video");
        byte first = fields.ReadByte();
        int frameType = first >> 4 & 7;
        if (frameType == FrameTypeCommand)
        {
            return null;
        }

        PacketType packet = ReadPacketType(ref fields, first);
        if (packet == PacketType.SequenceStart)
        {
            ReadCompositionTime(ref fields, (first & ExtendedHeaderFlag) == 0);
            Configure(tag.Data[fields.Position..]);
            return null;
        }

        if (_track is null || packet is not (PacketType.CodedFrames or PacketType.CodedFramesX))
        {
            return null;
        }

        int composition = ReadCompositionTime(ref fields, packet == PacketType.CodedFrames);
        if (fields.Remaining == 0)
        {
            return null;
        }

        bool isSync = frameType == FrameTypeKey;
        _skipsToSync &= !isSync;
        if (_skipsToSync)
        {
            return null;
        }

        Payload payload = _configuration!.Normalize(new Payload(tag.Data[fields.Position..]), isSync);
        return _clock.Push(new Sample(_track, timestamps.Next(tag.Timestamp), 0, composition, isSync, payload));
    }

    /// <summary>Passes over what comes before the next sync sample.</summary>
    public void SkipToSync() => _skipsToSync = true;

    /// <summary>Gives the last sample.</summary>
    public Sample? Flush() => _clock.Flush();

    private static PacketType ReadPacketType(ref ByteReader fields, byte first)
    {
        if ((first & ExtendedHeaderFlag) == 0)
        {
            int codec = first & 15;
            return codec == CodecIdAvc
                ? (PacketType)fields.ReadByte()
                : throw new MssException(
                    MssError.Unsupported,
                    $"FLV video with codec id {codec} ({CodecName(codec)}) cannot be packaged; 7 (H.264) can.");
        }

        var packet = (PacketType)(first & 15);
        uint codecCode = fields.ReadUInt32();
        return codecCode == FourCCAvc || packet == PacketType.Metadata
            ? packet
            : throw new MssException(
                MssError.Unsupported,
                $"FLV video with codec '{new FourCC(codecCode)}' (packet type {(int)packet}) "
                + "cannot be packaged; 'avc1' can.");
    }

    private static int ReadCompositionTime(ref ByteReader fields, bool present) =>
        present ? (int)(fields.ReadUInt24() << 8) >> 8 : 0;

    private static string CodecName(int codec) => codec switch
    {
        2 => "Sorenson H.263",
        3 => "Screen video",
        4 or 5 => "VP6",
        6 => "Screen video 2",
        12 => "HEVC",
        _ => "unknown",
    };

    private void Configure(ReadOnlyMemory<byte> header)
    {
        if (header.IsEmpty || header.Span.SequenceEqual(_header.Span))
        {
            return; // encoders repeat it
        }

        _configuration = AvcDecoderConfiguration.Parse(header.Span);
        _track = new Track(TrackId, MediaKind.Video, FlvTracks.Timescale, _configuration.VideoConfig!);
        _header = header;
    }
}

using MssTools.Core.Bits;
using MssTools.Core.Codecs;
using MssTools.Core.Iso;
using MssTools.Core.Media;

namespace MssTools.Core.Inputs.Flv;

/// <summary>
/// The AAC track of an FLV input (E.4.2), also in the packets of Enhanced RTMP v2 with FourCC <c>mp4a</c>.
/// </summary>
internal sealed class FlvAudioTrack(TrackClock timestamps, InputWarnings warnings)
{
    private const int TrackId = 2;
    private const int SoundFormatAac = 10;
    private const int SoundFormatExtended = 9;
    private const uint FourCCAac = 0x6d703461; // mp4a
    private const int PacketSequenceHeader = 0;
    private const int PacketRaw = 1;
    private const int PacketMultitrack = 5;

    private ReadOnlyMemory<byte> _header;
    private AudioConfig? _config;
    private AudioClock? _clock;
    private Track? _track;

    /// <summary>
    /// Takes an audio tag and gives its sample. Frames before the first sequence header are passed over.
    /// </summary>
    /// <exception cref="MssException">MalformedInput or Unsupported.</exception>
    public Sample? Push(FlvTag tag)
    {
        if (tag.Data.IsEmpty)
        {
            return null; // keeps a connection alive
        }

        var fields = new ByteReader(tag.Data.Span, "FLV audio");
        int packet = ReadPacketType(ref fields);
        ReadOnlyMemory<byte> content = tag.Data[fields.Position..];
        if (packet == PacketSequenceHeader)
        {
            Configure(content);
            return null;
        }

        if (_track is null || packet != PacketRaw || content.IsEmpty)
        {
            return null;
        }

        long time = _clock!.Next(timestamps.NextSure(tag.Timestamp), FlvTracks.Timescale)!.Value;
        return new Sample(_track, time, _config!.SamplesPerFrame, 0, true, new Payload(content));
    }

    // In Enhanced RTMP the codec has a name, and the packet type stands where sample rate and channels did.
    private int ReadPacketType(ref ByteReader fields)
    {
        byte first = fields.ReadByte();
        int format = first >> 4;
        if (format == SoundFormatAac)
        {
            return fields.ReadByte();
        }

        if (format != SoundFormatExtended)
        {
            throw new MssException(
                MssError.Unsupported,
                $"FLV audio with codec id {format} ({FormatName(format)}) cannot be packaged; 10 (AAC) can.");
        }

        int packet = first & 15;
        if (packet == PacketMultitrack)
        {
            // OBS announces its further tracks before the first frame of the one that is packaged.
            warnings.Add("Further audio tracks (Enhanced RTMP multitrack) are left out: one is packaged.");
            return packet;
        }

        uint codec = fields.ReadUInt32();
        return codec == FourCCAac
            ? packet
            : throw new MssException(
                MssError.Unsupported,
                $"FLV audio with codec '{new FourCC(codec)}' (packet type {packet}) cannot be packaged; 'mp4a' can.");
    }

    private static string FormatName(int format) => format switch
    {
        0 or 3 => "PCM",
        1 => "ADPCM",
        2 or 14 => "MP3",
        4 or 5 or 6 => "Nellymoser",
        7 or 8 => "G.711",
        11 => "Speex",
        _ => "unknown",
    };

    private void Configure(ReadOnlyMemory<byte> header)
    {
        if (header.IsEmpty || header.Span.SequenceEqual(_header.Span))
        {
            return; // encoders repeat it
        }

        AudioConfig config = AudioSpecificConfig.Parse(header.Span);

        // Encoders that stamp a frame when they get hold of it are off by up to one frame; more is real.
        int tolerance = config.SamplesPerFrame * 3 / 2;
        _clock = new AudioClock(config.SamplingRate, config.SamplesPerFrame, tolerance, warnings)
            .Follow(_clock, _config?.SamplingRate ?? 1);
        _track = new Track(TrackId, MediaKind.Audio, (uint)config.SamplingRate, config);
        (_config, _header) = (config, header);
    }
}

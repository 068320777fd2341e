using MssTools.Core.Bits;
using MssTools.Core.Codecs;
using MssTools.Core.Media;

namespace MssTools.Core.Inputs.Flv;

/// <summary>The AAC track of an FLV input (E.4.2).</summary>
internal sealed class FlvAudioTrack(MediaTimeline.TrackClock timestamps, InputWarnings warnings)
{
    private const int TrackId = 2;
    private const int SoundFormatAac = 10;
    private const int PacketSequenceHeader = 0;
    private const int PacketRaw = 1;

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
        int format = fields.ReadByte() >> 4;
        if (format != SoundFormatAac)
        {
            throw new MssException(
                MssError.Unsupported,
                $"FLV audio with codec id {format} ({FormatName(format)}) cannot be packaged; 10 (AAC) can.");
        }

        int packet = fields.ReadByte();
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

        long time = _clock!.Next(timestamps.Next(tag.Timestamp), FlvTracks.Timescale)!.Value;
        return new Sample(_track, time, _config!.SamplesPerFrame, 0, true, new Payload(content));
    }

    private static string FormatName(int format) => format switch
    {
        0 or 3 => "PCM",
        1 => "ADPCM",
        2 or 14 => "MP3",
        4 or 5 or 6 => "Nellymoser",
        7 or 8 => "G.711",
        9 => "Enhanced RTMP",
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

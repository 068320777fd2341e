using MssTools.Core.Bits;
using MssTools.Core.Codecs;
using MssTools.Core.Inputs.Ts;
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

    private const int Patience = 100; // frames without a configuration: two seconds

    private readonly AdtsConfiguration _adts = new();
    private readonly StampProof<ReadOnlyMemory<byte>> _proof =
        new("The sound", bits: 32, FlvTracks.Timescale, warnings, timestamps);

    private ReadOnlyMemory<byte> _header;
    private AudioConfig? _config;
    private AudioClock? _clock;
    private Track? _track;
    private bool _hasEmptyHeader;
    private long _unconfigured;

    /// <summary>Samples per second as the metadata tell; used where nothing else does.</summary>
    public int? SamplingRate { get; set; }

    /// <summary>Whether it has shown that it is AAC: what makes no sense from then on is damage, not another codec.</summary>
    public bool IsProven => _track is not null;

    /// <summary>
    /// Takes an audio tag and gives its samples: more than one where it holds several frames with ADTS headers.
    /// </summary>
    /// <exception cref="MssException">MalformedInput or Unsupported.</exception>
    public void Push(FlvTag tag, Queue<Sample> output)
    {
        if (tag.Data.IsEmpty)
        {
            return; // keeps a connection alive
        }

        var fields = new ByteReader(tag.Data.Span, "FLV audio");
        int packet = ReadPacketType(ref fields);
        ReadOnlyMemory<byte> content = tag.Data[fields.Position..];
        if (packet == PacketSequenceHeader)
        {
            if (!content.Span.SequenceEqual(_header.Span))
            {
                EndProof(output); // they have the configuration of before
            }

            Announce(content);
        }
        else if (packet == PacketRaw && !content.IsEmpty)
        {
            _proof.Push(content, tag.Timestamp);
            PushProven(output);
        }
    }

    /// <summary>Gives the samples that are held until others prove their times.</summary>
    public void EndProof(Queue<Sample> output)
    {
        _proof.End();
        PushProven(output);
    }

    /// <summary>Tells what was left out for lack of a configuration: the input ends, or it has come.</summary>
    public void End()
    {
        if (_unconfigured > 0)
        {
            warnings.Add($"The sound: {_unconfigured} frames without a configuration are left out.");
        }

        _unconfigured = 0;
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

    private void Announce(ReadOnlyMemory<byte> header)
    {
        _hasEmptyHeader |= header.IsEmpty;
        if (header.IsEmpty || header.Span.SequenceEqual(_header.Span))
        {
            return; // encoders repeat it
        }

        Configure(AudioSpecificConfig.Parse(header.Span));
        _header = header;
    }

    private void PushProven(Queue<Sample> output)
    {
        while (_proof.TryTake(out ReadOnlyMemory<byte> content, out long? stamp))
        {
            PushFrames(content, timestamps.NextSure(stamp!.Value), output);
        }
    }

    private void PushFrames(ReadOnlyMemory<byte> content, long? stamp, Queue<Sample> output)
    {
        while (AdtsHeader.TryParseWhole(content.Span, out AdtsHeader header))
        {
            warnings.Add("The sound: its frames have ADTS headers, which do not belong there; they are taken off.");
            ReadOnlyMemory<byte> frame = content[header.HeaderLength..header.FrameLength];
            if (_header.IsEmpty && _adts.Of(header, frame.Span) is { } told && !ReferenceEquals(told, _config))
            {
                Configure(told);
            }

            Emit(frame, stamp, output);
            stamp = null; // further ones follow on the first
            content = content[header.FrameLength..];
        }

        if (!content.IsEmpty)
        {
            if (_track is null && (_hasEmptyHeader || _unconfigured >= Patience))
            {
                Guess(content.Span[0]);
            }

            Emit(content, stamp, output);
        }
    }

    private void Emit(ReadOnlyMemory<byte> frame, long? stamp, Queue<Sample> output)
    {
        if (_track is null)
        {
            _unconfigured++;
        }
        else if (_clock!.Next(stamp, FlvTracks.Timescale) is { } time)
        {
            output.Enqueue(new Sample(_track, time, _config!.SamplesPerFrame, 0, true, new Payload(frame)));
        }
    }

    // The first element of a frame is a channel, or a pair of them (ISO/IEC 14496-3 table 4.85).
    private void Guess(byte firstOfFrame)
    {
        const int ChannelPair = 1;
        int element = firstOfFrame >> 5;
        if (element > ChannelPair
            || SamplingRate is not { } rate
            || AudioSpecificConfig.OfLowComplexity(rate, element + 1) is not { } config)
        {
            return;
        }

        AudioConfig guessed = AudioSpecificConfig.Parse(config);
        warnings.Add($"The sound has no configuration of its own: {guessed.Description} is taken, from the metadata and the first frame.");
        Configure(guessed);
    }

    private void Configure(AudioConfig config)
    {
        End();

        // Encoders that stamp a frame when they get hold of it are off by up to one frame; more is real.
        int tolerance = config.SamplesPerFrame * 3 / 2;
        _clock = new AudioClock(config.SamplingRate, config.SamplesPerFrame, tolerance, warnings)
            .Follow(_clock, _config?.SamplingRate ?? 1);
        _track = new Track(TrackId, MediaKind.Audio, (uint)config.SamplingRate, config);
        _config = config;
    }
}

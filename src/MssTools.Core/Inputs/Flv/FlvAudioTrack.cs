using MssTools.Core.Codecs.Aac;
using MssTools.Core.Media;

namespace MssTools.Core.Inputs.Flv;

/// <summary>An AAC track of an FLV input.</summary>
/// <param name="id">The track's number.</param>
/// <param name="content">What it is to a viewer.</param>
/// <param name="name">The track, to begin sentences with.</param>
/// <param name="timestamps">Takes the wraps out of the tags' times.</param>
/// <param name="warnings">Told of what is otherwise than announced, and of what is left out.</param>
internal sealed class FlvAudioTrack(int id, Content content, string name, TrackClock timestamps, InputWarnings warnings)
{
    private const int Patience = 100; // frames without a configuration: two seconds

    private readonly AdtsConfiguration _adts = new();
    private readonly StampProof<ReadOnlyMemory<byte>> _proof =
        new(name, bits: 32, FlvTracks.Timescale, warnings, timestamps);

    private ReadOnlyMemory<byte> _header;
    private AacConfig? _config;
    private AudioClock? _clock;
    private Track? _track;
    private bool _hasEmptyHeader;
    private long _unconfigured;

    /// <summary>Samples per second as the metadata tell; used where nothing else does.</summary>
    public int? SamplingRate { get; set; }

    /// <summary>Whether it has shown that it is AAC: what makes no sense from then on is damage, not another codec.</summary>
    public bool IsProven => _track is not null;

    /// <summary>What it is to a viewer.</summary>
    public Content Content => content;

    /// <summary>Why it is left out; null while it is not.</summary>
    public MssException? Refusal { get; set; }

    /// <summary>
    /// Takes a packet and gives its samples: more than one where it holds several frames with ADTS headers.
    /// </summary>
    /// <param name="packet">A packet of this track.</param>
    /// <param name="timestamp">That of its tag.</param>
    /// <param name="output">Takes the samples.</param>
    /// <exception cref="MssException">MalformedInput or Unsupported.</exception>
    public void Push(FlvAudioPacket packet, uint timestamp, Queue<Sample> output)
    {
        packet.CheckCodec();
        if (packet.Type == FlvAudioPacketType.SequenceStart)
        {
            if (!packet.Content.Span.SequenceEqual(_header.Span))
            {
                EndProof(output); // they have the configuration of before
            }

            Announce(packet.Content);
        }
        else if (packet.Type == FlvAudioPacketType.CodedFrames && !packet.Content.IsEmpty)
        {
            _proof.Push(packet.Content, timestamp);
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
            warnings.Add($"{name}: {_unconfigured} frames without a configuration are left out.");
        }

        _unconfigured = 0;
    }

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
            warnings.Add($"{name}: its frames have ADTS headers, which do not belong there; they are taken off.");
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

        AacConfig guessed = AudioSpecificConfig.Parse(config);
        warnings.Add($"{name} has no configuration of its own: {guessed.Description} is taken, from the metadata and the first frame.");
        Configure(guessed);
    }

    private void Configure(AacConfig config)
    {
        End();

        // Encoders that stamp a frame when they get hold of it are off by up to one frame; more is real.
        int tolerance = config.SamplesPerFrame * 3 / 2;
        _clock = new AudioClock(config.SamplingRate, config.SamplesPerFrame, tolerance, warnings)
            .Follow(_clock, _config?.SamplingRate ?? 1);
        _track = new Track(id, content, (uint)config.SamplingRate, config);
        _config = config;
    }
}

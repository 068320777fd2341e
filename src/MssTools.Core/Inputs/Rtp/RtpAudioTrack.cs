using MssTools.Core.Codecs.Aac;
using MssTools.Core.Media;

namespace MssTools.Core.Inputs.Rtp;

/// <summary>The AAC stream of a session.</summary>
internal sealed class RtpAudioTrack : IRtpTrack
{
    private readonly int _clockRate;
    private readonly int _samplesPerFrame;
    private readonly RtpTimeline _timeline;
    private readonly Action<Sample> _output;
    private readonly InputWarnings _warnings;
    private readonly AacDepacketizer _packets;
    private readonly AudioClock _clock;
    private readonly StampProof<ReadOnlyMemory<byte>> _proof;

    /// <summary>Starts with what the session's description tells.</summary>
    /// <param name="id">The track's number.</param>
    /// <param name="clockRate">Ticks per second of its timestamps.</param>
    /// <param name="timeline">Takes the wraps out of them.</param>
    /// <param name="format">The decoder's configuration, and how packets are built.</param>
    /// <param name="warnings">Told where times jump.</param>
    /// <param name="output">Where the samples go.</param>
    public RtpAudioTrack(
        int id, int clockRate, RtpTimeline timeline, AacFormat format, InputWarnings warnings, Action<Sample> output)
    {
        AacConfig config = format.Config;
        (_clockRate, _samplesPerFrame, _timeline, _output) = (clockRate, config.SamplesPerFrame, timeline, output);
        _warnings = warnings;
        Track = new Track(id, AacCodec.Instance.Content, (uint)config.SamplingRate, config);
        _packets = new AacDepacketizer(format, TakeFrame);
        _proof = new StampProof<ReadOnlyMemory<byte>>("The sound", bits: 32, clockRate, warnings);

        // Timestamps count samples: half a frame off is a lost frame.
        _clock = new AudioClock(config.SamplingRate, config.SamplesPerFrame, config.SamplesPerFrame / 2, warnings);
    }

    /// <inheritdoc/>
    public Track Track { get; }

    /// <inheritdoc/>
    public long Losses => _packets.Losses;

    /// <inheritdoc/>
    public void Push(in RtpPacket packet) => _packets.Push(packet);

    /// <inheritdoc/>
    public void End()
    {
        // A frame whose last part is missing is none.
        _proof.End();
        TakeProven();
    }

    private void TakeFrame(ReadOnlyMemory<byte> frame, uint? timestamp)
    {
        _proof.Push(frame, timestamp);
        TakeProven();
    }

    private void TakeProven()
    {
        while (_proof.TryTake(out ReadOnlyMemory<byte> frame, out long? stamp))
        {
            TakeProven(frame, stamp is { } raw ? _timeline.Next((uint)raw) : null);
        }
    }

    private void TakeProven(ReadOnlyMemory<byte> frame, long? stamp)
    {
        if (AdtsHeader.TryParseWhole(frame.Span, out AdtsHeader header) && header.FrameLength == frame.Length)
        {
            _warnings.Add("The sound: its frames have ADTS headers, which do not belong there; they are taken off.");
            frame = frame[header.HeaderLength..];
        }

        if (_clock.Next(stamp, _clockRate) is { } time)
        {
            _output(new Sample(Track, time, _samplesPerFrame, 0, true, new Payload(frame)));
        }
    }
}

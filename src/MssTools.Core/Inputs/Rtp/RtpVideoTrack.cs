using MssTools.Core.Codecs;
using MssTools.Core.Media;

namespace MssTools.Core.Inputs.Rtp;

/// <summary>The H.264 stream of a session.</summary>
internal sealed class RtpVideoTrack : IRtpTrack
{
    private readonly int _id;
    private readonly uint _clockRate;
    private readonly RtpTimeline _timeline;
    private readonly Action<Sample> _output;
    private readonly InBandParameterSets _sets = new();
    private readonly AvcRandomAccess _access;
    private readonly VideoClock _clock;
    private readonly AvcDepacketizer _packets;
    private readonly DecodeOrder _order;

    /// <summary>Starts with what the session's description tells.</summary>
    /// <param name="id">The track's number.</param>
    /// <param name="clockRate">Ticks per second of its timestamps.</param>
    /// <param name="timeline">Takes the wraps out of them.</param>
    /// <param name="described">The description's parameter sets, with start codes; may be empty.</param>
    /// <param name="warnings">Told of what is left out.</param>
    /// <param name="output">Where the samples go.</param>
    /// <exception cref="MssException"><see cref="MssError.Unsupported"/>.</exception>
    public RtpVideoTrack(
        int id, uint clockRate, RtpTimeline timeline, ReadOnlySpan<byte> described, InputWarnings warnings, Action<Sample> output)
    {
        _access = new AvcRandomAccess("The picture", clockRate, warnings);
        (_id, _clockRate, _timeline, _output) = (id, clockRate, timeline, output);
        _clock = new VideoClock((int)clockRate);
        _order = new DecodeOrder(TakeOrdered);
        _packets = new AvcDepacketizer(TakeUnit);
        _sets.Take(AnnexB.ToAccessUnit(described));
        Configure();
    }

    /// <inheritdoc/>
    public Track? Track { get; private set; }

    /// <inheritdoc/>
    public long Losses => _packets.Losses;

    /// <inheritdoc/>
    public void Push(in RtpPacket packet) => _packets.Push(packet);

    /// <inheritdoc/>
    public void End()
    {
        _packets.Finish();
        _access.End();
        _order.Flush();
        if (_clock.Flush() is { } last)
        {
            _output(last);
        }
    }

    private void TakeUnit(AvcAccessUnit unit, uint timestamp)
    {
        _sets.Take(unit);
        if (!unit.HasPicture)
        {
            return;
        }

        if (_packets.IsDamaged)
        {
            _access.Lose();
            _packets.Mend();
        }

        long time = _timeline.Next(timestamp);
        bool isSync = _access.IsSync(unit.Start, _sets.ToConfig() is not null, time);
        if (isSync)
        {
            Configure();
        }

        if (!_access.IsWaiting)
        {
            _order.Push(new Sample(Track!, time, 0, 0, isSync, new Payload(unit.Data)));
        }
    }

    private void TakeOrdered(Sample sample)
    {
        if (_clock.Push(sample) is { } next)
        {
            _output(next);
        }
    }

    private void Configure()
    {
        if (_sets.ToConfig() is { } config && !ReferenceEquals(config, Track?.Config))
        {
            Track = new Track(_id, MediaKind.Video, _clockRate, config);
            _order.SetDepth(AvcSequenceParameterSet.Parse(_sets.Sps.Span).ReorderDepth);
        }
    }
}

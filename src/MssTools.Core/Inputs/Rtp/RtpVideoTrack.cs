using MssTools.Core.Codecs.Avc;
using MssTools.Core.Media;

namespace MssTools.Core.Inputs.Rtp;

/// <summary>
/// The H.264 stream of a session. Every access unit is one sample, and so are the two fields of a frame.
/// </summary>
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
    private readonly StampProof<(AvcAccessUnit Unit, bool FollowsLoss)> _proof;
    private readonly AvcSampleScanner _scanner = new();
    private readonly InputWarnings _warnings;
    private AvcSequenceParameterSet? _sequence;
    private (Sample Sample, AvcField Field)? _first; // a field whose frame lacks the other

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
        (_id, _clockRate, _timeline, _warnings, _output) = (id, clockRate, timeline, warnings, output);
        _clock = new VideoClock((int)clockRate);
        _order = new DecodeOrder(TakeOrdered);
        _proof = new StampProof<(AvcAccessUnit, bool)>("The picture", bits: 32, (int)clockRate, warnings);
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
        _proof.End();
        TakeProven();
        _access.End();
        GiveFirst();
        _order.Flush();
        if (_clock.Flush() is { } last)
        {
            _output(last);
        }
    }

    private void TakeUnit(AvcAccessUnit unit, uint timestamp)
    {
        _proof.Push((unit, unit.HasPicture && _packets.IsDamaged), unit.HasPicture ? timestamp : null);
        if (unit.HasPicture && _packets.IsDamaged)
        {
            _packets.Mend();
        }

        TakeProven();
    }

    private void TakeProven()
    {
        while (_proof.TryTake(out (AvcAccessUnit Unit, bool FollowsLoss) next, out long? stamp))
        {
            TakeProven(next.Unit, next.FollowsLoss, (uint)(stamp ?? 0));
        }
    }

    private void TakeProven(in AvcAccessUnit unit, bool followsLoss, uint timestamp)
    {
        _sets.Take(unit);
        if (!unit.HasPicture)
        {
            return;
        }

        if (followsLoss)
        {
            _access.Lose();
        }

        var data = new Payload(unit.Data);
        _scanner.Scan(data, AvcFraming.FourBytes, _sequence);
        if (_scanner.Begins.Count == 0)
        {
            TakePicture(unit.Start, data, unit.Slice.Span, _timeline.Next(timestamp));
            return;
        }

        _warnings.Add("The picture: some have the time stamp of others; they follow on them at once.");
        int[] borders = [0, .. _scanner.Begins, data.Length];
        for (int i = 1; i < borders.Length; i++)
        {
            Payload part = data.Slice(borders[i - 1], borders[i] - borders[i - 1]);
            AvcPicture picture = _scanner.Scan(part, AvcFraming.FourBytes).Picture;
            TakePicture(picture.Start, part, part.ToMemory().Span[picture.Slice..], _timeline.Next(timestamp) + i - 1);
        }
    }

    private void TakePicture(AvcStart start, Payload data, ReadOnlySpan<byte> slice, long time)
    {
        AvcField? field = _sequence is { } sequence ? AvcField.Of(slice, sequence) : null;
        bool followsLoss = _access.IsWaiting; // then it may be of another frame, though its number is the same
        if (!followsLoss && _first is { } first && field?.Completes(first.Field) == true)
        {
            byte[] both = [.. first.Sample.Data.ToMemory().Span, .. data.ToMemory().Span];
            _first = null;
            _order.Push(first.Sample with { Data = new Payload(both) });
            return;
        }

        GiveFirst();
        bool isSync = _access.IsSync(start, _sets.ToConfig() is not null, time);
        if (isSync)
        {
            Configure();
        }

        if (_access.IsWaiting)
        {
            return;
        }

        var sample = new Sample(Track!, time, 0, 0, isSync, data);
        if (field is { } alone)
        {
            _first = (sample, alone);
            return;
        }

        _order.Push(sample);
    }

    private void GiveFirst()
    {
        if (_first is { } first)
        {
            _order.Push(first.Sample);
        }

        _first = null;
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
            Track = new Track(_id, AvcCodec.Instance.Content, _clockRate, config);
            _sequence = AvcSequenceParameterSet.Parse(_sets.Sps.Span);
            _order.SetDepth(_sequence.Value.ReorderDepth);
        }
    }
}

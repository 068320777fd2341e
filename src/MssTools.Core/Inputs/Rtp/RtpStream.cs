using MssTools.Core.Media;

namespace MssTools.Core.Inputs.Rtp;

/// <summary>
/// One stream of a session as it arrives: puts its packets into order, follows its clock, and tells its sender what came.
/// </summary>
internal sealed class RtpStream
{
    private readonly TimeProvider _time;
    private readonly RtpReorder _order;
    private readonly RtpTimeline _timeline;
    private readonly int _payloadType;
    private readonly uint _clockRate;
    private readonly IRtpTrack _track;
    private readonly List<long> _arrivals = []; // of the first three stamps
    private uint? _source;
    private double _jitter;
    private long? _transit;
    private uint? _lastStamp;
    private long _lostBefore;
    private uint _highestBefore;
    private SenderReport? _report;
    private long _reported;

    /// <summary>Starts a stream.</summary>
    /// <param name="media">What the session's description tells of it.</param>
    /// <param name="track">Makes its samples.</param>
    /// <param name="timeline">Shared with <paramref name="track"/>.</param>
    /// <param name="time">The clock.</param>
    public RtpStream(RtpMedia media, IRtpTrack track, RtpTimeline timeline, TimeProvider time)
    {
        (_payloadType, _clockRate, _track, _timeline, _time) = (media.PayloadType, media.ClockRate, track, timeline, time);
        _order = new RtpReorder(time, packet => _track.Push(packet));
    }

    /// <summary>Makes the samples.</summary>
    public IRtpTrack Track => _track;

    /// <summary>Places where something was lost or damaged.</summary>
    public long Losses => _track.Losses;

    /// <summary>Whether the sender said that it leaves.</summary>
    public bool HasLeft { get; private set; }

    /// <summary>
    /// What to add to the stream's times for its sender's wall clock, in 100 ns ticks, by its last report; null before.
    /// </summary>
    public long? WallClock { get; private set; }

    /// <summary>
    /// What to add to the stream's times for the time of arrival, in 100 ns ticks of our clock, by its first packet.
    /// </summary>
    /// <remarks>Its stamp may be wrong: then the next two agree with each other and not with it.</remarks>
    public long? Arrival => _arrivals switch
    {
        [] => null,
        [var first, var second, var third]
            when Math.Abs(first - second) > Timescale.Ticks && Math.Abs(second - third) <= Timescale.Ticks => second,
        [var first, ..] => first,
    };

    /// <summary>What to add to the stream's times so that the moment that a timestamp stands for is zero.</summary>
    public long Since(uint timestamp) => -ToTicks(_timeline.Map(timestamp));

    /// <summary>Takes an RTP packet as it arrives.</summary>
    /// <exception cref="MssException">SourceFailed: the sender started anew.</exception>
    public void TakeMedia(ReadOnlyMemory<byte> bytes)
    {
        if (!RtpPacket.TryParse(bytes, out RtpPacket packet) || packet.PayloadType != _payloadType)
        {
            return;
        }

        if (_source is { } source && source != packet.Source)
        {
            throw new MssException(
                MssError.SourceFailed,
                $"The server started its stream anew in mid-session: SSRC {packet.Source:x8} after {source:x8}.",
                "Nothing: with -KeepAlive the stream connects again.");
        }

        _source = packet.Source;
        Measure(packet.Timestamp);
        _order.Push(packet);
    }

    /// <summary>Takes a compound RTCP packet.</summary>
    public void TakeControl(ReadOnlySpan<byte> bytes)
    {
        SenderReport? report = Rtcp.Read(bytes, out bool isGoodbye);
        HasLeft |= isGoodbye;
        if (report is { Ntp: > 0 } found)
        {
            (_report, _reported) = (found, _time.GetTimestamp());
            long wall = (long)((UInt128)found.Ntp * Timescale.Ticks >> 32);
            WallClock = wall - ToTicks(_timeline.Map(found.Timestamp));
        }
    }

    /// <summary>Gives what waits: the session ends.</summary>
    public void End()
    {
        _order.Flush();
        _track.End();
    }

    /// <summary>A report for the sender, or null while nothing came of it.</summary>
    /// <param name="self">Our number in the session.</param>
    public byte[]? Report(uint self)
    {
        if (_source is not { } source)
        {
            return null;
        }

        long expected = Math.Max(1, (long)_order.HighestSequence - _highestBefore);
        long lost = _order.Lost - _lostBefore;
        (_highestBefore, _lostBefore) = (_order.HighestSequence, _order.Lost);
        var reception = new RtpReception(
            _order.Lost, (byte)Math.Clamp(lost * 256 / expected, 0, 255), _order.HighestSequence, (uint)_jitter);
        uint since = _report is null ? 0 : (uint)(_time.GetElapsedTime(_reported).TotalSeconds * 65536);
        return Rtcp.WriteReceiverReport(self, source, reception, (uint)((_report?.Ntp ?? 0) >> 16), since);
    }

    // RFC 3550 A.8.
    private void Measure(uint timestamp)
    {
        long arrival = Timescale.Rescale(_time.GetTimestamp(), _time.TimestampFrequency, Timescale.Ticks);
        long own = ToTicks(_timeline.Map(timestamp));
        if (_arrivals.Count < 3 && timestamp != _lastStamp)
        {
            _arrivals.Add(arrival - own);
        }

        _lastStamp = timestamp;
        long transit = arrival - own;
        double deviation = Math.Abs(transit - (_transit ?? transit)) * (double)_clockRate / Timescale.Ticks;
        _jitter += (deviation - _jitter) / 16;
        _transit = transit;
    }

    private long ToTicks(long time) => Timescale.Rescale(time, _clockRate, Timescale.Ticks);
}

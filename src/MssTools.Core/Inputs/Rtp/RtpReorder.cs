namespace MssTools.Core.Inputs.Rtp;

/// <summary>
/// Puts the packets of one source into the order in which they were sent, leaves out doubled ones, and counts those that
/// never came. A packet in order passes at once; behind a gap packets wait until it fills, 64 of them are there, or a
/// quarter of a second has passed.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="output">Takes the packets in order, on the thread that pushes.</param>
internal sealed class RtpReorder(TimeProvider time, Action<RtpPacket> output)
{
    private const int MostWaiting = 64;
    private const int LongestStep = 3000; // a greater one, either way, is a sender that started anew (RFC 3550 A.1)
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(250);

    private readonly Dictionary<ushort, RtpPacket> _waiting = [];
    private ushort? _next;
    private uint _source;
    private long _gapSince;

    /// <summary>Packets that never came.</summary>
    public long Lost { get; private set; }

    /// <summary>The highest sequence number that was passed on or given up, with the number of wraps above it.</summary>
    public uint HighestSequence { get; private set; }

    /// <summary>Takes a packet as it arrives.</summary>
    public void Push(in RtpPacket packet)
    {
        int step = (short)(packet.Sequence - (_next ?? packet.Sequence));
        if (_next is null || packet.Source != _source || Math.Abs(step) > LongestStep)
        {
            Flush();
            (_next, _source) = (packet.Sequence, packet.Source);
            HighestSequence = HighestSequence & 0xffff0000 | (ushort)(packet.Sequence - 1);
            step = 0;
        }

        if (step < 0)
        {
            return; // doubled, or too late
        }

        if (step > 0)
        {
            Hold(packet);
            return;
        }

        Pass(packet);
        Drain();
    }

    /// <summary>Passes on what waits; gaps before it count as lost.</summary>
    public void Flush()
    {
        while (_waiting.Count > 0)
        {
            GiveUpGap();
        }
    }

    private void Hold(in RtpPacket packet)
    {
        if (_waiting.Count == 0)
        {
            _gapSince = time.GetTimestamp();
        }

        _waiting[packet.Sequence] = packet;
        if (_waiting.Count >= MostWaiting || time.GetElapsedTime(_gapSince) > s_patience)
        {
            GiveUpGap();
        }
    }

    private void GiveUpGap()
    {
        while (!_waiting.ContainsKey(_next!.Value))
        {
            Lost++;
            Advance();
        }

        Drain();
        _gapSince = time.GetTimestamp();
    }

    private void Drain()
    {
        while (_waiting.Remove(_next!.Value, out RtpPacket packet))
        {
            Pass(packet);
        }
    }

    private void Pass(in RtpPacket packet)
    {
        Advance();
        output(packet);
    }

    private void Advance()
    {
        HighestSequence++;
        _next++;
    }
}

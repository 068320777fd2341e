using System.Buffers;
using MssTools.Core.Bits;

namespace MssTools.Core.Inputs.Ts;

/// <summary>Puts the PES packets of one PID together (ISO/IEC 13818-1 2.4.3.6) and drops the ones with lost parts.</summary>
/// <param name="consumer">Takes the packets.</param>
/// <param name="before">
/// Of another PID that the consumer had before, or null. Its last PES packet is whole if the first packet here starts another,
/// or if it ends with a packet that is filled up; else both are parts of one that is lost.
/// </param>
/// <param name="leftOut">Counts scrambled packets.</param>
internal sealed class PesAssembler(IPesConsumer consumer, PesAssembler? before, ScrambledPackets leftOut)
{
    private const int LargestPes = 16 * 1024 * 1024;
    private const int FixedHeader = 9;
    private const uint StartCodePrefix = 1;
    private const int ShortestFull = TsPacket.Size - 4 - 8; // bytes of a payload beside a clock: with less, a packet is filled up
    private const int PaddingStream = 0xbe;

    private readonly ArrayBufferWriter<byte> _bytes = new();
    private int? _counter;
    private int _wanted; // bytes of the whole PES packet where it tells
    private bool _open;
    private bool _isPadded; // the latest packet, as the last of a PES packet is
    private bool _isRandomAccess;
    private bool _awaitsStart = before is not null;
    private PesAssembler? _before = before is { _awaitsStart: true, _before: { } older } ? older : before; // the one that holds something

    /// <summary>
    /// Losses so far: gaps in the continuity counter, damaged or too large PES packets; also what shows of the PID before when
    /// this one takes over.
    /// </summary>
    public int Losses { get; private set; }

    /// <summary>Takes the next packet of the PID.</summary>
    public void Push(in TsPacket packet)
    {
        if (packet.IsDamaged || packet.IsScrambled)
        {
            if (packet.IsScrambled)
            {
                leftOut.Add(packet.Pid);
            }

            Lose();
            _counter = null;
            return;
        }

        if (!packet.HasPayload || !FollowCounter(packet))
        {
            return;
        }

        if (packet.StartsUnit)
        {
            TakeOver(isWhole: true);
            Finish();
            (_open, _wanted, _isRandomAccess) = (true, 0, packet.IsRandomAccess);
        }
        else if (_awaitsStart)
        {
            TakeOver(isWhole: _before?._isPadded == true);
            Lose();
        }

        _awaitsStart = false;

        if (_open)
        {
            _isPadded = packet.Payload.Length < ShortestFull;
            Append(packet.Payload);
        }
    }

    /// <summary>Hands over the last PES packet and ends the consumer.</summary>
    public void End()
    {
        TakeOver(isWhole: true);
        Finish();
        consumer.End();
    }

    private void TakeOver(bool isWhole)
    {
        if (isWhole && _before is { } before)
        {
            int known = before.Losses;
            before.Finish();
            Losses += before.Losses - known;
        }

        _before = null;
    }

    // False for a packet that was sent twice.
    private bool FollowCounter(in TsPacket packet)
    {
        int? last = _counter;
        _counter = packet.ContinuityCounter;
        if (last is null || packet.HasDiscontinuity || packet.ContinuityCounter == ((last + 1) & 15))
        {
            return true;
        }

        if (packet.ContinuityCounter == last)
        {
            return false;
        }

        Lose();
        return true;
    }

    private void Append(ReadOnlySpan<byte> payload)
    {
        if (_bytes.WrittenCount + payload.Length > LargestPes)
        {
            Lose();
            return;
        }

        _bytes.Write(payload);
        if (_wanted == 0 && _bytes.WrittenCount >= 6)
        {
            int length = _bytes.WrittenSpan[4] << 8 | _bytes.WrittenSpan[5];
            _wanted = length == 0 ? int.MaxValue : 6 + length; // 0: until the next one starts
        }

        if (_bytes.WrittenCount >= _wanted && _wanted > 0)
        {
            Finish();
        }
    }

    private void Lose()
    {
        Losses++;
        _open = false;
        _bytes.ResetWrittenCount();
        consumer.Lose();
    }

    private void Finish()
    {
        if (!_open)
        {
            return;
        }

        _open = false;
        ReadOnlySpan<byte> pes = _bytes.WrittenSpan;
        if (_wanted is > 0 and < int.MaxValue)
        {
            if (pes.Length < _wanted)
            {
                Lose();
                return;
            }

            pes = pes[.._wanted];
        }

        if (pes.Length < FixedHeader || !TryHandOver(pes))
        {
            Lose();
        }

        _bytes.ResetWrittenCount();
    }

    private bool TryHandOver(ReadOnlySpan<byte> pes)
    {
        var fields = new ByteReader(pes, "PES");
        if (fields.ReadUInt24() != StartCodePrefix)
        {
            return false;
        }

        if (fields.ReadByte() == PaddingStream)
        {
            return true;
        }

        fields.Skip(3); // PES_packet_length, flags
        int timeFlags = fields.ReadByte() >> 6;
        int headerLength = fields.ReadByte();
        int timesLength = timeFlags switch { 2 => 5, 3 => 10, _ => 0 };
        if (headerLength > fields.Remaining || timesLength > headerLength)
        {
            return false;
        }

        long? pts = timesLength > 0 ? ReadTime(ref fields) : null;
        long? dts = timesLength > 5 ? ReadTime(ref fields) : null;
        fields.Skip(headerLength - timesLength);
        consumer.Accept(fields.ReadBytes(fields.Remaining), pts, dts, _isRandomAccess);
        return true;
    }

    // Four bits of marker, then 3, 15 and 15 bits with a marker bit behind each.
    private static long ReadTime(ref ByteReader fields)
    {
        long high = fields.ReadByte() >> 1 & 7;
        long middle = fields.ReadUInt16() >> 1;
        long low = fields.ReadUInt16() >> 1;
        return high << 30 | middle << 15 | low;
    }
}

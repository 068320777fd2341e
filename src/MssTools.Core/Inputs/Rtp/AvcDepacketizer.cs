using System.Buffers;
using MssTools.Core.Bits;
using MssTools.Core.Codecs.Avc;

namespace MssTools.Core.Inputs.Rtp;

/// <summary>Makes access units of H.264 in RTP: single NAL units, STAP-A and FU-A (RFC 6184 5.6 to 5.8).</summary>
/// <remarks>
/// What has one timestamp belongs together: some senders set the marker on every NAL unit, others never. A marker only
/// says that nothing is missing at the end, until the sender has shown that its markers say nothing.
/// </remarks>
/// <param name="output">
/// Takes what has one timestamp: an access unit, or several of a sender whose clock stands. It comes with the first packet of
/// the next.
/// </param>
internal sealed class AvcDepacketizer(Action<AvcAccessUnit, uint> output)
{
    private const int LargestUnit = 16 * 1024 * 1024;
    private const int LastSingleType = 23;
    private const int StapA = 24;
    private const int FuA = 28;
    private const int TypeMask = 31;
    private const int MostMarkers = 256; // at one timestamp, before it is a clock that stands

    private readonly ArrayBufferWriter<byte> _unit = new();
    private uint _timestamp;
    private ushort? _next;
    private bool _isWithinFragment;
    private int _markers;        // at this timestamp
    private bool _endsMarked;    // with the latest packet
    private bool _markersLie;
    private bool _isSpoilt; // the rest of this picture is of no use
    private bool _mayLackStart = true; // what came before the first packet of this picture is not known

    private static ReadOnlySpan<byte> StartCode => [0, 0, 1];

    /// <summary>Pictures that lost a part, and packets that make no sense.</summary>
    public long Losses { get; private set; }

    /// <summary>True from a loss until <see cref="Mend"/>: pictures may refer to what is missing.</summary>
    public bool IsDamaged { get; private set; } = true;

    /// <summary>Says that it is known that something is missing.</summary>
    public void Mend() => IsDamaged = false;

    /// <summary>Takes the next packet in order; a gap in the sequence numbers is a loss.</summary>
    public void Push(in RtpPacket packet)
    {
        bool isFirst = _next is null;
        bool isGap = _next is { } next && packet.Sequence != next;
        _next = (ushort)(packet.Sequence + 1);
        bool isOther = packet.Timestamp != _timestamp;
        _markersLie |= _endsMarked && !isOther && !isGap;
        if (isGap)
        {
            if (_endsMarked && isOther && !_markersLie)
            {
                Finish(); // it is whole, whatever is missing behind it
            }

            Lose();
        }

        if (isOther || _markers >= MostMarkers)
        {
            Finish();
            (_timestamp, _mayLackStart) = (packet.Timestamp, isGap || isFirst);
        }

        if (!_isSpoilt && !packet.Payload.IsEmpty && !TryAppend(packet.Payload.Span))
        {
            Lose();
        }

        _endsMarked = packet.Marker;
        _markers += packet.Marker ? 1 : 0;
    }

    /// <summary>Hands over what is open: the stream ends.</summary>
    public void Finish()
    {
        if (_unit.WrittenCount > 0 && !_isWithinFragment)
        {
            AvcAccessUnit unit = AnnexB.ToAccessUnit(_unit.WrittenSpan);
            if (!_mayLackStart || StartsPicture(unit.Slice.Span))
            {
                output(unit, _timestamp);
            }
        }

        _unit.ResetWrittenCount();
        (_isWithinFragment, _isSpoilt, _mayLackStart) = (false, false, false);
        (_markers, _endsMarked) = (0, false);
    }

    // The first slice of a picture begins at macroblock 0: first_mb_in_slice (H.264 7.4.3) in Exp-Golomb code is a one bit.
    private static bool StartsPicture(ReadOnlySpan<byte> slice) => slice.IsEmpty || (slice.Length > 1 && (slice[1] & 0x80) != 0);

    private bool TryAppend(ReadOnlySpan<byte> payload)
    {
        if (_unit.WrittenCount + payload.Length > LargestUnit)
        {
            return false;
        }

        int type = payload[0] & TypeMask;
        if (_isWithinFragment && type != FuA)
        {
            return false;
        }

        return type switch
        {
            0 => true, // undefined: passed over
            <= LastSingleType => Append(payload),
            StapA => AppendAll(payload[1..]),
            FuA => AppendFragment(payload),
            _ => false,
        };
    }

    private bool Append(ReadOnlySpan<byte> nalUnit)
    {
        _unit.Write(StartCode);
        _unit.Write(nalUnit);
        return true;
    }

    private bool AppendAll(ReadOnlySpan<byte> units)
    {
        var fields = new ByteReader(units, "STAP-A");
        while (fields.Remaining >= 2)
        {
            int length = fields.ReadUInt16();
            if (length > fields.Remaining)
            {
                return false;
            }

            Append(fields.ReadBytes(length));
        }

        return true;
    }

    private bool AppendFragment(ReadOnlySpan<byte> payload)
    {
        const int Start = 0x80;
        const int End = 0x40;
        if (payload.Length < 2)
        {
            return false;
        }

        int head = payload[1];
        bool starts = (head & Start) != 0;
        if (starts == _isWithinFragment)
        {
            return false; // the end of the one before, or the start of this one, is missing
        }

        if (starts)
        {
            Append([(byte)(payload[0] & ~TypeMask | head & TypeMask)]);
        }

        _unit.Write(payload[2..]);
        _isWithinFragment = (head & End) == 0;
        return true;
    }

    private void Lose()
    {
        Losses++;
        IsDamaged = true;
        _unit.ResetWrittenCount();
        (_isWithinFragment, _isSpoilt) = (false, true);
    }
}

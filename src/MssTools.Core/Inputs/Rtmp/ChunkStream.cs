namespace MssTools.Core.Inputs.Rtmp;

/// <summary>What a receiver remembers of one chunk stream: the last header, and the message that is coming in.</summary>
internal sealed class ChunkStream
{
    private const int SmallestAllocation = 256;
    private const uint LongestFirstDelta = 1000; // ms

    private ChunkHeader _last;
    private uint _timestamp;
    private uint _delta;
    private uint _extended;
    private byte[] _payload = [];
    private int _received;

    /// <summary>True between the first and the last chunk of a message.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>The 32 bits of time that came last.</summary>
    public uint ExtendedTimestamp => _extended;

    /// <summary>True where a full header came, which those of fewer fields go back to.</summary>
    public bool IsKnown { get; private set; }

    /// <summary>Bytes of the whole message.</summary>
    public int Length => _last.MessageLength;

    /// <summary>Bytes that the message that is coming in will take.</summary>
    public int Claimed => IsOpen ? Length : 0;

    /// <summary>Bytes that are allocated for the message and have not come.</summary>
    public int Advance => IsOpen ? _payload.Length - _received : 0;

    /// <summary>Bytes that the message lacks.</summary>
    public int Missing => Length - _received;

    /// <summary>The header of a chunk with the fields that it takes from the one before.</summary>
    public ChunkHeader Complete(ChunkHeader header) => header.Format switch
    {
        0 => header,
        1 => header with { MessageStreamId = _last.MessageStreamId },
        2 => _last with { Format = 2, TimestampField = header.TimestampField },
        _ => _last with { Format = 3 },
    };

    /// <summary>Starts a message.</summary>
    /// <param name="header">A header with all its fields.</param>
    /// <param name="extended">The 32 bits behind it, where its timestamp field says so.</param>
    /// <param name="advance">Most bytes to allocate before they come.</param>
    public void Open(ChunkHeader header, uint extended, int advance)
    {
        uint time = header.TimestampField == ChunkHeader.Extended ? extended : header.TimestampField;
        switch (header.Format)
        {
            case 0:
                _timestamp = time;

                // A type 3 chunk that starts a message after this one means "so much later" to the specification and to
                // ffmpeg, "at the same time" to librtmp and nginx. Times that cannot be a frame's length settle it.
                _delta = time <= LongestFirstDelta ? time : 0;
                break;
            case 3:
                _timestamp += _delta;
                break;
            default:
                _delta = time;
                _timestamp += time;
                break;
        }

        (_last, _extended, _received, IsOpen, IsKnown) = (header, extended, 0, true, true);

        _payload = Math.Min(Length, advance) is > 0 and int size ? GC.AllocateUninitializedArray<byte>(size) : [];
    }

    /// <summary>Takes bytes of the message.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (_received + bytes.Length > _payload.Length)
        {
            // Grows with what really comes, so that a claimed length costs nothing.
            int grown = Math.Max(Math.Max(SmallestAllocation, 2 * _payload.Length), _received + bytes.Length);
            byte[] payload = GC.AllocateUninitializedArray<byte>(Math.Min(Length, grown));
            _payload.AsSpan(0, _received).CopyTo(payload);
            _payload = payload;
        }

        bytes.CopyTo(_payload.AsSpan(_received));
        _received += bytes.Length;
    }

    /// <summary>Gives the message away.</summary>
    public RtmpMessage Close()
    {
        var message = new RtmpMessage(_last.MessageType, _last.MessageStreamId, _timestamp, _payload);
        Abort();
        return message;
    }

    /// <summary>Forgets the message that is coming in.</summary>
    public void Abort() => (_payload, _received, IsOpen) = ([], 0, false);
}

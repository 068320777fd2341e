using System.Buffers.Binary;

namespace MssTools.Core.Inputs.Rtmp;

/// <summary>
/// Puts messages together from chunks (Adobe RTMP 1.0, 5.3). It is fed with whatever a socket gives and knows
/// nothing of sockets.
/// </summary>
internal sealed class ChunkReader
{
    /// <summary>Most chunk streams of a connection; encoders use up to eight.</summary>
    public const int MostChunkStreams = 64;

    private const int InitialChunkSize = 128;
    private const int SmallestChunkSize = 1;

    private readonly Dictionary<int, ChunkStream> _streams = [];
    private ChunkStream? _current;
    private int _chunkSize = InitialChunkSize;
    private int _left;
    private bool _hasAborted;

    /// <summary>What messages may cost, from the next one on.</summary>
    public ChunkLimits Limits { get; set; } = ChunkLimits.Known;

    /// <summary>Bytes of a chunk's payload, as the sender set them.</summary>
    /// <exception cref="MssException">MalformedInput: set to less than one.</exception>
    public int ChunkSize
    {
        get => _chunkSize;
        set => _chunkSize = value >= SmallestChunkSize
            ? value
            : throw Malformed($"the chunk size {value} is none");
    }

    /// <summary>
    /// Takes bytes until a message is complete. What is left of them, up to <see cref="ChunkHeader.Longest"/> bytes
    /// where none is, is to be given again with more behind it.
    /// </summary>
    /// <exception cref="MssException">MalformedInput: a header that cannot be, or over a limit.</exception>
    public bool TryRead(ref ReadOnlySpan<byte> bytes, out RtmpMessage message)
    {
        while (true)
        {
            if (_current is null && !TryReadHeader(ref bytes))
            {
                message = default;
                return false;
            }

            int count = Math.Min(_left, bytes.Length);
            _current!.Append(bytes[..count]);
            bytes = bytes[count..];
            _left -= count;
            if (_left > 0)
            {
                message = default;
                return false;
            }

            ChunkStream done = _current;
            _current = null;
            if (done.Missing == 0)
            {
                message = done.Close();
                return true;
            }
        }
    }

    /// <summary>
    /// Forgets what came of a chunk stream's message (5.4.2). Who does that is given nothing in advance any more: encoders
    /// do not, and what was allocated for the message is lost.
    /// </summary>
    public void Abort(int chunkStreamId)
    {
        if (_streams.TryGetValue(chunkStreamId, out ChunkStream? stream))
        {
            _hasAborted |= stream.IsOpen;
            stream.Abort();
        }
    }

    private bool TryReadHeader(ref ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> rest = bytes;
        if (!ChunkHeader.TryRead(ref rest, out ChunkHeader partial))
        {
            return false;
        }

        ChunkStream stream = Find(partial);
        ChunkHeader header = stream.Complete(partial);
        uint extended = stream.ExtendedTimestamp;
        if (header.TimestampField == ChunkHeader.Extended && !TryReadExtended(ref rest, header, stream, ref extended))
        {
            return false;
        }

        if (!stream.IsOpen)
        {
            stream.Open(header, extended, Allow(header));
        }
        else if (header.Format < 2 && header.MessageLength != stream.Length)
        {
            throw Malformed(
                $"chunk stream {header.ChunkStreamId} starts a message of {header.MessageLength} bytes while "
                + $"{stream.Missing} of another are missing");
        }

        bytes = rest;
        _current = stream;
        _left = Math.Min(_chunkSize, stream.Missing);
        return true;
    }

    // Type 3 chunks repeat the extended timestamp, says the specification. Some senders do not: where other bytes stand,
    // they are payload.
    private static bool TryReadExtended(
        ref ReadOnlySpan<byte> bytes, ChunkHeader header, ChunkStream stream, ref uint extended)
    {
        if (header.Format == 3)
        {
            Span<byte> repeated = stackalloc byte[sizeof(uint)];
            BinaryPrimitives.WriteUInt32BigEndian(repeated, stream.ExtendedTimestamp);
            int compared = Math.Min(repeated.Length, bytes.Length);
            if (!bytes[..compared].SequenceEqual(repeated[..compared]))
            {
                return true;
            }
        }

        if (bytes.Length < sizeof(uint))
        {
            return false;
        }

        extended = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        bytes = bytes[sizeof(uint)..];
        return true;
    }

    private ChunkStream Find(ChunkHeader header)
    {
        if (!_streams.TryGetValue(header.ChunkStreamId, out ChunkStream? stream))
        {
            if (_streams.Count == MostChunkStreams)
            {
                throw Malformed($"more than {MostChunkStreams} chunk streams are used");
            }

            _streams[header.ChunkStreamId] = stream = new ChunkStream();
        }

        return header.Format == 0 || stream.IsKnown
            ? stream
            : throw Malformed(
                $"chunk stream {header.ChunkStreamId} starts with a header of type {header.Format}, which lacks fields");
    }

    // How many bytes may be allocated for a message before they come.
    private int Allow(ChunkHeader header)
    {
        if (header.MessageLength > Limits.LargestMessage)
        {
            throw Malformed($"a message has {header.MessageLength} bytes, more than {Limits.LargestMessage}");
        }

        // Claims count, not what came of them: all of it may come.
        long claimed = 0;
        int advance = 0;
        foreach (ChunkStream stream in _streams.Values)
        {
            claimed += stream.Claimed;
            advance += stream.Advance;
        }

        return claimed + header.MessageLength <= Limits.MostClaimed
            ? _hasAborted ? 0 : Limits.MostAdvance - advance
            : throw Malformed($"messages of {claimed} bytes are unfinished, and another of {header.MessageLength} starts");
    }

    private static MssException Malformed(string what) =>
        new(MssError.MalformedInput, $"RTMP chunks: {what}.", "Check what connects to the port; it must speak RTMP.");
}

using System.Buffers;
using System.Buffers.Binary;

namespace MssTools.Core.Inputs.Rtmp;

/// <summary>
/// Cuts messages into chunks (Adobe RTMP 1.0, 5.3), all with a full header first: what we send is little, and this form
/// everybody reads.
/// </summary>
internal sealed class ChunkWriter
{
    private const int InitialChunkSize = 128;

    private readonly ArrayBufferWriter<byte> _bytes = new();
    private int _chunkSize = InitialChunkSize;

    /// <summary>What has been written since <see cref="Clear"/>. Valid until the next write.</summary>
    public ReadOnlyMemory<byte> Written => _bytes.WrittenMemory;

    /// <summary>Forgets what has been written, when it is sent.</summary>
    public void Clear() => _bytes.ResetWrittenCount();

    /// <summary>Writes a message.</summary>
    /// <param name="chunkStreamId">2 for protocol control; 3 and up, one for each kind of message.</param>
    /// <param name="message">The message; copied.</param>
    public void Write(int chunkStreamId, RtmpMessage message)
    {
        ReadOnlySpan<byte> payload = message.Payload.Span;
        bool extended = message.Timestamp >= ChunkHeader.Extended;
        var header = new ChunkHeader(
            Format: 0,
            chunkStreamId,
            extended ? ChunkHeader.Extended : message.Timestamp,
            payload.Length,
            message.Type,
            message.StreamId);
        do
        {
            Span<byte> head = _bytes.GetSpan(ChunkHeader.Longest);
            int length = header.Write(head);
            if (extended)
            {
                BinaryPrimitives.WriteUInt32BigEndian(head[length..], message.Timestamp);
                length += sizeof(uint);
            }

            _bytes.Advance(length);
            int count = Math.Min(_chunkSize, payload.Length);
            _bytes.Write(payload[..count]);
            payload = payload[count..];
            header = header with { Format = 3 };
        }
        while (!payload.IsEmpty);
    }

    /// <summary>Tells the receiver of another chunk size and uses it from the next message on (5.4.1).</summary>
    public void SetChunkSize(int size)
    {
        WriteControl(RtmpMessageType.SetChunkSize, (uint)size);
        _chunkSize = size;
    }

    /// <summary>Writes a protocol control message of one number (5.4).</summary>
    public void WriteControl(RtmpMessageType type, uint value)
    {
        byte[] payload = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(payload, value);
        Write(chunkStreamId: 2, new RtmpMessage(type, 0, 0, payload));
    }

    /// <summary>Writes Set Peer Bandwidth with the limit type Dynamic (5.4.5).</summary>
    public void WritePeerBandwidth(uint windowSize)
    {
        byte[] payload = new byte[5];
        BinaryPrimitives.WriteUInt32BigEndian(payload, windowSize);
        payload[4] = 2;
        Write(chunkStreamId: 2, new RtmpMessage(RtmpMessageType.SetPeerBandwidth, 0, 0, payload));
    }

    /// <summary>Writes a user control event (7.1.7).</summary>
    public void WriteUserControl(UserControlEvent kind, params ReadOnlySpan<uint> values)
    {
        byte[] payload = new byte[sizeof(ushort) + values.Length * sizeof(uint)];
        BinaryPrimitives.WriteUInt16BigEndian(payload, (ushort)kind);
        for (int i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(payload.AsSpan(sizeof(ushort) + i * sizeof(uint)), values[i]);
        }

        Write(chunkStreamId: 2, new RtmpMessage(RtmpMessageType.UserControl, 0, 0, payload));
    }
}

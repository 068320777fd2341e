using System.Buffers;
using MssTools.Core.Bits;

namespace MssTools.Core.Inputs.Rtp;

/// <summary>Makes AAC frames of MPEG4-GENERIC packets (RFC 3640): several in a packet, or one over several packets.</summary>
/// <param name="format">How the packets are built.</param>
/// <param name="output">Takes each frame, the first of a packet with its timestamp, the others with null.</param>
internal sealed class AacDepacketizer(AacFormat format, Action<ReadOnlyMemory<byte>, uint?> output)
{
    private const int LargestFrame = 64 * 1024;

    private readonly ArrayBufferWriter<byte> _open = new();
    private ushort? _next;
    private int _wanted; // bytes of the frame that comes in parts; 0 where none does
    private uint _timestamp;

    /// <summary>Places where frames were lost, and packets that make no sense.</summary>
    public long Losses { get; private set; }

    /// <summary>Takes the next packet in order; a gap in the sequence numbers is a loss.</summary>
    public void Push(in RtpPacket packet)
    {
        bool isGap = _next is { } next && packet.Sequence != next;
        _next = (ushort)(packet.Sequence + 1);
        if (isGap)
        {
            Lose();
        }

        try
        {
            Split(packet);
        }
        catch (MssException failure) when (failure.Code == MssError.MalformedInput)
        {
            Lose();
        }
    }

    private void Split(in RtpPacket packet)
    {
        var fields = new ByteReader(packet.Payload.Span, "AAC packet");
        int headerBits = fields.ReadUInt16();
        var headers = new BitReader(fields.ReadBytes((headerBits + 7) / 8), "AU headers");
        ReadOnlyMemory<byte> data = packet.Payload[fields.Position..];
        uint? timestamp = packet.Timestamp;
        for (bool isFirst = true; headers.Position + format.SizeLength <= headerBits; isFirst = false)
        {
            long size = headers.ReadBits(format.SizeLength);
            uint distance = headers.ReadBits(isFirst ? format.IndexLength : format.IndexDeltaLength);
            if (distance != 0 || size > LargestFrame)
            {
                throw headers.Malformed($"a frame of {size} bytes at distance {distance}"); // interleaved, or broken
            }

            if (size > data.Length)
            {
                Collect(data.Span, (int)size, packet, isFirst);
                return;
            }

            if (size > 0)
            {
                output(data[..(int)size], timestamp);
            }

            data = data[(int)size..];
            timestamp = null;
        }
    }

    // A part of a frame stands alone in its packet, and every part tells the size of the whole.
    private void Collect(ReadOnlySpan<byte> part, int size, in RtpPacket packet, bool isAlone)
    {
        if (_wanted != 0 && (_wanted != size || _timestamp != packet.Timestamp))
        {
            Lose();
        }

        (_wanted, _timestamp) = (size, packet.Timestamp);
        _open.Write(part);
        if (!isAlone || _open.WrittenCount > size)
        {
            Lose();
        }
        else if (_open.WrittenCount == size)
        {
            output(_open.WrittenSpan.ToArray(), packet.Timestamp);
            _open.ResetWrittenCount();
            _wanted = 0;
        }
    }

    private void Lose()
    {
        Losses++;
        _open.ResetWrittenCount();
        _wanted = 0;
    }
}

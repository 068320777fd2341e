using System.Buffers.Binary;

namespace MssTools.Core.Inputs.Rtp;

/// <summary>An RTP packet (RFC 3550 5.1).</summary>
/// <param name="Marker">The last packet of a picture, for the formats that are read here.</param>
/// <param name="PayloadType">What the payload is, as the session's description tells.</param>
/// <param name="Sequence">Counts packets, modulo 65536.</param>
/// <param name="Timestamp">In ticks of the payload's clock, modulo 2^32.</param>
/// <param name="Source">SSRC: another one says that the sender started anew.</param>
/// <param name="Payload">What it carries, in memory of its own.</param>
internal readonly record struct RtpPacket(
    bool Marker, int PayloadType, ushort Sequence, uint Timestamp, uint Source, ReadOnlyMemory<byte> Payload)
{
    private const int FixedHeader = 12;
    private const int Version = 2;

    /// <summary>Parses a packet; false where the bytes are none.</summary>
    /// <param name="bytes">The whole packet; the payload is a part of it.</param>
    /// <param name="packet">The packet.</param>
    public static bool TryParse(ReadOnlyMemory<byte> bytes, out RtpPacket packet)
    {
        packet = default;
        ReadOnlySpan<byte> head = bytes.Span;
        if (head.Length < FixedHeader || head[0] >> 6 != Version)
        {
            return false;
        }

        int start = FixedHeader + (head[0] & 15) * 4; // contributing sources
        if ((head[0] & 0x10) != 0)                    // extension
        {
            if (head.Length < start + 4)
            {
                return false;
            }

            start += 4 + BinaryPrimitives.ReadUInt16BigEndian(head[(start + 2)..]) * 4;
        }

        int end = head.Length - ((head[0] & 0x20) != 0 ? head[^1] : 0); // padding
        if (start > end)
        {
            return false;
        }

        packet = new RtpPacket(
            (head[1] & 0x80) != 0,
            head[1] & 0x7f,
            BinaryPrimitives.ReadUInt16BigEndian(head[2..]),
            BinaryPrimitives.ReadUInt32BigEndian(head[4..]),
            BinaryPrimitives.ReadUInt32BigEndian(head[8..]),
            bytes[start..end]);
        return true;
    }
}

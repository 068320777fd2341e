using System.Buffers.Binary;

namespace MssTools.Core.Inputs.Rtp;

/// <summary>What a sender report says: one moment on the sender's wall clock and on a stream's own (RFC 3550 6.4.1).</summary>
/// <param name="Ntp">Seconds since 1900 in 32.32 fixed point.</param>
/// <param name="Timestamp">RTP timestamp of the same moment.</param>
internal readonly record struct SenderReport(ulong Ntp, uint Timestamp);

/// <summary>RTCP packets (RFC 3550 6): the two kinds that are read, and the one that is written.</summary>
internal static class Rtcp
{
    private const int SenderReportType = 200;
    private const int ReceiverReportType = 201;
    private const int Goodbye = 203;
    private const int SenderReportLength = 28;
    private const byte Version = 0x80;

    /// <summary>Reads a compound packet.</summary>
    /// <param name="bytes">All of it; what makes no sense is passed over.</param>
    /// <param name="isGoodbye">Whether the sender leaves.</param>
    /// <returns>The sender report in it, or null.</returns>
    public static SenderReport? Read(ReadOnlySpan<byte> bytes, out bool isGoodbye)
    {
        SenderReport? report = null;
        isGoodbye = false;
        while (bytes.Length >= 4 && (bytes[0] & 0xc0) == Version)
        {
            int length = 4 + 4 * BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
            if (length > bytes.Length)
            {
                break;
            }

            isGoodbye |= bytes[1] == Goodbye;
            if (bytes[1] == SenderReportType && length >= SenderReportLength)
            {
                report = new SenderReport(
                    BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]), BinaryPrimitives.ReadUInt32BigEndian(bytes[16..]));
            }

            bytes = bytes[length..];
        }

        return report;
    }

    /// <summary>Makes a receiver report (RFC 3550 6.4.2).</summary>
    /// <param name="self">Our own number.</param>
    /// <param name="source">The sender's number.</param>
    /// <param name="reception">What was received of it.</param>
    /// <param name="lastReport">Middle 32 bits of the last sender report's NTP time; 0 where there was none.</param>
    /// <param name="sinceReport">How long ago that came, in 1/65536 s.</param>
    public static byte[] WriteReceiverReport(uint self, uint source, in RtpReception reception, uint lastReport, uint sinceReport)
    {
        byte[] bytes = new byte[32];
        bytes[0] = Version | 1; // one block
        bytes[1] = ReceiverReportType;
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(2), (ushort)(bytes.Length / 4 - 1));
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(4), self);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(8), source);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(12), (uint)Math.Min(reception.Lost, 0x7fffff));
        bytes[12] = reception.FractionLost;
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(16), reception.HighestSequence);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(20), reception.Jitter);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(24), lastReport);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(28), sinceReport);
        return bytes;
    }
}

/// <summary>What was received of a sender.</summary>
/// <param name="Lost">Packets that never came.</param>
/// <param name="FractionLost">Of the packets since the last report, in 1/256.</param>
/// <param name="HighestSequence">The highest sequence number, with the number of wraps above it.</param>
/// <param name="Jitter">Mean deviation of the arrivals, in ticks of the stream.</param>
internal readonly record struct RtpReception(long Lost, byte FractionLost, uint HighestSequence, uint Jitter);

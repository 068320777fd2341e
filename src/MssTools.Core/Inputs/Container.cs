using MssTools.Core.Inputs.Ts;
using MssTools.Core.Iso;

namespace MssTools.Core.Inputs;

/// <summary>What the first bytes of an input look like.</summary>
internal enum ContainerKind
{
    Unknown,
    Iso,
    Flv,
    TransportStream,
}

/// <summary>Tells containers apart by their first bytes; names and content types say nothing.</summary>
internal static class Container
{
    /// <summary>Bytes of a stream that are looked at, where there are as many.</summary>
    public const int SniffedBytes = 2048;

    private const int MinPackets = 5;

    private static readonly int[] s_packetSizes = [188, 192, 204];

    private static readonly FourCC[] s_isoTypes =
    [
        BoxTypes.Ftyp, BoxTypes.Styp, BoxTypes.Moov, BoxTypes.Moof, BoxTypes.Mdat, BoxTypes.Free, BoxTypes.Skip,
        BoxTypes.Wide, BoxTypes.Sidx, BoxTypes.Uuid,
    ];

    /// <summary>The container that starts so.</summary>
    public static ContainerKind Sniff(ReadOnlySpan<byte> head)
    {
        if (head.Length >= 8 && s_isoTypes.Contains(FourCC.Of(head[4..])))
        {
            return ContainerKind.Iso;
        }

        return head.StartsWith("FLV"u8) ? ContainerKind.Flv
            : IsTransportStream(head) ? ContainerKind.TransportStream
            : ContainerKind.Unknown;
    }

    // Packets of 188 bytes, with a time of four bytes between them in Blu-ray files and 16 of parity in broadcast ones.
    // A recording may start within a packet, or with the rubbish that a receiver wrote before it was tuned.
    private static bool IsTransportStream(ReadOnlySpan<byte> head)
    {
        foreach (int packetSize in s_packetSizes)
        {
            for (int start = 0; start < head.Length; start++)
            {
                if (HasSync(head, start, packetSize))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool HasSync(ReadOnlySpan<byte> head, int start, int packetSize)
    {
        int found = 0;
        for (int i = start; i < head.Length && found < MinPackets; i += packetSize, found++)
        {
            if (head[i] != TsPacket.SyncByte)
            {
                return false;
            }
        }

        return found == MinPackets || (start == 0 && found > 0);
    }
}

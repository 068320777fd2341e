using MssTools.Core.Codecs.Aac;
using MssTools.Core.Codecs.Avc;

namespace MssTools.Core.Inputs.Ts;

/// <summary>What the first bytes of a PES packet show of its stream, where no table tells.</summary>
internal static class PayloadShape
{
    private const int FixedHeader = 9;
    private const int PrivateStream = 0xbd;

    /// <summary>
    /// The stream_type that others use for such a stream; null where it does not show. Only bytes are looked at that the
    /// first transport stream packet of the PES packet holds.
    /// </summary>
    /// <param name="packet">A packet in which a PES packet starts.</param>
    public static int? Of(in TsPacket packet)
    {
        ReadOnlySpan<byte> pes = packet.Payload;
        if (!packet.StartsUnit || pes.Length <= FixedHeader || pes[0] != 0 || pes[1] != 0 || pes[2] != 1)
        {
            return null;
        }

        int streamId = pes[3];
        int start = FixedHeader + pes[8]; // PES_header_data_length
        ReadOnlySpan<byte> payload = start < pes.Length ? pes[start..] : default;
        bool isVideo = (streamId & 0xf0) == 0xe0;
        bool isAudio = (streamId & 0xe0) == 0xc0 || streamId is PrivateStream or 0xfd; // 0xfd: extended_stream_id
        return isVideo ? OfVideo(payload) : isAudio ? OfAudio(payload) : null;
    }

    // MPEG-2 and HEVC have start codes too: an access_unit_delimiter or a whole SPS of H.264 looks like none of theirs.
    private static int? OfVideo(ReadOnlySpan<byte> payload)
    {
        int prefix = payload.IndexOf([(byte)0, (byte)0, (byte)1]);
        if (prefix is not (0 or 1) || prefix + 5 > payload.Length)
        {
            return null;
        }

        ReadOnlySpan<byte> nalUnit = payload[(prefix + 3)..];
        bool isDelimiter = nalUnit[0] == (int)NalUnitType.AccessUnitDelimiter && (nalUnit[1] & 0x1f) == 0x10;
        return isDelimiter || IsSequence(nalUnit) ? StreamType.Avc : null;
    }

    private static bool IsSequence(ReadOnlySpan<byte> bytes)
    {
        if ((bytes[0] & 0x9f) != (int)NalUnitType.SequenceParameterSet)
        {
            return false;
        }

        int end = bytes.IndexOf([(byte)0, (byte)0, (byte)1]);
        try
        {
            AvcSequenceParameterSet.Parse((end < 0 ? bytes : bytes[..end]).TrimEnd((byte)0));
            return true;
        }
        catch (MssException)
        {
            return false;
        }
    }

    private static int? OfAudio(ReadOnlySpan<byte> payload)
    {
        if (payload.Length < AdtsHeader.ShortestLength)
        {
            return null;
        }

        if (AdtsHeader.TryParse(payload, out AdtsHeader header))
        {
            int next = header.FrameLength;
            return next + 2 > payload.Length || AdtsHeader.IsSync(payload[next], payload[next + 1]) ? StreamType.Adts : null;
        }

        return (payload[0], payload[1]) switch
        {
            (0x56, >= 0xe0) => StreamType.Latm,
            (0x0b, 0x77) => payload[5] >> 3 > 10 ? StreamType.EAc3 : StreamType.Ac3, // bsid
            (0x7f, 0xfe) => StreamType.Dts,
            _ => null,
        };
    }
}

using MssTools.Core.Bits;

namespace MssTools.Core.Codecs.Aac;

/// <summary>The header before each AAC frame of a transport stream (ISO/IEC 14496-3 1.A.2.2).</summary>
/// <param name="HeaderLength">Bytes of the header, CRC included: 7 or 9.</param>
/// <param name="FrameLength">Bytes of the header and the frame together.</param>
/// <param name="ObjectType">The audio object type: profile_ObjectType plus one.</param>
/// <param name="FrequencyIndex">sampling_frequency_index.</param>
/// <param name="ChannelConfiguration">channel_configuration; 0 where the first frame tells.</param>
/// <param name="Blocks">Number of raw_data_blocks, 1 to 4.</param>
internal readonly record struct AdtsHeader(
    int HeaderLength, int FrameLength, int ObjectType, int FrequencyIndex, int ChannelConfiguration, int Blocks)
{
    /// <summary>Bytes of a header without CRC; as many must be there to parse one.</summary>
    public const int ShortestLength = 7;

    private const int LengthWithCrc = 9;
    private const int ReservedFrequency = 13;

    /// <summary>Whether a header can start with these two bytes: syncword, and layer 0.</summary>
    public static bool IsSync(byte first, byte second) => first == 0xff && (second & 0xf6) == 0xf0;

    /// <summary>Parses a header; false where the bytes are none.</summary>
    /// <param name="bytes">At least <see cref="ShortestLength"/> bytes.</param>
    /// <param name="header">The header.</param>
    public static bool TryParse(ReadOnlySpan<byte> bytes, out AdtsHeader header)
    {
        header = default;
        if (bytes.Length < ShortestLength || !IsSync(bytes[0], bytes[1]))
        {
            return false;
        }

        var bits = new BitReader(bytes, "ADTS header");
        bits.Skip(12 + 1 + 2); // syncword, ID (MPEG-2 or 4), layer
        int headerLength = bits.ReadFlag() ? ShortestLength : LengthWithCrc; // protection_absent
        int objectType = (int)bits.ReadBits(2) + 1;
        int frequency = (int)bits.ReadBits(4);
        bits.Skip(1); // private_bit
        int channels = (int)bits.ReadBits(3);
        bits.Skip(4); // original/copy, home, copyright bit and start
        int frameLength = (int)bits.ReadBits(13);
        bits.Skip(11); // adts_buffer_fullness
        int blocks = (int)bits.ReadBits(2) + 1;
        header = new AdtsHeader(headerLength, frameLength, objectType, frequency, channels, blocks);
        return frequency < ReservedFrequency && frameLength > headerLength;
    }

    /// <summary>
    /// Parses the header of a frame that was put whole where only its content belongs: it ends with the bytes, or the next
    /// header follows. Raw AAC never begins so: the first bits would be an end.
    /// </summary>
    public static bool TryParseWhole(ReadOnlySpan<byte> bytes, out AdtsHeader header)
    {
        if (!TryParse(bytes, out header) || header.FrameLength > bytes.Length)
        {
            return false;
        }

        ReadOnlySpan<byte> rest = bytes[header.FrameLength..];
        return rest.IsEmpty || (rest.Length >= 2 && IsSync(rest[0], rest[1]));
    }

    /// <summary>The AudioSpecificConfig of the frames: what a track carries instead of these headers.</summary>
    /// <param name="channels">What the frame tells of its channels, where the header does not; else null.</param>
    /// <exception cref="MssException">
    /// <see cref="MssError.Unsupported"/>: several raw_data_blocks in a frame, or channels that nothing tells.
    /// </exception>
    public byte[] ToAudioSpecificConfig(ProgramConfigElement? channels = null)
    {
        if (Blocks > 1)
        {
            throw new MssException(
                MssError.Unsupported, $"AAC with {Blocks} raw_data_blocks in one ADTS frame cannot be packaged.");
        }

        // The three bits of the GASpecificConfig are zero, so a program_config_element starts on a byte.
        int config = ObjectType << 11 | FrequencyIndex << 7 | ChannelConfiguration << 3;
        ReadOnlySpan<byte> element = ChannelConfiguration != 0
            ? default
            : channels is not null
                ? channels.Bytes.Span
                : throw new MssException(
                    MssError.Unsupported,
                    "AAC with channel_configuration 0 and no program_config_element in its frames cannot be packaged.");
        return [(byte)(config >> 8), (byte)config, .. element];
    }
}

using MssTools.Core.Bits;

namespace MssTools.Core.Codecs.Aac;

/// <summary>
/// program_config_element (ISO/IEC 14496-3 4.4.1.1): the channels of AAC whose channelConfiguration is 0, such as quad,
/// 2.1 or 6.1.
/// </summary>
/// <param name="Channels">The channels that it lists.</param>
/// <param name="Bytes">
/// The element as it stands where a whole number of bytes precedes it, as in an AudioSpecificConfig.
/// </param>
internal sealed record ProgramConfigElement(AudioChannels Channels, ReadOnlyMemory<byte> Bytes)
{
    private const uint IdPce = 5; // id_syn_ele, table 4.85

    /// <summary>
    /// Reads the element in front of a raw_data_block; null where another one stands there: it must come first
    /// (4.5.2.1), but need not be in every frame.
    /// </summary>
    /// <param name="block">An AAC frame without ADTS header.</param>
    /// <exception cref="MssException">MalformedInput: it ends early or names no channel.</exception>
    public static ProgramConfigElement? TryReadFirst(ReadOnlySpan<byte> block)
    {
        var bits = new BitReader(block, "raw_data_block");
        return bits.ReadBits(3) == IdPce ? Read(ref bits) : null;
    }

    /// <summary>Reads the element at the current place and leaves the reader behind it.</summary>
    /// <param name="bits">Reads the raw_data_block or AudioSpecificConfig: byte_alignment counts from its start.</param>
    /// <exception cref="MssException">MalformedInput: it ends early or names no channel.</exception>
    public static ProgramConfigElement Read(ref BitReader bits)
    {
        BitReader start = bits;
        AudioChannels channels = ReadChannels(ref bits);
        byte[] fields = CopyBits(start, bits.Position - start.Position);
        bits.Skip(-bits.Position & 7); // byte_alignment
        byte[] comment = new byte[bits.ReadBits(8)];
        for (int i = 0; i < comment.Length; i++)
        {
            comment[i] = (byte)bits.ReadBits(8);
        }

        return channels.Count > 0
            ? new ProgramConfigElement(channels, (byte[])[.. fields, (byte)comment.Length, .. comment])
            : throw bits.Malformed("program_config_element names no channel");
    }

    private static AudioChannels ReadChannels(ref BitReader bits)
    {
        bits.Skip(4 + 2 + 4); // element_instance_tag, object_type, sampling_frequency_index
        int speakers = (int)bits.ReadBits(4) + (int)bits.ReadBits(4) + (int)bits.ReadBits(4); // front, side, back
        int lowFrequency = (int)bits.ReadBits(2);
        int associatedData = (int)bits.ReadBits(3);
        int coupling = (int)bits.ReadBits(4);
        SkipMixdown(ref bits, 4); // mono
        SkipMixdown(ref bits, 4); // stereo
        SkipMixdown(ref bits, 3); // matrix

        int full = 0;
        for (int i = 0; i < speakers; i++)
        {
            full += bits.ReadFlag() ? 2 : 1; // element_is_cpe
            bits.Skip(4);
        }

        bits.Skip((lowFrequency + associatedData) * 4 + coupling * 5);
        return new AudioChannels(full, lowFrequency);
    }

    private static void SkipMixdown(ref BitReader bits, int size)
    {
        if (bits.ReadFlag())
        {
            bits.Skip(size);
        }
    }

    // Zero bits fill the last byte.
    private static byte[] CopyBits(BitReader bits, int count)
    {
        byte[] bytes = new byte[(count + 7) / 8];
        for (int i = 0; i < bytes.Length; i++)
        {
            int width = Math.Min(8, count - i * 8);
            bytes[i] = (byte)(bits.ReadBits(width) << (8 - width));
        }

        return bytes;
    }
}

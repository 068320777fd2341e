using System.Text;
using MssTools.Core.Codecs;
using MssTools.Core.Media;

namespace MssTools.Core.Iso;

/// <summary>Writes the stsd box with one SampleEntry (ISO/IEC 14496-12 8.5.2, 12.1.3, 12.2.3).</summary>
internal static class SampleEntryWriter
{
    private const uint Resolution = 0x00480000; // 72 dpi
    private const ushort Depth = 0x0018;        // colour without alpha
    private const ushort BitsPerSample = 16;
    private const int HighestRate = ushort.MaxValue;

    private static readonly FourCC s_mp4a = FourCC.Of("mp4a"u8);

    /// <summary>Writes the box.</summary>
    public static void WriteStsd(BoxWriter writer, CodecConfig config)
    {
        Codec codec = CodecRegistry.Of(config);
        using (writer.FullBox(BoxTypes.Stsd, version: 0, flags: 0))
        {
            writer.WriteUInt32(1);
            using (writer.Box(codec.SampleEntries is [string type, ..] ? FourCC.Of(Encoding.ASCII.GetBytes(type)) : s_mp4a))
            {
                writer.WriteZeros(6);
                writer.WriteUInt16(1); // data_reference_index
                if (config is VideoConfig picture)
                {
                    WriteVisual(writer, picture);
                }
                else
                {
                    WriteSound(writer, (AudioConfig)config);
                }

                WriteConfiguration(writer, codec, config);
            }
        }
    }

    private static void WriteVisual(BoxWriter writer, VideoConfig picture)
    {
        writer.WriteZeros(16);
        writer.WriteUInt16((ushort)picture.Width);
        writer.WriteUInt16((ushort)picture.Height);
        writer.WriteUInt32(Resolution);
        writer.WriteUInt32(Resolution);
        writer.WriteUInt32(0);
        writer.WriteUInt16(1);  // frame_count
        writer.WriteZeros(32);  // compressorname
        writer.WriteUInt16(Depth);
        writer.WriteUInt16(ushort.MaxValue); // pre_defined: -1
    }

    private static void WriteSound(BoxWriter writer, AudioConfig sound)
    {
        writer.WriteZeros(8);
        writer.WriteUInt16((ushort)sound.Channels);
        writer.WriteUInt16(BitsPerSample);
        writer.WriteUInt32(0);
        writer.WriteUInt32(sound.SamplingRate <= HighestRate ? (uint)sound.SamplingRate << 16 : 0); // the esds tells higher ones
    }

    private static void WriteConfiguration(BoxWriter writer, Codec codec, CodecConfig config)
    {
        byte[] configuration = codec.ConfigurationOf(config);
        if (codec.ConfigurationBox is not { } name)
        {
            new EsdsBox(codec.ObjectTypes[0], configuration).Write(writer);
            return;
        }

        using (writer.Box(FourCC.Of(Encoding.ASCII.GetBytes(name))))
        {
            writer.WriteBytes(configuration);
        }
    }
}

using MssTools.Core.Bits;
using MssTools.Core.Codecs;
using MssTools.Core.Media;

namespace MssTools.Core.Iso;

/// <summary>SampleEntry, in stsd (ISO/IEC 14496-12 8.5.2): how one part of a track's samples is coded.</summary>
/// <param name="Config">What the decoder must know; null where the samples tell it (avc3).</param>
/// <param name="Avc">The avcC of a video entry, which knows how its samples become plain ones; null for audio.</param>
internal sealed record SampleEntry(CodecConfig? Config, AvcDecoderConfiguration? Avc)
{
    private static readonly FourCC s_avc1 = FourCC.Of("avc1"u8);
    private static readonly FourCC s_avc3 = FourCC.Of("avc3"u8);
    private static readonly FourCC s_mp4a = FourCC.Of("mp4a"u8);
    private static readonly FourCC s_encv = FourCC.Of("encv"u8);
    private static readonly FourCC s_enca = FourCC.Of("enca"u8);

    /// <summary>Reads one entry.</summary>
    /// <param name="entry">The entry, whose type is the codec.</param>
    /// <param name="stsdVersion">
    /// Version of the stsd: in version 0, sound entries of version 1 and 2 are QuickTime's.
    /// </param>
    /// <exception cref="MssException">MalformedInput, or Unsupported: encrypted, or neither H.264 nor AAC.</exception>
    public static SampleEntry Read(BoxContent entry, byte stsdVersion)
    {
        if (entry.Type == s_avc1 || entry.Type == s_avc3)
        {
            return ReadVideo(entry);
        }

        if (entry.Type == s_mp4a)
        {
            return ReadAudio(entry, stsdVersion);
        }

        throw new MssException(
            MssError.Unsupported,
            entry.Type == s_encv || entry.Type == s_enca
                ? $"stsd at {entry.Origin}: the track is encrypted ('{entry.Type}')."
                : $"stsd at {entry.Origin}: codec '{entry.Type}' ({CodecNames.OfSampleEntry(entry.Type)}) cannot be packaged; "
                    + "H.264 and AAC can.");
    }

    private static SampleEntry ReadVideo(BoxContent entry)
    {
        const int VisualFields = 78;
        ByteReader fields = entry.Fields;
        fields.Skip(VisualFields);
        BoxReader children = entry.From(VisualFields).Children;
        while (children.Read())
        {
            if (children.Type == BoxTypes.AvcC)
            {
                AvcDecoderConfiguration avc = AvcDecoderConfiguration.Parse(children.Content);
                return new SampleEntry(avc.VideoConfig, avc);
            }
        }

        throw fields.Malformed("the entry has no avcC box");
    }

    private static SampleEntry ReadAudio(BoxContent entry, byte stsdVersion)
    {
        ByteReader fields = entry.Fields;
        fields.Skip(8); // reserved, data_reference_index
        ushort version = fields.ReadUInt16();
        fields.Skip(18); // revision, vendor, channelcount, samplesize, compression, packet size, samplerate
        fields.Skip(stsdVersion != 0 ? 0 : version switch { 1 => 16, 2 => 36, _ => 0 }); // QuickTime sound descriptions
        EsdsBox esds = FindEsds(entry.From(fields.Position).Children)
            ?? throw fields.Malformed("the entry has no esds box");
        if (!esds.IsAac)
        {
            throw new MssException(
                MssError.Unsupported,
                $"stsd at {entry.Origin}: object type 0x{esds.ObjectTypeIndication:x2} "
                + $"({CodecNames.OfObjectType(esds.ObjectTypeIndication)}) of an 'mp4a' track cannot be packaged; AAC can.");
        }

        return new SampleEntry(AudioSpecificConfig.Parse(esds.DecoderSpecificInfo.Span), Avc: null);
    }

    // QuickTime puts the esds into a wave box, beside a copy of the codec's type.
    private static EsdsBox? FindEsds(BoxReader boxes, bool isWave = false)
    {
        while (boxes.Read())
        {
            if (boxes.Type == BoxTypes.Esds)
            {
                return EsdsBox.Read(boxes.Fields);
            }

            if (boxes.Type == BoxTypes.Wave && !isWave && FindEsds(boxes.Children, isWave: true) is { } esds)
            {
                return esds;
            }
        }

        return null;
    }
}

using System.Text;
using MssTools.Core.Bits;
using MssTools.Core.Codecs;
using MssTools.Core.Media;

namespace MssTools.Core.Iso;

/// <summary>SampleEntry, in stsd (ISO/IEC 14496-12 8.5.2): how one part of a track's samples is coded.</summary>
/// <param name="Codec">The codec.</param>
/// <param name="Header">What the entry says of the samples.</param>
internal sealed record SampleEntry(Codec Codec, CodecHeader Header)
{
    private const int VisualFields = 78; // bytes in front of the boxes

    private static readonly FourCC s_mp4a = FourCC.Of("mp4a"u8);
    private static readonly FourCC s_encv = FourCC.Of("encv"u8);
    private static readonly FourCC s_enca = FourCC.Of("enca"u8);

    /// <summary>Reads one entry.</summary>
    /// <param name="entry">The entry, whose type is the codec.</param>
    /// <param name="stsdVersion">
    /// Version of the stsd: in version 0, sound entries of version 1 and 2 are QuickTime's.
    /// </param>
    /// <exception cref="MssException">MalformedInput, or Unsupported: encrypted, or of a codec that is not packaged.</exception>
    public static SampleEntry Read(BoxContent entry, byte stsdVersion)
    {
        if (entry.Type == s_mp4a)
        {
            return ReadDescribed(entry, SoundFields(entry, stsdVersion));
        }

        if (CodecRegistry.OfSampleEntry(entry.Type.ToString()) is { } codec)
        {
            int fields = codec.Kind == MediaKind.Video ? VisualFields : SoundFields(entry, stsdVersion);
            return new SampleEntry(codec, codec.Parse(Find(entry, fields, FourCC.Of(Encoding.ASCII.GetBytes(codec.ConfigurationBox!))).Bytes.Span));
        }

        throw new MssException(
            MssError.Unsupported,
            entry.Type == s_encv || entry.Type == s_enca
                ? $"stsd at {entry.Origin}: the track is encrypted ('{entry.Type}')."
                : $"stsd at {entry.Origin}: codec '{entry.Type}' ({CodecNames.OfSampleEntry(entry.Type)}) cannot be packaged; "
                    + $"{CodecRegistry.ThatCan()}.");
    }

    // Of MPEG-4 sound the esds tells the codec.
    private static SampleEntry ReadDescribed(BoxContent entry, int fields)
    {
        EsdsBox esds = EsdsBox.Read(Find(entry, fields, BoxTypes.Esds).Fields);
        return CodecRegistry.OfObjectType(esds.ObjectTypeIndication) is { } codec
            ? new SampleEntry(codec, codec.Parse(esds.DecoderSpecificInfo.Span))
            : throw new MssException(
                MssError.Unsupported,
                $"stsd at {entry.Origin}: object type 0x{esds.ObjectTypeIndication:x2} "
                + $"({CodecNames.OfObjectType(esds.ObjectTypeIndication)}) of an '{entry.Type}' track cannot be packaged; "
                + $"{CodecRegistry.ThatCan(MediaKind.Audio)}.");
    }

    private static int SoundFields(BoxContent entry, byte stsdVersion)
    {
        ByteReader fields = entry.Fields;
        fields.Skip(8); // reserved, data_reference_index
        ushort version = fields.ReadUInt16();
        fields.Skip(18); // revision, vendor, channelcount, samplesize, compression, packet size, samplerate
        fields.Skip(stsdVersion != 0 ? 0 : version switch { 1 => 16, 2 => 36, _ => 0 }); // QuickTime sound descriptions
        return fields.Position;
    }

    private static BoxContent Find(BoxContent entry, int fields, FourCC type) => Find(entry.From(fields), type)
        ?? throw entry.Fields.Malformed($"the entry has no {type} box");

    // QuickTime puts it into a wave box, beside a copy of the codec's type.
    private static BoxContent? Find(BoxContent parent, FourCC type, bool isWave = false)
    {
        BoxReader boxes = parent.Children;
        while (boxes.Read())
        {
            if (boxes.Type == type)
            {
                return parent.Slice(boxes);
            }

            if (boxes.Type == BoxTypes.Wave && !isWave && Find(parent.Slice(boxes), type, isWave: true) is { } found)
            {
                return found;
            }
        }

        return null;
    }
}

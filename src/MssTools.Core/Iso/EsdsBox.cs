using MssTools.Core.Bits;

namespace MssTools.Core.Iso;

/// <summary>ESDBox, in an mp4a sample entry (ISO/IEC 14496-14 5.6, descriptors: ISO/IEC 14496-1 7.2.6).</summary>
/// <param name="ObjectTypeIndication">The codec.</param>
/// <param name="DecoderSpecificInfo">The AudioSpecificConfig of AAC; empty where absent.</param>
internal sealed record EsdsBox(byte ObjectTypeIndication, ReadOnlyMemory<byte> DecoderSpecificInfo)
{
    private const byte EsDescriptor = 0x03;
    private const byte DecoderConfigDescriptor = 0x04;
    private const byte DecSpecificInfo = 0x05;
    private const byte SyncLayerConfigDescriptor = 0x06;
    private const byte AudioStream = 0x15;   // streamType 5, upStream 0, reserved 1
    private const byte Mp4SyncLayer = 2;     // predefined: reserved for use in MP4 files
    private const int DescriptorHeader = 5;  // tag and a length of four bytes
    private const int EsFields = 3;
    private const int ConfigFields = 13;
    private const byte StreamDependence = 0x80;
    private const byte Url = 0x40;
    private const byte OcrStream = 0x20;

    /// <summary>Reads the box's content.</summary>
    public static EsdsBox Read(ByteReader fields)
    {
        FullBoxHeader.Read(ref fields);
        Enter(ref fields, EsDescriptor);
        fields.Skip(2); // ES_ID
        byte flags = fields.ReadByte();
        fields.Skip((flags & StreamDependence) != 0 ? 2 : 0);
        fields.Skip((flags & Url) != 0 ? fields.ReadByte() : 0);
        fields.Skip((flags & OcrStream) != 0 ? 2 : 0);

        int end = Enter(ref fields, DecoderConfigDescriptor) + fields.Position;
        byte objectType = fields.ReadByte();
        fields.Skip(12); // streamType, bufferSizeDB, maxBitrate, avgBitrate
        if (fields.Position >= end)
        {
            return new EsdsBox(objectType, default);
        }

        int length = Enter(ref fields, DecSpecificInfo);
        return new EsdsBox(objectType, fields.ReadBytes(length).ToArray());
    }

    /// <summary>Writes the box of sound that is part of its file (ISO/IEC 14496-14 3.1.2), with lengths of four bytes each.</summary>
    public void Write(BoxWriter writer)
    {
        int own = DecoderSpecificInfo.Length;
        using (writer.FullBox(BoxTypes.Esds, version: 0, flags: 0))
        {
            Open(writer, EsDescriptor, EsFields + DescriptorHeader + ConfigFields + DescriptorHeader + own + DescriptorHeader + 1);
            writer.WriteUInt16(0); // ES_ID
            writer.WriteByte(0);   // no stream dependence, no URL, no OCR stream
            Open(writer, DecoderConfigDescriptor, ConfigFields + DescriptorHeader + own);
            writer.WriteByte(ObjectTypeIndication);
            writer.WriteByte(AudioStream);
            writer.WriteBytes([0, 0, 0]); // bufferSizeDB
            writer.WriteUInt32(0);        // maxBitrate
            writer.WriteUInt32(0);        // avgBitrate: it varies
            Open(writer, DecSpecificInfo, own);
            writer.WriteBytes(DecoderSpecificInfo.Span);
            Open(writer, SyncLayerConfigDescriptor, 1);
            writer.WriteByte(Mp4SyncLayer);
        }
    }

    private static void Open(BoxWriter writer, byte tag, int length)
    {
        writer.WriteByte(tag);
        for (int shift = 21; shift > 0; shift -= 7)
        {
            writer.WriteByte((byte)(length >> shift & 0x7f | 0x80));
        }

        writer.WriteByte((byte)(length & 0x7f));
    }

    // Reads a tag and a length of one to four bytes, seven bits in each; returns the length.
    private static int Enter(ref ByteReader fields, byte tag)
    {
        byte found = fields.ReadByte();
        if (found != tag)
        {
            throw fields.Malformed($"descriptor 0x{found:x2} stands where 0x{tag:x2} is expected");
        }

        int length = 0;
        for (int i = 0; i < 4; i++)
        {
            byte part = fields.ReadByte();
            length = length << 7 | (part & 0x7f);
            if ((part & 0x80) == 0)
            {
                break;
            }
        }

        return length <= fields.Remaining
            ? length
            : throw fields.Malformed($"descriptor 0x{tag:x2} has {length} bytes, {fields.Remaining} are left");
    }
}

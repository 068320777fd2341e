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

using MssTools.Core.Bits;

namespace MssTools.Core.Iso;

/// <summary>HandlerBox, in mdia (ISO/IEC 14496-12 8.4.3).</summary>
/// <param name="HandlerType">What the track carries.</param>
internal readonly record struct HdlrBox(FourCC HandlerType)
{
    /// <summary>Handler of video tracks.</summary>
    public static readonly FourCC Vide = FourCC.Of("vide"u8);

    /// <summary>Handler of audio tracks.</summary>
    public static readonly FourCC Soun = FourCC.Of("soun"u8);

    /// <summary>Writes the box, without a name.</summary>
    public void Write(BoxWriter writer)
    {
        using (writer.FullBox(BoxTypes.Hdlr, version: 0, flags: 0))
        {
            writer.WriteUInt32(0); // pre_defined
            writer.WriteUInt32(HandlerType.Value);
            writer.WriteZeros(12); // reserved
            writer.WriteByte(0);   // name
        }
    }

    /// <summary>Reads the box's content.</summary>
    public static HdlrBox Read(ByteReader fields)
    {
        FullBoxHeader.Read(ref fields);
        fields.Skip(4); // pre_defined; the component type in QuickTime files
        return new HdlrBox(new FourCC(fields.ReadUInt32()));
    }
}

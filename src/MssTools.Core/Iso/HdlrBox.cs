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

    /// <summary>Reads the box's content.</summary>
    public static HdlrBox Read(ByteReader fields)
    {
        FullBoxHeader.Read(ref fields);
        fields.Skip(4); // pre_defined; the component type in QuickTime files
        return new HdlrBox(new FourCC(fields.ReadUInt32()));
    }
}

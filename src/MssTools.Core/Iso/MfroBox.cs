using MssTools.Core.Bits;

namespace MssTools.Core.Iso;

/// <summary>MovieFragmentRandomAccessOffsetBox, last in mfra and thus in the file (ISO/IEC 14496-12 8.8.11).</summary>
/// <param name="ParentSize">Size of the mfra: how far before the end of the file it starts.</param>
internal readonly record struct MfroBox(uint ParentSize)
{
    /// <summary>Size of the whole box.</summary>
    public const int Size = 16;

    /// <summary>Writes the box.</summary>
    public void Write(BoxWriter writer)
    {
        using (writer.FullBox(BoxTypes.Mfro, version: 0, flags: 0))
        {
            writer.WriteUInt32(ParentSize);
        }
    }

    /// <summary>Reads the box's content.</summary>
    public static MfroBox Read(ByteReader fields)
    {
        FullBoxHeader.Read(ref fields);
        return new MfroBox(fields.ReadUInt32());
    }
}

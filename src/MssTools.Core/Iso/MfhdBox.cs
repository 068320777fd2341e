using MssTools.Core.Bits;

namespace MssTools.Core.Iso;

/// <summary>MovieFragmentHeaderBox, in moof (ISO/IEC 14496-12 8.8.5).</summary>
/// <param name="SequenceNumber">Number of the fragment; grows within a track.</param>
internal readonly record struct MfhdBox(uint SequenceNumber)
{
    /// <summary>Reads the box's content.</summary>
    public static MfhdBox Read(ByteReader fields)
    {
        FullBoxHeader.Read(ref fields);
        return new MfhdBox(fields.ReadUInt32());
    }

    /// <summary>Writes the box.</summary>
    public void Write(BoxWriter writer)
    {
        using (writer.FullBox(BoxTypes.Mfhd, version: 0, flags: 0))
        {
            writer.WriteUInt32(SequenceNumber);
        }
    }
}

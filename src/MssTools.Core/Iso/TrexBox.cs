using MssTools.Core.Bits;

namespace MssTools.Core.Iso;

/// <summary>TrackExtendsBox, in mvex (ISO/IEC 14496-12 8.8.3).</summary>
/// <param name="TrackId">The track.</param>
/// <param name="DefaultSampleDescriptionIndex">Sample description of fragments that name none, counted from 1.</param>
/// <param name="DefaultSampleDuration">Duration of samples that have none in their fragment.</param>
/// <param name="DefaultSampleSize">Size of samples that have none in their fragment.</param>
/// <param name="DefaultSampleFlags">Flags of samples that have none in their fragment.</param>
internal readonly record struct TrexBox(
    uint TrackId,
    uint DefaultSampleDescriptionIndex,
    uint DefaultSampleDuration,
    uint DefaultSampleSize,
    uint DefaultSampleFlags)
{
    /// <summary>Writes the box.</summary>
    public void Write(BoxWriter writer)
    {
        using (writer.FullBox(BoxTypes.Trex, version: 0, flags: 0))
        {
            writer.WriteUInt32(TrackId);
            writer.WriteUInt32(DefaultSampleDescriptionIndex);
            writer.WriteUInt32(DefaultSampleDuration);
            writer.WriteUInt32(DefaultSampleSize);
            writer.WriteUInt32(DefaultSampleFlags);
        }
    }

    /// <summary>Reads the box's content.</summary>
    public static TrexBox Read(ByteReader fields)
    {
        FullBoxHeader.Read(ref fields);
        return new TrexBox(
            fields.ReadUInt32(), fields.ReadUInt32(), fields.ReadUInt32(), fields.ReadUInt32(), fields.ReadUInt32());
    }
}

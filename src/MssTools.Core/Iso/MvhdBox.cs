using MssTools.Core.Bits;

namespace MssTools.Core.Iso;

/// <summary>MovieHeaderBox, in moov (ISO/IEC 14496-12 8.2.2).</summary>
/// <param name="Timescale">Ticks per second of the movie: the unit of edit durations; from 1 to 1,000,000,000.</param>
/// <param name="Duration">Length in those ticks; zero or all ones where unknown.</param>
internal readonly record struct MvhdBox(uint Timescale, ulong Duration)
{
    private const uint NormalRate = 0x00010000;
    private const ushort FullVolume = 0x0100;

    /// <summary>Writes the box as version 1, with no time of creation, so that the same input gives the same bytes.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="nextTrackId">Greater than the number of each track.</param>
    public void Write(BoxWriter writer, uint nextTrackId)
    {
        using (writer.FullBox(BoxTypes.Mvhd, version: 1, flags: 0))
        {
            writer.WriteUInt64(0); // creation_time
            writer.WriteUInt64(0); // modification_time
            writer.WriteUInt32(Timescale);
            writer.WriteUInt64(Duration);
            writer.WriteUInt32(NormalRate);
            writer.WriteUInt16(FullVolume);
            writer.WriteZeros(10); // reserved
            TransformMatrix.WriteUnity(writer);
            writer.WriteZeros(24); // pre_defined
            writer.WriteUInt32(nextTrackId);
        }
    }

    /// <summary>Reads the box's content.</summary>
    public static MvhdBox Read(ByteReader fields)
    {
        bool wide = FullBoxHeader.Read(ref fields).Version == 1;
        fields.Skip(wide ? 16 : 8); // creation_time, modification_time
        uint timescale = fields.ReadUInt32();
        return timescale is > 0 and <= MdhdBox.FinestTimescale
            ? new MvhdBox(timescale, wide ? fields.ReadUInt64() : fields.ReadUInt32())
            : throw fields.Malformed($"timescale {timescale} is not within 1 to {MdhdBox.FinestTimescale}");
    }
}

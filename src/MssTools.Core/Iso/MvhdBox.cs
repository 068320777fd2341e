using MssTools.Core.Bits;

namespace MssTools.Core.Iso;

/// <summary>MovieHeaderBox, in moov (ISO/IEC 14496-12 8.2.2).</summary>
/// <param name="Timescale">Ticks per second of the movie: the unit of edit durations; from 1 to 1,000,000,000.</param>
/// <param name="Duration">Length in those ticks; zero or all ones where unknown.</param>
internal readonly record struct MvhdBox(uint Timescale, ulong Duration)
{
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

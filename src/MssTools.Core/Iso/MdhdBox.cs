using MssTools.Core.Bits;

namespace MssTools.Core.Iso;

/// <summary>MediaHeaderBox, in mdia (ISO/IEC 14496-12 8.4.2).</summary>
/// <param name="Timescale">Ticks per second of the track's samples; from 1 to 1,000,000,000.</param>
internal readonly record struct MdhdBox(uint Timescale)
{
    /// <summary>Nanoseconds: with finer ticks the times of a century would not fit 64 bits.</summary>
    public const uint FinestTimescale = 1_000_000_000;

    /// <summary>
    /// Most seconds that a time can count: clocks that started in 1900 fit, sums of two times do not overflow.
    /// </summary>
    public const long LatestSecond = uint.MaxValue;

    /// <summary>The latest time that is taken for a time, in ticks.</summary>
    public long LatestTime => LatestSecond * Timescale;

    /// <summary>Reads the box's content.</summary>
    public static MdhdBox Read(ByteReader fields)
    {
        fields.Skip(FullBoxHeader.Read(ref fields).Version == 1 ? 16 : 8); // creation_time, modification_time
        uint timescale = fields.ReadUInt32();
        return timescale is > 0 and <= FinestTimescale
            ? new MdhdBox(timescale)
            : throw fields.Malformed($"timescale {timescale} is not within 1 to {FinestTimescale}");
    }
}

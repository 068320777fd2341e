using MssTools.Core.Bits;
using MssTools.Core.Media;

namespace MssTools.Core.Iso;

/// <summary>MediaHeaderBox, in mdia (ISO/IEC 14496-12 8.4.2).</summary>
/// <param name="Timescale">Ticks per second of the track's samples; from 1 to 1,000,000,000.</param>
/// <param name="Language">Three letters of ISO 639-2/T; null where it is not told.</param>
internal readonly record struct MdhdBox(uint Timescale, string? Language = null)
{
    /// <summary>Nanoseconds: with finer ticks the times of a century would not fit 64 bits.</summary>
    public const uint FinestTimescale = 1_000_000_000;

    /// <summary>
    /// Most seconds that a time can count: clocks that started in 1900 fit, sums of two times do not overflow.
    /// </summary>
    public const long LatestSecond = uint.MaxValue;

    private const string Undetermined = "und";

    /// <summary>The latest time that is taken for a time, in ticks.</summary>
    public long LatestTime => LatestSecond * Timescale;

    /// <summary>Writes the box as version 1.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="duration">Length in ticks; zero where fragments follow.</param>
    public void Write(BoxWriter writer, ulong duration)
    {
        string letters = Language ?? Undetermined;
        using (writer.FullBox(BoxTypes.Mdhd, version: 1, flags: 0))
        {
            writer.WriteUInt64(0); // creation_time
            writer.WriteUInt64(0); // modification_time
            writer.WriteUInt32(Timescale);
            writer.WriteUInt64(duration);
            writer.WriteUInt16((ushort)((letters[0] - 0x60) << 10 | (letters[1] - 0x60) << 5 | (letters[2] - 0x60)));
            writer.WriteUInt16(0); // pre_defined
        }
    }

    /// <summary>Reads the box's content.</summary>
    public static MdhdBox Read(ByteReader fields)
    {
        bool isLong = FullBoxHeader.Read(ref fields).Version == 1;
        fields.Skip(isLong ? 16 : 8); // creation_time, modification_time
        uint timescale = fields.ReadUInt32();
        return timescale is > 0 and <= FinestTimescale
            ? new MdhdBox(timescale, ReadLanguage(fields, isLong ? 8 : 4))
            : throw fields.Malformed($"timescale {timescale} is not within 1 to {FinestTimescale}");
    }

    // Three letters of five bits. What QuickTime writes there are numbers of its own below 0x400, or 0x7fff.
    private static string? ReadLanguage(ByteReader fields, int duration)
    {
        if (fields.Remaining < duration + sizeof(ushort))
        {
            return null;
        }

        fields.Skip(duration);
        int packed = fields.ReadUInt16();
        return LanguageCode.Parse(string.Create(3, packed, static (letters, code) =>
        {
            for (int i = 0; i < letters.Length; i++)
            {
                letters[i] = (char)(0x60 + (code >> 5 * (2 - i) & 0x1f));
            }
        }));
    }
}

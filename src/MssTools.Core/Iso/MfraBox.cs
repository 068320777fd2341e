namespace MssTools.Core.Iso;

/// <summary>MovieFragmentRandomAccessBox, as it is written (ISO/IEC 14496-12 8.8.9).</summary>
internal static class MfraBox
{
    private const byte Wide = 1;
    private const uint NumbersOfOneByte = 0; // traf, trun and sample number

    /// <summary>Writes the box without content, which ends a live stream ([MS-SSTR] 2.2.7.6).</summary>
    public static void WriteEmpty(BoxWriter writer)
    {
        using (writer.Box(BoxTypes.Mfra))
        {
        }
    }

    /// <summary>Writes the box with a tfra for each track, and mfro.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="tracks">Number of a track, and its fragments in order.</param>
    public static void Write(BoxWriter writer, IEnumerable<KeyValuePair<uint, IReadOnlyList<MfraEntry>>> tracks)
    {
        int start = writer.Length;
        using (writer.Box(BoxTypes.Mfra))
        {
            foreach ((uint track, IReadOnlyList<MfraEntry> entries) in tracks)
            {
                WriteTfra(writer, track, entries);
            }

            new MfroBox((uint)(writer.Length - start + MfroBox.Size)).Write(writer);
        }
    }

    private static void WriteTfra(BoxWriter writer, uint track, IReadOnlyList<MfraEntry> entries)
    {
        using (writer.FullBox(BoxTypes.Tfra, Wide, flags: 0))
        {
            writer.WriteUInt32(track);
            writer.WriteUInt32(NumbersOfOneByte);
            writer.WriteUInt32((uint)entries.Count);
            foreach (MfraEntry entry in entries)
            {
                writer.WriteUInt64((ulong)entry.Time);
                writer.WriteUInt64((ulong)entry.MoofOffset);
                writer.WriteBytes([1, 1, 1]); // the first sample of the first trun of the first traf
            }
        }
    }
}

/// <summary>An entry of tfra: a fragment.</summary>
/// <param name="Time">Its start, in the track's ticks.</param>
/// <param name="MoofOffset">Where its moof starts in the file.</param>
internal readonly record struct MfraEntry(long Time, long MoofOffset);

namespace MssTools.Core.Iso;

/// <summary>
/// What stands in front of the fragments of a Smooth file or stream ([MS-SSTR] 2.2.7): ftyp, and a moov that describes the tracks
/// and has no sample.
/// </summary>
internal static class InitSegment
{
    private const uint MinorVersion = 1;

    private static readonly FourCC s_isml = FourCC.Of("isml"u8);
    private static readonly FourCC s_piff = FourCC.Of("piff"u8);
    private static readonly FourCC s_iso2 = FourCC.Of("iso2"u8);

    /// <summary>Writes the FileTypeBox ([MS-SSTR] 2.2.7.1): brand isml, compatible with piff and iso2.</summary>
    public static void WriteFtyp(BoxWriter writer)
    {
        using (writer.Box(BoxTypes.Ftyp))
        {
            writer.WriteUInt32(s_isml.Value);
            writer.WriteUInt32(MinorVersion);
            writer.WriteUInt32(s_piff.Value);
            writer.WriteUInt32(s_iso2.Value);
        }
    }

    /// <summary>Writes the MovieBox for fragments to follow (ISO/IEC 14496-12 8.2.1, 8.8.1).</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="tracks">The tracks, at least one; each with a number of its own.</param>
    public static void WriteMoov(BoxWriter writer, IReadOnlyList<TrakBox> tracks)
    {
        using (writer.Box(BoxTypes.Moov))
        {
            new MvhdBox(tracks[0].Timescale, Duration: 0).Write(writer, tracks.Max(track => track.TrackId) + 1);
            foreach (TrakBox track in tracks)
            {
                track.Write(writer);
            }

            using (writer.Box(BoxTypes.Mvex))
            {
                foreach (TrakBox track in tracks)
                {
                    new TrexBox(track.TrackId, DefaultSampleDescriptionIndex: 1, 0, 0, 0).Write(writer);
                }
            }
        }
    }
}

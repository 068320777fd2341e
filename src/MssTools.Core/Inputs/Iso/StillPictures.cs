using MssTools.Core.Bits;
using MssTools.Core.Iso;

namespace MssTools.Core.Inputs.Iso;

/// <summary>Tells pictures that accompany sound, covers and those of chapters, from video that somebody wants to see.</summary>
internal static class StillPictures
{
    // Slide shows change once a second at most; what comes faster is video, if of an old codec.
    private const long MostPerSecond = 1;

    private static readonly FourCC[] s_pictureCodecs =
    [
        FourCC.Of("jpeg"u8), FourCC.Of("png "u8), FourCC.Of("gif "u8), FourCC.Of("tiff"u8), FourCC.Of("WRLE"u8),
    ];

    /// <summary>
    /// Whether a video track holds only stills: its table lists no more than one a second, or it has no table and a codec
    /// of pictures. False where its tables are broken.
    /// </summary>
    public static bool AreIn(TrackHeader track)
    {
        try
        {
            BoxContent stbl = track.Trak.Find(track.Name, BoxTypes.Mdia, BoxTypes.Minf, BoxTypes.Stbl);
            return SampleTable.Read(stbl, track.Name) is { } table
                ? table.Sizes.SampleCount <= 1 || IsSlow(track, table)
                : HasPictureCodec(stbl.Find(track.Name, BoxTypes.Stsd));
        }
        catch (MssException)
        {
            return false;
        }
    }

    private static bool IsSlow(TrackHeader track, SampleTable table)
    {
        MdhdBox media = MdhdBox.Read(track.Trak.Find(track.Name, BoxTypes.Mdia, BoxTypes.Mdhd).Fields);
        return table.Times.TotalDuration(media.LatestTime) * MostPerSecond >= (long)table.Sizes.SampleCount * media.Timescale;
    }

    private static bool HasPictureCodec(BoxContent stsd)
    {
        ByteReader fields = stsd.Fields;
        FullBoxHeader.Read(ref fields);
        fields.Skip(sizeof(uint)); // entry_count
        BoxReader entries = stsd.From(fields.Position).Children;
        return entries.Read() && s_pictureCodecs.Contains(entries.Type);
    }
}

using MssTools.Core.Media;

namespace MssTools.Core.Iso;

/// <summary>TrackBox, in moov (ISO/IEC 14496-12 8.3.1), as it is written.</summary>
/// <param name="TrackId">Number of the track in its file, from 1.</param>
/// <param name="Config">What its decoder must know.</param>
/// <param name="Timescale">Ticks per second of its times.</param>
/// <param name="Language">Three letters of ISO 639-2/T; null: not told.</param>
internal sealed record TrakBox(uint TrackId, CodecConfig Config, uint Timescale, string? Language = null)
{
    private const uint DataInThisFile = 1;

    /// <summary>Length in the movie's ticks; zero where fragments follow.</summary>
    public ulong MovieDuration { get; init; }

    /// <summary>Length in the track's ticks; zero where fragments follow.</summary>
    public ulong MediaDuration { get; init; }

    /// <summary>Writes edts; null: there is none.</summary>
    public Action<BoxWriter>? WriteEdits { get; init; }

    /// <summary>Writes what follows stsd in stbl; null: tables without entries, as fragments follow.</summary>
    public Action<BoxWriter>? WriteTables { get; init; }

    /// <summary>Writes the box.</summary>
    public void Write(BoxWriter writer)
    {
        using (writer.Box(BoxTypes.Trak))
        {
            new TkhdBox((int)TrackId, IsEnabled: true).Write(writer, MovieDuration, Config);
            WriteEdits?.Invoke(writer);
            using (writer.Box(BoxTypes.Mdia))
            {
                new MdhdBox(Timescale, Language).Write(writer, MediaDuration);
                new HdlrBox(Config is VideoConfig ? HdlrBox.Vide : HdlrBox.Soun).Write(writer);
                using (writer.Box(BoxTypes.Minf))
                {
                    WriteMediaHeader(writer);
                    WriteDataReference(writer);
                    using (writer.Box(BoxTypes.Stbl))
                    {
                        SampleEntryWriter.WriteStsd(writer, Config);
                        (WriteTables ?? WriteEmptyTables)(writer);
                    }
                }
            }
        }
    }

    private void WriteMediaHeader(BoxWriter writer)
    {
        bool isPicture = Config is VideoConfig;
        using (writer.FullBox(isPicture ? BoxTypes.Vmhd : BoxTypes.Smhd, version: 0, flags: isPicture ? 1u : 0))
        {
            writer.WriteZeros(isPicture ? 8 : 4); // graphicsmode and opcolor; balance
        }
    }

    private static void WriteDataReference(BoxWriter writer)
    {
        using (writer.Box(BoxTypes.Dinf))
        using (writer.FullBox(BoxTypes.Dref, version: 0, flags: 0))
        {
            writer.WriteUInt32(1);
            using (writer.FullBox(BoxTypes.UrlEntry, version: 0, DataInThisFile))
            {
            }
        }
    }

    private static void WriteEmptyTables(BoxWriter writer)
    {
        foreach (FourCC table in (ReadOnlySpan<FourCC>)[BoxTypes.Stts, BoxTypes.Stsc, BoxTypes.Stsz, BoxTypes.Stco])
        {
            using (writer.FullBox(table, version: 0, flags: 0))
            {
                writer.WriteZeros(table == BoxTypes.Stsz ? 8 : 4); // sample_size and count; count
            }
        }
    }
}

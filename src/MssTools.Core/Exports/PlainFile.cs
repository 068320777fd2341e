using MssTools.Core.Clips;
using MssTools.Core.Iso;

namespace MssTools.Core.Exports;

/// <summary>
/// Writes a plain MP4 (ISO/IEC 14496-12): ftyp, moov with all tables, and one mdat, so that it plays while it is loaded. The fragments are
/// looked at first, and their media is copied after.
/// </summary>
/// <param name="file">What it has.</param>
/// <param name="source">The group.</param>
internal sealed class PlainFile(ExportFile file, ExportSource source)
{
    private const uint MinorVersion = 0x200;
    private const int MdatHeader = 8;
    private const int LargeMdatHeader = 16;
    private const uint NormalRate = 0x00010000;

    private readonly Dictionary<uint, SampleTables> _tables = file.Tracks.ToDictionary(track => track.Id, track => new SampleTables($"'{track.Index.Name}'"));
    private readonly List<int> _lengths = [];

    /// <summary>Writes the file.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="next">Called in front of each fragment, twice for each; may throw.</param>
    /// <exception cref="MssException">As of <see cref="ExportSource.Open"/>, or of <see cref="SampleTables.Add"/>.</exception>
    /// <exception cref="IOException">The disk is full or failed.</exception>
    public void Write(ExportStream stream, Action next)
    {
        long total = Look(next);
        byte[] head = Head(total);
        stream.Write(head);
        int i = 0;
        foreach ((_, ClipFragment fragment) in file.Fragments())
        {
            next();
            using OpenFragment open = source.Open(fragment);
            if (open.Data.Length != _lengths[i++])
            {
                throw new MssException(
                    MssError.SourceFailed, $"'{open.Name}' was written anew while it was exported.", "Export the group when nothing changes its fragments.");
            }

            stream.Write(open.Data);
        }
    }

    private long Look(Action next)
    {
        long place = 0;
        foreach ((ExportTrack track, ClipFragment fragment) in file.Fragments())
        {
            next();
            using OpenFragment open = source.Open(fragment);
            _tables[track.Id].Add(open.Fragment, source.TimeOf(fragment), place, open.Data.Length);
            _lengths.Add(open.Data.Length);
            place += open.Data.Length;
        }

        return place;
    }

    // Where the media begins depends on how long the moov is, which does not depend on where that is.
    private byte[] Head(long total)
    {
        bool isLarge = total > uint.MaxValue - MdatHeader;
        int header = isLarge ? LargeMdatHeader : MdatHeader;
        bool isWide = false;
        long media = Boxes(0, isWide).Length + header;
        if (media + total > uint.MaxValue)
        {
            isWide = true;
            media = Boxes(0, isWide).Length + header;
        }

        BoxWriter writer = Boxes(media, isWide);
        writer.WriteUInt32(isLarge ? 1 : (uint)(total + MdatHeader));
        writer.WriteUInt32(BoxTypes.Mdat.Value);
        if (isLarge)
        {
            writer.WriteUInt64((ulong)(total + LargeMdatHeader));
        }

        return writer.Written.ToArray();
    }

    private BoxWriter Boxes(long media, bool isWide)
    {
        var writer = new BoxWriter();
        using (writer.Box(BoxTypes.Ftyp))
        {
            writer.WriteBytes("isom"u8);
            writer.WriteUInt32(MinorVersion);
            writer.WriteBytes("isomiso2avc1mp41"u8);
        }

        long zero = _tables.Values.Min(table => table.FirstShown);
        long end = _tables.Values.Max(table => table.LastShown);
        using (writer.Box(BoxTypes.Moov))
        {
            new MvhdBox(source.Timescale, (ulong)(end - zero)).Write(writer, file.Tracks.Max(track => track.Id) + 1);
            foreach (ExportTrack track in file.Tracks)
            {
                SampleTables table = _tables[track.Id];
                new TrakBox(track.Id, track.Level.Config, source.Timescale, track.Index.Language)
                {
                    MovieDuration = (ulong)(table.LastShown - zero),
                    MediaDuration = (ulong)table.Duration,
                    WriteEdits = boxes => WriteEdits(boxes, table, zero),
                    WriteTables = boxes => table.Write(boxes, media, isWide),
                }.Write(writer);
            }
        }

        return writer;
    }

    // What is shown first may be decoded before, or begin later than the movie does.
    private static void WriteEdits(BoxWriter writer, SampleTables table, long zero)
    {
        long before = table.FirstShown - zero;
        long skipped = table.FirstShown - table.Start;
        if (before == 0 && skipped == 0)
        {
            return;
        }

        using (writer.Box(BoxTypes.Edts))
        using (writer.FullBox(BoxTypes.Elst, version: 1, flags: 0))
        {
            writer.WriteUInt32(before > 0 ? 2u : 1u);
            if (before > 0)
            {
                WriteEdit(writer, before, mediaTime: -1);
            }

            WriteEdit(writer, table.LastShown - table.FirstShown, skipped);
        }
    }

    private static void WriteEdit(BoxWriter writer, long duration, long mediaTime)
    {
        writer.WriteUInt64((ulong)duration);
        writer.WriteUInt64((ulong)mediaTime);
        writer.WriteUInt32(NormalRate);
    }
}

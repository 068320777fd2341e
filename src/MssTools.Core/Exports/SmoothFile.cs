using MssTools.Core.Clips;
using MssTools.Core.Iso;

namespace MssTools.Core.Exports;

/// <summary>
/// Writes a Smooth file ([MS-SSTR] 2.2.7): ftyp, moov, the fragments as the group has them under the numbers of the file's tracks, and mfra,
/// which says where they are.
/// </summary>
internal static class SmoothFile
{
    /// <summary>Writes the file.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="file">What it has.</param>
    /// <param name="source">The group.</param>
    /// <param name="next">Called in front of each fragment; may throw.</param>
    /// <exception cref="MssException">As of <see cref="ExportSource.Open"/>.</exception>
    /// <exception cref="IOException">The disk is full or failed.</exception>
    public static void Write(ExportStream stream, ExportFile file, ExportSource source, Action next)
    {
        var writer = new BoxWriter();
        InitSegment.WriteFtyp(writer);
        InitSegment.WriteMoov(
            writer, [.. file.Tracks.Select(track => new TrakBox(track.Id, track.Level.Config, source.Timescale, track.Index.Language))]);
        stream.Write(writer.Written.Span);
        var places = file.Tracks.ToDictionary(track => track.Id, track => new List<MfraEntry>(track.Index.Fragments.Count));
        uint number = 0;
        foreach ((ExportTrack track, ClipFragment fragment) in file.Fragments())
        {
            next();
            using OpenFragment open = source.Open(fragment);
            long time = source.TimeOf(fragment);
            places[track.Id].Add(new MfraEntry(time, stream.Length));
            stream.Write(open.HeaderAt(time, ++number, [], track.Id));
            stream.Write(open.Data);
        }

        var index = new BoxWriter();
        MfraBox.Write(index, places.Select(track => KeyValuePair.Create(track.Key, (IReadOnlyList<MfraEntry>)track.Value)));
        stream.Write(index.Written.Span);
    }
}

using MssTools.Core.Iso;
using MssTools.Core.Manifests;

namespace MssTools.Core.Outputs.Push;

/// <summary>
/// What stands in front of the fragments of a POST ([MS-SSTR] 2.2.7): ftyp, StreamManifest where it is wanted, LiveServerManifest,
/// moov. The same tracks give the same bytes, which a connection after the first must send again.
/// </summary>
internal static class PushHeader
{
    /// <summary>Makes the bytes.</summary>
    /// <param name="tracks">The tracks of the POST.</param>
    /// <param name="timescale">Ticks per second of their times.</param>
    /// <param name="streams">The streams of the whole presentation; null: they are not listed.</param>
    public static byte[] Write(IReadOnlyList<PushTrack> tracks, int timescale, IReadOnlyList<string>? streams)
    {
        var writer = new BoxWriter();
        InitSegment.WriteFtyp(writer);
        if (streams is not null)
        {
            IngestManifestBox.Write(writer, IngestManifestBox.StreamManifest, SmilWriter.WriteStreamManifest(streams));
        }

        var manifest = new ServerManifest([.. tracks.Select(track => Describe(track, timescale))]);
        IngestManifestBox.Write(writer, IngestManifestBox.LiveServerManifest, SmilWriter.Write(manifest));
        InitSegment.WriteMoov(writer, [.. tracks.Select(t => new TrakBox(t.TrackId, t.Config, (uint)timescale, t.Content.Language))]);
        return writer.Written.ToArray();
    }

    private static ServerManifestTrack Describe(PushTrack track, int timescale) =>
        new(track.Content.Kind, "Streams", track.Bitrate, track.TrackId, track.Content.Name)
        {
            SystemLanguage = track.Content.Language,
            Timescale = timescale,
            FourCC = track.Config.FourCC,
            CodecPrivateData = track.Config.PrivateData,
            Attributes = track.Config.LevelAttributes,
        };
}

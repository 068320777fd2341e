using MssTools.Core.Manifests;
using MssTools.Core.Media;
using MssTools.Core.Stored;

namespace MssTools.Core.Inputs.Iso;

/// <summary>
/// Reads one rendition of a recorded presentation: the tracks that the rule of <see cref="StatedRenditions"/> gives it, out of whichever
/// Smooth files they are in. The server manifest names their bit rates and languages.
/// </summary>
internal sealed class IsmReader : IMediaReader
{
    private readonly List<IMediaReader> _readers;

    private IsmReader(List<IMediaReader> readers) => _readers = readers;

    /// <inheritdoc/>
    public TimeSpan? Duration => _readers.Max(reader => reader.Duration);

    /// <inheritdoc/>
    public bool IsLive => false;

    /// <inheritdoc/>
    public IReadOnlyList<Track> Tracks => [.. _readers.SelectMany(reader => reader.Tracks)];

    /// <inheritdoc/>
    public IReadOnlySet<Content> Announced => _readers.SelectMany(reader => reader.Announced).ToHashSet();

    /// <inheritdoc/>
    public IReadOnlyList<string> Warnings => [.. _readers.SelectMany(reader => reader.Warnings)];

    /// <inheritdoc/>
    public long Losses => _readers.Sum(reader => reader.Losses);

    /// <summary>True for the beginning of a server manifest, in any of its encodings.</summary>
    public static bool IsManifest(ReadOnlySpan<byte> head) =>
        head.IndexOf("<smil"u8) >= 0 || head.IndexOf("<\0s\0m\0i\0l\0"u8) >= 0 || head.IndexOf("\0<\0s\0m\0i\0l"u8) >= 0;

    /// <summary>How many renditions a presentation has.</summary>
    /// <exception cref="MssException">As of <see cref="IsmPresentation.Read"/>.</exception>
    public static int Count(string path) => Divide(IsmPresentation.Read(path)).Count;

    /// <summary>Opens a rendition.</summary>
    /// <param name="path">Full path of the server manifest.</param>
    /// <param name="rendition">Which one, from 1, the best first.</param>
    /// <exception cref="MssException">
    /// As of <see cref="IsmPresentation"/>; NotFound: there is no such rendition or track; what opening its files fails with.
    /// </exception>
    public static IsmReader Open(string path, int rendition)
    {
        var presentation = IsmPresentation.Read(path);
        IReadOnlyList<IReadOnlyList<ServerManifestTrack>> renditions = Divide(presentation);
        if (rendition < 1 || rendition > renditions.Count)
        {
            throw new MssException(MssError.NotFound, $"'{path}' has {renditions.Count} renditions; there is no number {rendition}.");
        }

        List<IMediaReader> readers = [];
        try
        {
            foreach (ServerManifestTrack track in renditions[rendition - 1].OrderBy(track => track.Kind))
            {
                int alike = readers.Count(reader => ((IsmTrackReader)reader).IsAlike(track));
                readers.Add(IsmTrackReader.Open(presentation.PathOf(track.Source), track, id: readers.Count + 1, number: alike + 1));
            }

            return new IsmReader(readers);
        }
        catch
        {
            readers.ForEach(reader => reader.Dispose());
            throw;
        }
    }

    /// <inheritdoc/>
    public IEnumerable<Sample> ReadSamples(CancellationToken stop)
    {
        List<IEnumerator<Sample>> tracks = [.. _readers.Select(reader => reader.ReadSamples(stop).GetEnumerator())];
        try
        {
            List<IEnumerator<Sample>> open = [.. tracks.Where(track => track.MoveNext())];
            while (open.Count > 0)
            {
                IEnumerator<Sample> next = open[0];
                for (int i = 1; i < open.Count; i++)
                {
                    next = IsBefore(open[i].Current, next.Current) ? open[i] : next;
                }

                yield return next.Current;
                if (!next.MoveNext())
                {
                    open.Remove(next);
                }
            }
        }
        finally
        {
            tracks.ForEach(track => track.Dispose());
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _readers.ForEach(reader => reader.Dispose());

    // Of pictures one content: another angle is not a rendition of the first. Not all who write presentations name sounds apart.
    private static IReadOnlyList<IReadOnlyList<ServerManifestTrack>> Divide(IsmPresentation presentation)
    {
        string? pictures = presentation.Tracks.FirstOrDefault(track => track.Kind == MediaKind.Video)?.TrackName;
        return StatedRenditions.Divide(
            [.. presentation.Tracks.Where(track => track.Kind == MediaKind.Audio || track.TrackName == pictures)],
            track => $"{track.Kind} {track.TrackName} {track.SystemLanguage}",
            track => track.SystemBitrate);
    }

    private static bool IsBefore(Sample one, Sample other) =>
        (Int128)one.DecodeTime * other.Track.Timescale < (Int128)other.DecodeTime * one.Track.Timescale;
}

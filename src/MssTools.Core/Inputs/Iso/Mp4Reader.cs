using MssTools.Core.Media;

namespace MssTools.Core.Inputs.Iso;

/// <summary>
/// Reads MP4 and QuickTime files whose moov describes all samples. Only the moov is held in memory; samples are
/// ranges of the file.
/// </summary>
/// <param name="file">The file; the reader owns it.</param>
/// <param name="movie">Its moov.</param>
internal sealed class Mp4Reader(MediaFile file, Movie movie) : IMediaReader
{
    private readonly InputWarnings _warnings = new(movie.Warnings);

    /// <inheritdoc/>
    public TimeSpan? Duration { get; } = movie.Tracks.Max(DurationOf);

    /// <inheritdoc/>
    public bool IsLive => false;

    /// <inheritdoc/>
    public IReadOnlyList<Track> Tracks { get; } = movie.KnownTracks;

    /// <inheritdoc/>
    public IReadOnlySet<Content> Announced { get; } = movie.Tracks.Select(track => track.Content).ToHashSet();

    /// <inheritdoc/>
    public IReadOnlyList<string> Warnings => _warnings.All;

    /// <inheritdoc/>
    public IEnumerable<Sample> ReadSamples(CancellationToken stop)
    {
        var queues = new List<TrackQueue>();
        foreach (MovieTrack track in movie.Tracks)
        {
            var queue = new TrackQueue(track, file, _warnings);
            queue.Add(track, new EditedSamples(track.Table!, track.Kind, track.Media, StartProbe.Of(track, file)).Play(track.Edits));
            queues.Add(queue);
        }

        while (TrackQueue.Earliest(queues) is { } next)
        {
            yield return next.Take();
        }

        MissingSamples.Report(queues, movie.Tracks, $"The file ends at {file.Length}", _warnings);
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    private static TimeSpan? DurationOf(MovieTrack track)
    {
        long end = track.Edits[^1].PresentationEnd(track.MediaDuration);
        return TimeSpan.FromTicks(Timescale.Rescale(end, track.Media.Timescale, Timescale.Ticks));
    }
}

using MssTools.Core.Iso;
using MssTools.Core.Media;

namespace MssTools.Core.Inputs.Iso;

/// <summary>
/// Reads files whose samples stand in fragments: fragmented MP4, PIFF and ISMV. Only a few moof boxes are in memory
/// at a time. Of an edit list, the shift of its first edit is applied; nothing is cut off.
/// </summary>
/// <param name="file">The file; the reader owns it.</param>
/// <param name="movie">Its moov.</param>
/// <param name="start">Where the boxes behind the moov start.</param>
internal sealed class FragmentedMp4Reader(MediaFile file, Movie movie, long start) : IMediaReader
{
    /// <summary>Largest moof that is taken: a million samples.</summary>
    public const int MaxMoofSize = 16 * 1024 * 1024;

    private readonly InputWarnings _warnings = new(movie.Warnings);
    private FragmentGaps? _gaps;

    /// <inheritdoc/>
    public TimeSpan? Duration { get; } = DurationOf(movie) ?? FragmentIndex.FindDuration(file, movie);

    /// <inheritdoc/>
    public bool IsLive => false;

    /// <inheritdoc/>
    public IReadOnlyList<Track> Tracks { get; } = movie.KnownTracks;

    /// <inheritdoc/>
    public IReadOnlySet<Content> Announced { get; } = movie.Tracks.Select(track => track.Content).ToHashSet();

    /// <inheritdoc/>
    public IReadOnlyList<string> Warnings => _warnings.All;

    /// <inheritdoc/>
    public long Losses => Volatile.Read(ref _gaps)?.Losses ?? 0;

    /// <inheritdoc/>
    public IEnumerable<Sample> ReadSamples(CancellationToken stop)
    {
        var gaps = new FragmentGaps(_warnings);
        Volatile.Write(ref _gaps, gaps);
        var ahead = new FragmentReadAhead(file, movie, start, gaps, _warnings);
        while (ahead.Next() is { } next)
        {
            yield return next.Take();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    private static TimeSpan? DurationOf(Movie movie)
    {
        uint timescale = movie.Header.Timescale;
        return movie.FragmentDuration is { } ticks and > 0 && ticks / timescale < MdhdBox.LatestSecond
            ? TimeSpan.FromTicks(Timescale.Rescale((long)ticks, timescale, Timescale.Ticks))
            : null;
    }
}

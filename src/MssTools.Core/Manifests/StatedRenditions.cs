namespace MssTools.Core.Manifests;

/// <summary>
/// How a presentation with several bit rates becomes renditions of a group: the first has the highest bit rate of each content, the
/// second the next one, and so on. So three bit rates of pictures with one of sound are one rendition with sound and two without.
/// </summary>
internal static class StatedRenditions
{
    /// <summary>Divides tracks.</summary>
    /// <param name="tracks">The tracks, in any order.</param>
    /// <param name="contentOf">What a track shows, as manifests name it.</param>
    /// <param name="bitrateOf">Bits per second.</param>
    /// <returns>The renditions, the best first; a track of each content at most, in the order of <paramref name="tracks"/>.</returns>
    public static IReadOnlyList<IReadOnlyList<T>> Divide<T>(IReadOnlyList<T> tracks, Func<T, string> contentOf, Func<T, long> bitrateOf) =>
    [
        .. tracks
            .GroupBy(contentOf, StringComparer.OrdinalIgnoreCase)
            .SelectMany(content => content.OrderByDescending(bitrateOf).Select((track, rank) => (Track: track, Rank: rank)))
            .GroupBy(ranked => ranked.Rank, ranked => ranked.Track)
            .OrderBy(rendition => rendition.Key)
            .Select(rendition => (IReadOnlyList<T>)[.. rendition]),
    ];
}

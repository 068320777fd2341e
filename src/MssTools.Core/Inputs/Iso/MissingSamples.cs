using System.Globalization;
using MssTools.Core.Iso;
using MssTools.Core.Media;

namespace MssTools.Core.Inputs.Iso;

/// <summary>Counts samples of one track that are described but cannot be delivered.</summary>
/// <param name="Count">Number of samples.</param>
/// <param name="Duration">Their length in 100 ns ticks.</param>
/// <param name="First">The failure of the first one, for where there is nothing else.</param>
internal readonly record struct MissingSamples(long Count, long Duration, MssException? First)
{
    /// <summary>Counts one more.</summary>
    /// <param name="track">Its track.</param>
    /// <param name="sample">The sample.</param>
    /// <param name="what">What is wrong with it.</param>
    public MissingSamples And(MovieTrack track, in SampleDescriptor sample, string what) => new(
        Count + 1,
        Duration + Timescale.Rescale(sample.Duration, track.Media.Timescale, Timescale.Ticks),
        First ?? track.Malformed(sample, what));

    /// <summary>Says in one sentence what is missing at the end, and which tracks ended early.</summary>
    /// <param name="queues">What was read, in the order of the tracks.</param>
    /// <param name="tracks">The tracks.</param>
    /// <param name="reason">Where and why, the start of a sentence.</param>
    /// <param name="warnings">Takes the sentences.</param>
    /// <exception cref="MssException">MalformedInput: a track is broken, or samples are missing, and there is nothing else.</exception>
    public static void Report(
        IReadOnlyList<TrackQueue> queues, IReadOnlyList<MovieTrack> tracks, string reason, InputWarnings warnings)
    {
        foreach (TrackQueue queue in queues)
        {
            queue.End();
            bool hasOther = queues.Any(other => other.Taken > 0 && other.Broken is null);
            MssException? failure = queue.Broken ?? (queue.Taken == 0 ? queue.Missing.First : null);
            if (failure is not null && !hasOther)
            {
                throw new MssException(failure.Code, failure.Message, failure.RecommendedAction, failure);
            }
        }

        foreach ((TrackQueue queue, MovieTrack track) in queues.Zip(tracks))
        {
            if (queue.Broken is { } broken)
            {
                warnings.Add($"{track.Name} ends early: {broken.Message}");
            }
        }

        List<string> missing = [.. queues.Zip(tracks).Where(pair => pair.First.Missing.Count > 0).Select(pair => Describe(pair.First.Missing, pair.Second))];
        if (missing.Count > 0)
        {
            warnings.Add($"{reason}: {string.Join(" and ", missing)} cannot be read.");
        }
    }

    /// <summary>A number of samples and their length, for messages.</summary>
    public static string Describe(MissingSamples missing, MovieTrack track) => string.Create(
        CultureInfo.InvariantCulture, $"{missing.Count} samples ({Seconds(missing.Duration)} s) of track {track.Id} ({(track.Kind == MediaKind.Video ? "video" : "audio")})");

    /// <summary>A length in seconds, for messages.</summary>
    public static string Seconds(long ticks) => ((decimal)ticks / Timescale.Ticks).ToString("0.###", CultureInfo.InvariantCulture);
}

using MssTools.Core.Media;

namespace MssTools.Core.Inputs;

/// <summary>Plays an input round and round.</summary>
internal static class LoopedSamples
{
    /// <summary>
    /// The samples of a reader, again and again. A round is as long as its video track (or audio, where there is no
    /// video), so IDR frames keep their distance. Samples of another track that would overlap the end of the round
    /// before, such as the priming of an AAC encoder, are left out; no time runs backwards.
    /// </summary>
    /// <param name="reader">A file's reader.</param>
    /// <param name="stop">Handed to the reader.</param>
    /// <exception cref="MssException">NoMedia: a round has no samples or no length.</exception>
    public static IEnumerable<Sample> Of(IMediaReader reader, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var ends = new Dictionary<int, long>();
        uint scale = 1;
        for (long shift = 0; ;)
        {
            var rounds = new Dictionary<int, Round>();
            foreach (Sample sample in reader.ReadSamples(stop))
            {
                uint timescale = sample.Track.Timescale;
                long time = sample.DecodeTime + Timescale.Rescale(shift, scale, timescale);
                rounds[sample.Track.Id] = rounds.TryGetValue(sample.Track.Id, out Round? round)
                    ? round with { End = sample.EndTime }
                    : new Round(sample.Track, sample.DecodeTime, sample.EndTime);
                if (time + sample.Duration / 2 >= ends.GetValueOrDefault(sample.Track.Id, long.MinValue))
                {
                    ends[sample.Track.Id] = time + sample.Duration;
                    yield return sample with { DecodeTime = time };
                }
            }

            // Counted in the leader's own ticks, so that the rounding for other tracks does not add up.
            if (rounds.Values.MinBy(r => r.Track.Kind) is not { } leader || leader.End <= leader.Start)
            {
                throw new MssException(MssError.NoMedia, "The input has no samples to loop over.");
            }

            scale = leader.Track.Timescale;
            shift += leader.End - leader.Start;
        }
    }

    /// <summary>One track in one round, in its own ticks.</summary>
    private sealed record Round(Track Track, long Start, long End);
}

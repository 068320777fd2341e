using MssTools.Core.Inputs.Iso;
using MssTools.Core.Iso;
using MssTools.Core.Media;

namespace MssTools.Core.Inputs.Points;

/// <summary>Reads one connection of a rendition: fragments in memory, whose samples are parts of that memory.</summary>
/// <param name="rendition">What is read.</param>
/// <param name="queue">Filled by it.</param>
internal sealed class PointReader(PointRendition rendition, PointQueue queue) : IMediaReader
{
    private readonly InputWarnings _warnings = new();

    /// <inheritdoc/>
    public TimeSpan? Duration => null;

    /// <inheritdoc/>
    public bool IsLive => true;

    /// <inheritdoc/>
    public long Losses => queue.Dropped;

    /// <inheritdoc/>
    public IReadOnlyList<Track> Tracks => [];

    /// <inheritdoc/>
    public IReadOnlySet<Content> Announced { get; } = Announce(rendition);

    /// <inheritdoc/>
    public IReadOnlyList<string> Warnings => _warnings.All;

    /// <inheritdoc/>
    public IEnumerable<Sample> ReadSamples(CancellationToken stop)
    {
        var readings = new Dictionary<PointTrack, Reading>();
        var output = new Queue<Sample>();
        while (queue.TryTake(out (PointTrack Track, PointFragment Fragment) next, stop))
        {
            if (!readings.TryGetValue(next.Track, out Reading? reading) || reading.Posted != next.Fragment.Track)
            {
                reading = Read(next.Track, next.Fragment.Track, reading);
                readings[next.Track] = reading;
            }

            foreach (Sample sample in reading.Samples(next.Fragment, output))
            {
                yield return sample;
            }
        }

        foreach (Reading reading in readings.Values)
        {
            reading.End();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => rendition.Leave(queue);

    private static HashSet<Content> Announce(PointRendition rendition) =>
        [.. rendition.Tracks.Select((track, i) => Describe(track, track.Description, i + 1).Content)];

    // Another POST of the same track has a moov of its own, with the same or another configuration.
    private Reading Read(PointTrack track, PostedTrack posted, Reading? before)
    {
        MovieTrack described = Describe(track, posted, Number(track));
        described = before is null ? described : described.After(before.Described);
        return new Reading(posted, described, before?.Maker ?? new TrackSamples(described, _warnings));
    }

    private int Number(PointTrack track) => rendition.Tracks.TakeWhile(other => other != track).Count() + 1;

    private static MovieTrack Describe(PointTrack track, PostedTrack posted, int number)
    {
        long? bitrate = track.Bitrate > 0 ? track.Bitrate : null;
        return posted.Description with
        {
            Number = number,
            StatedBitrate = bitrate,
            Tracks = [.. posted.Description.Tracks.Select(t => t is null ? null : t with { Id = number, StatedBitrate = bitrate })],
        };
    }

    private sealed class Reading(PostedTrack posted, MovieTrack described, TrackSamples maker)
    {
        public PostedTrack Posted => posted;

        public MovieTrack Described => described;

        public TrackSamples Maker => maker;

        public IEnumerable<Sample> Samples(PointFragment fragment, Queue<Sample> output)
        {
            foreach (FragmentRun run in fragment.Runs)
            {
                foreach (SampleDescriptor sample in run.Samples())
                {
                    var payload = new Payload(fragment.Data.Slice((int)(sample.Offset - fragment.DataOrigin), (int)sample.Size));
                    maker.Make(described, sample, payload, output);
                    while (output.TryDequeue(out Sample made))
                    {
                        yield return made;
                    }
                }
            }
        }

        public void End() => maker.End();
    }
}

using MssTools.Core.Inputs.Flv;
using MssTools.Core.Media;

namespace MssTools.Core.Inputs.Rtmp;

/// <summary>Reads a publication; ends when its publisher leaves.</summary>
/// <param name="queue">Filled by the publication.</param>
/// <param name="leave">Tells the publication that nobody reads the queue any more.</param>
internal sealed class PublicationReader(TagQueue queue, Action<TagQueue> leave) : IMediaReader
{
    private readonly InputWarnings _warnings = new();
    private FlvTracks? _tracks;

    /// <inheritdoc/>
    public TimeSpan? Duration => null;

    /// <inheritdoc/>
    public bool IsLive => true;

    /// <inheritdoc/>
    public IReadOnlyList<Track> Tracks => [];

    /// <inheritdoc/>
    public long Losses => queue.Gaps;

    /// <inheritdoc/>
    public IReadOnlySet<Content> Announced => _tracks?.Announced ?? new HashSet<Content>();

    /// <inheritdoc/>
    public IReadOnlyList<string> Warnings => _warnings.All;

    /// <inheritdoc/>
    public IEnumerable<Sample> ReadSamples(CancellationToken stop)
    {
        var tracks = new FlvTracks(_warnings);
        _tracks = tracks;
        List<FlvTag> tags = [];
        while (queue.TryTake(ref tags, stop))
        {
            foreach (FlvTag tag in tags)
            {
                tracks.Push(tag);
                while (tracks.TryTake(out Sample sample))
                {
                    yield return sample;
                }
            }
        }

        tracks.Flush();
        while (tracks.TryTake(out Sample last))
        {
            yield return last;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => leave(queue);
}

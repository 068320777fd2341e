using MssTools.Core.Inputs.Flv;
using MssTools.Core.Inputs.Network;
using MssTools.Core.Media;

namespace MssTools.Core.Inputs.Rtmp;

/// <summary>
/// Reads what an RTMP server plays, on the stream's own thread. What is not read in time waits at the server.
/// </summary>
internal sealed class RtmpPullReader : IMediaReader
{
    private readonly RtmpPull _pull;
    private readonly InputWarnings _warnings = new();
    private FlvTracks? _tracks;

    private RtmpPullReader(RtmpPull pull) => _pull = pull;

    /// <inheritdoc/>
    public TimeSpan? Duration => null;

    /// <inheritdoc/>
    public bool IsLive => true;

    /// <inheritdoc/>
    public TimeSpan Patience => NetworkPatience.Media;

    /// <inheritdoc/>
    public long? Received => _pull.Received;

    /// <inheritdoc/>
    public IReadOnlyList<Track> Tracks => [];

    /// <inheritdoc/>
    public IReadOnlySet<Content> Announced => _tracks?.Announced ?? new HashSet<Content>();

    /// <inheritdoc/>
    public IReadOnlyList<string> Warnings => _warnings.All;

    /// <summary>Connects to an <c>rtmp://</c> or <c>rtmps://</c> address.</summary>
    /// <exception cref="MssException">InvalidSetting, or SourceFailed: no connection, or the server refused.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    public static RtmpPullReader Open(string address, TimeProvider time, CancellationToken stop) =>
        new(RtmpPull.OpenAsync(RtmpAddress.Parse(address), time, stop).GetAwaiter().GetResult());

    /// <inheritdoc/>
    public IEnumerable<Sample> ReadSamples(CancellationToken stop)
    {
        var tracks = new FlvTracks(_warnings);
        _tracks = tracks;
        while (Next(stop) is { } tag)
        {
            tracks.Push(tag);
            while (tracks.TryTake(out Sample sample))
            {
                yield return sample;
            }
        }

        tracks.Flush();
        while (tracks.TryTake(out Sample last))
        {
            yield return last;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _pull.Dispose();

    private FlvTag? Next(CancellationToken stop)
    {
        try
        {
            ValueTask<FlvTag?> next = _pull.ReadAsync(stop);
            return next.IsCompleted ? next.Result : next.AsTask().GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return null;
        }
    }
}

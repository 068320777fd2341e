using MssTools.Core.Media;

namespace MssTools.Core.Inputs.Relay;

/// <summary>Reads what an encoder pushes to another machine.</summary>
/// <param name="fetch">Waits for the next block; null: there is none any more. Throws <see cref="MssException"/> where the machine does not answer.</param>
/// <param name="leave">Tells the other machine that nobody reads any more; must not throw.</param>
internal sealed class RelayedReader(Func<CancellationToken, byte[]?> fetch, Action leave) : IMediaReader
{
    private readonly RelayParser _parser = new();

    /// <inheritdoc/>
    public TimeSpan? Duration => null;

    /// <inheritdoc/>
    public bool IsLive => true;

    /// <inheritdoc/>
    public IReadOnlyList<Track> Tracks => [];

    /// <inheritdoc/>
    public long Losses => _parser.Losses;

    /// <inheritdoc/>
    public IReadOnlySet<Content> Announced => _parser.Announced;

    /// <inheritdoc/>
    public IReadOnlyList<string> Warnings => _parser.Warnings;

    /// <inheritdoc/>
    public IEnumerable<Sample> ReadSamples(CancellationToken stop)
    {
        while (!_parser.IsOver && !stop.IsCancellationRequested && Fetch(stop) is { } block)
        {
            foreach (Sample sample in _parser.Read(block))
            {
                yield return sample;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => leave();

    private byte[]? Fetch(CancellationToken stop)
    {
        try
        {
            return fetch(stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return null;
        }
    }
}

using MssTools.Core.Media;

namespace MssTools.Core.Inputs.Ts;

/// <summary>
/// Reads an MPEG transport stream (ISO/IEC 13818-1): all H.264 and ADTS AAC streams of its first program that has any.
/// </summary>
/// <param name="input">A file or a live stream; owned.</param>
/// <param name="lost">Counts what was lost before it reached <paramref name="input"/>; null where nothing can be.</param>
internal sealed class TsReader(InputStream input, Func<long>? lost = null) : IMediaReader
{
    /// <summary>Ticks per second of PTS and DTS.</summary>
    public const int Timescale = 90_000;

    private readonly InputWarnings _warnings = new();
    private TsPacketReader? _packets;
    private TsDemultiplexer? _streams;

    /// <inheritdoc/>
    public TimeSpan? Duration => null;

    /// <inheritdoc/>
    public long Losses => (_packets?.Losses ?? 0) + (_streams?.Losses ?? 0) + (lost?.Invoke() ?? 0);

    /// <inheritdoc/>
    public bool IsLive => input.IsLive;

    /// <inheritdoc/>
    public TimeSpan Patience => input.MediaPatience;

    /// <inheritdoc/>
    public long? Received => input.Received;

    /// <inheritdoc/>
    public IReadOnlyList<Track> Tracks => [];

    /// <inheritdoc/>
    public IReadOnlyList<string> Warnings => _warnings.All;

    /// <inheritdoc/>
    public IEnumerable<Sample> ReadSamples(CancellationToken stop)
    {
        input.Restart(stop);
        var output = new Queue<Sample>();
        TsPacketReader packets = _packets = new TsPacketReader(input);
        TsDemultiplexer streams = _streams = new TsDemultiplexer(output, _warnings);
        while (packets.TryRead(out ReadOnlySpan<byte> packet))
        {
            streams.Push(new TsPacket(packet));
            while (output.TryDequeue(out Sample sample))
            {
                yield return sample;
            }
        }

        streams.End();
        while (output.TryDequeue(out Sample sample))
        {
            yield return sample;
        }

        if (Losses > 0)
        {
            _warnings.Add($"{Losses} places of the transport stream are damaged or missing.");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => input.Dispose();
}

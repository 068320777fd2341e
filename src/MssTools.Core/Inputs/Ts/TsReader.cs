using System.Collections.Frozen;
using MssTools.Core.Media;

namespace MssTools.Core.Inputs.Ts;

/// <summary>
/// Reads an MPEG transport stream (ISO/IEC 13818-1): all H.264 and AAC streams of its first program that has any.
/// </summary>
/// <param name="input">A file or a live stream; owned.</param>
/// <param name="lost">Counts what was lost before it reached <paramref name="input"/>; null where nothing can be.</param>
internal sealed class TsReader(InputStream input, Func<long>? lost = null) : IMediaReader
{
    /// <summary>Ticks per second of PTS and DTS.</summary>
    public const int Timescale = 90_000;

    /// <summary>Bits of PTS and DTS.</summary>
    public const int TimestampBits = 33;

    private const int PromptTables = 500; // packets: half a second of 1.5 Mbit/s

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
    public IReadOnlySet<Content> Announced => _streams?.Announced ?? FrozenSet<Content>.Empty;

    /// <inheritdoc/>
    public IReadOnlyList<string> Warnings => _warnings.All;

    /// <inheritdoc/>
    public IEnumerable<Sample> ReadSamples(CancellationToken stop)
    {
        input.Restart(stop);
        var output = new Queue<Sample>();
        TsDemultiplexer streams = _streams = new TsDemultiplexer(output, _warnings);
        TsPacketReader packets = _packets = new TsPacketReader(input);
        bool isUndecided = true; // which streams there are
        while (true)
        {
            if (packets.TryRead(out ReadOnlySpan<byte> packet))
            {
                streams.Push(new TsPacket(packet));
            }
            else if (isUndecided)
            {
                streams.Decide();
            }
            else
            {
                break;
            }

            if (isUndecided && streams.HasBegun)
            {
                isUndecided = false;
                if (GoesBack(streams.PassedOver))
                {
                    input.Restart(stop);
                    packets = _packets = new TsPacketReader(input);
                }
            }

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

    // A file is read anew when it is known what it carries. Every live input has a few packets before its first tables.
    private bool GoesBack(int passedOver)
    {
        if (!input.CanRestart && passedOver > PromptTables)
        {
            _warnings.Add(
                $"{passedOver} packets of media came before the transport stream told what it carries, and are left out.");
        }

        return input.CanRestart && passedOver > 0;
    }
}

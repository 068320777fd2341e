using System.Buffers.Binary;
using MssTools.Core.Iso;

namespace MssTools.Core.Inputs.Points;

/// <summary>
/// Takes a body apart into boxes. Each size is checked before anything is reserved for it, and memory grows with what really comes.
/// </summary>
/// <param name="body">The body; not owned.</param>
/// <param name="place">Counts what the boxes hold in memory; not owned.</param>
/// <param name="idle">How long no byte may come.</param>
/// <param name="time">The clock.</param>
/// <param name="stop">Ends it.</param>
internal sealed class PostBody(Stream body, PostPlace place, TimeSpan idle, TimeProvider time, CancellationToken stop)
{
    private const int Header = 8;
    private const int FirstPart = 64 * 1024;

    private static readonly TimeSpan s_moment = TimeSpan.FromSeconds(2);

    private readonly byte[] _header = new byte[Header];

    private long _latest = time.GetTimestamp();

    /// <summary>Bytes that have come.</summary>
    public long Received { get; private set; }

    /// <summary>Time stamp of the latest of them, or of the start. Any thread may look.</summary>
    public long Latest => Volatile.Read(ref _latest);

    /// <summary>True while a box has begun and is not whole.</summary>
    public bool IsWithinBox { get; private set; }

    /// <summary>Reads the header of the next box.</summary>
    /// <returns>Its type and size; null at the end of the body.</returns>
    /// <exception cref="PostRefusedException">It is no box.</exception>
    public async ValueTask<(FourCC Type, long Size)?> ReadHeaderAsync()
    {
        int count = await ReadAsync(_header, stop).ConfigureAwait(false);
        if (count == 0)
        {
            return null;
        }

        if (count < Header)
        {
            throw PostRefusedException.Malformed($"The body ends at byte {Received}, in the header of a box.");
        }

        var type = new FourCC(BinaryPrimitives.ReadUInt32BigEndian(_header.AsSpan(4)));
        long size = BinaryPrimitives.ReadUInt32BigEndian(_header);
        return size >= Header
            ? (type, size)
            : throw PostRefusedException.Malformed($"What stands at byte {Received - Header} of the body is no box that a stream can have: '{type}' of size {size}.");
    }

    /// <summary>Reads the rest of the box whose header was read last.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="size">Its size.</param>
    /// <param name="limit">Most bytes that are taken.</param>
    /// <param name="within">How long it may take.</param>
    /// <exception cref="PostRefusedException">It is larger, comes too slowly, is cut off, or there is no memory for it.</exception>
    public async ValueTask<PostedBox> ReadAsync(FourCC type, long size, int limit, TimeSpan within)
    {
        if (size > limit)
        {
            throw PostRefusedException.Malformed($"The box '{type}' at byte {Received - Header} has {size} bytes; {limit} are taken.");
        }

        IsWithinBox = true;
        using var late = new CancellationTokenSource(within, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, stop);
        byte[] bytes = new byte[Math.Min(size, FirstPart)];
        _header.CopyTo(bytes, 0);
        int count = Header;
        while (count < size)
        {
            if (count == bytes.Length)
            {
                int longer = (int)Math.Min(size, 2L * bytes.Length);
                place.Take(longer - bytes.Length);
                Array.Resize(ref bytes, longer);
            }

            int more = await WithinAsync(bytes.AsMemory(count), within, late.Token, either.Token).ConfigureAwait(false);
            count += more > 0 ? more : throw PostRefusedException.Malformed($"The body ends at byte {Received}, in the box '{type}'.");
        }

        IsWithinBox = false;
        return new PostedBox(type, bytes);
    }

    /// <summary>Passes over the rest of a box that is not needed.</summary>
    public async ValueTask SkipAsync(FourCC type, long size) =>
        await ReadAsync(type, size, PostLimits.LargestHeader, PostLimits.FragmentTime).ConfigureAwait(false);

    /// <summary>
    /// Reads what may stand behind the end of the stream, at most a buffer of it in a moment: an answer before the last byte would reset the connection.
    /// </summary>
    public async ValueTask FinishAsync()
    {
        using var late = new CancellationTokenSource(s_moment, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, stop);
        try
        {
            await body.ReadAtLeastAsync(new byte[FirstPart], FirstPart, throwOnEndOfStream: false, either.Token).ConfigureAwait(false);
        }
        catch (Exception end) when (end is OperationCanceledException or IOException)
        {
            // The stream has ended all the same.
        }
    }

    private async ValueTask<int> WithinAsync(Memory<byte> destination, TimeSpan within, CancellationToken late, CancellationToken either)
    {
        try
        {
            return await ReadAsync(destination, either, atLeast: 1).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !stop.IsCancellationRequested)
        {
            throw PostRefusedException.Limit(408, $"A box took more than {within.TotalSeconds:0} s.");
        }
    }

    private async ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken end, int? atLeast = null)
    {
        int total = 0;
        using var silence = new CancellationTokenSource(idle, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, end);
        try
        {
            while (total < (atLeast ?? destination.Length))
            {
                int count = await body.ReadAsync(destination[total..], either.Token).ConfigureAwait(false);
                if (count == 0)
                {
                    break;
                }

                total += count;
                Received += count;
                Volatile.Write(ref _latest, time.GetTimestamp());
            }

            return total;
        }
        catch (OperationCanceledException) when (silence.IsCancellationRequested && !end.IsCancellationRequested)
        {
            throw PostRefusedException.Limit(408, $"The encoder was silent for {idle.TotalSeconds:0} s.");
        }
    }
}

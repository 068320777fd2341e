using System.Runtime.CompilerServices;

namespace MssTools.Core.Inputs.Rtmp;

/// <summary>
/// The stream of a guest's socket: what is done with bytes that were read, TLS and handshakes included, is done in the
/// guest's turn.
/// </summary>
/// <param name="socket">Asynchronous reads and writes only; owned.</param>
/// <param name="guest">Pays for the bytes.</param>
internal sealed class TurnStream(Stream socket, Guest guest) : Stream
{
    private bool _isDrained;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Gives nothing, as at the end, where the guest has to go: while it waited for its turn, or by these bytes.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (guest.WhenToRead(_isDrained) is { } tick)
        {
            await tick.ConfigureAwait(false);
        }

        int count = await socket.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        _isDrained = count < buffer.Length;
        await guest.Take(count);
        return guest.IsOut ? 0 : count; // as if it had hung up: exceptions cost more than floods should
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        socket.WriteAsync(buffer, cancellationToken);

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        socket.WriteAsync(buffer, offset, count, cancellationToken);

    /// <inheritdoc/>
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask; // sockets hold nothing back

    /// <inheritdoc/>
    public override void Flush()
    {
        // The same.
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            socket.Dispose();
        }

        base.Dispose(disposing);
    }
}

using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;

namespace MssTools.Core.Http;

/// <summary>
/// What is written to a connection, sent at each flush on the caller's own thread. Beside bytes that are copied in, it
/// takes memory and stretches of files as they are: <see cref="Attach(ReadOnlyMemory{byte})"/>, then GetMemory and
/// Advance through Kestrel, which so counts the bytes of the body.
/// </summary>
internal sealed class SocketOutput(Socket socket) : PipeWriter
{
    private const int BlockSize = 4 * 1024;

    private readonly List<ArraySegment<byte>> _pieces = [];
    private readonly List<byte[]> _rented = [];
    private byte[]? _block;
    private int _start;
    private int _end;
    private ArraySegment<byte> _attached;
    private FileStretch? _attachedFile;
    private FileStretch? _file;

    // A connection may be completed while it sends; blocks go back to the pool once, after that.
    private readonly Lock _state = new();
    private bool _isSending;
    private bool _isCompleted;

    /// <summary>The next Advance is about these bytes, which nobody changes until they are sent.</summary>
    public void Attach(ReadOnlyMemory<byte> bytes) =>
        _attached = System.Runtime.InteropServices.MemoryMarshal.TryGetArray(bytes, out ArraySegment<byte> array)
            ? array
            : throw new ArgumentException("The memory is no array.", nameof(bytes));

    /// <summary>The next Advance is about these bytes of a file; flush after it.</summary>
    /// <param name="file">Opened for asynchronous reading; stays the caller's.</param>
    /// <param name="offset">First byte.</param>
    /// <param name="length">Bytes.</param>
    public void Attach(FileStream file, long offset, int length) => _attachedFile = new FileStretch(file, offset, length);

    /// <inheritdoc/>
    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (_attached.Array is not null)
        {
            return _attached; // these are the bytes: nothing is written to them
        }

        if (_attachedFile is not null)
        {
            return default;
        }

        if (_block is null || _block.Length - _end < Math.Max(sizeHint, 1))
        {
            Seal();
            _block = ArrayPool<byte>.Shared.Rent(Math.Max(sizeHint, BlockSize));
            (_start, _end) = (0, 0);
            _rented.Add(_block);
        }

        return _block.AsMemory(_end);
    }

    /// <inheritdoc/>
    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <inheritdoc/>
    public override void Advance(int bytes)
    {
        if (_attached.Array is not null)
        {
            Seal();
            _pieces.Add(_attached[..bytes]);
            _attached = default;
        }
        else if (_attachedFile is not null)
        {
            Seal();
            _file = _attachedFile;
            _attachedFile = null;
        }
        else
        {
            _end += bytes;
        }
    }

    /// <inheritdoc/>
    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        Seal();
        lock (_state)
        {
            if (_isCompleted || (_pieces.Count == 0 && _file is null))
            {
                return new(new FlushResult(isCanceled: false, _isCompleted));
            }

            _isSending = true;
        }

        return SendAsync();
    }

    /// <inheritdoc/>
    public override void CancelPendingFlush()
    {
        // A flush ends with the socket.
    }

    /// <inheritdoc/>
    public override void Complete(Exception? exception = null)
    {
        lock (_state)
        {
            _isCompleted = true;
            if (!_isSending)
            {
                Clear();
            }
        }
    }

    private async ValueTask<FlushResult> SendAsync()
    {
        bool isLost = false;
        try
        {
            if (_file is not null)
            {
                await SendFileAsync(_file);
            }
            else if (_pieces.Count == 1)
            {
                await socket.SendAsync(_pieces[0].AsMemory(), SocketFlags.None);
            }
            else
            {
                await socket.SendAsync(_pieces, SocketFlags.None);
            }
        }
        catch (Exception end) when (end is SocketException or ObjectDisposedException)
        {
            isLost = true; // as of a pipe that nobody reads
        }

        lock (_state)
        {
            _isSending = false;
            Clear();
        }

        return new FlushResult(isCanceled: false, isCompleted: isLost);
    }

    // sendfile on Linux and macOS, TransmitPackets on Windows: the bytes never come into our memory.
    private async Task SendFileAsync(FileStretch stretch)
    {
        using var send = new SocketAsyncEventArgs
        {
            SendPacketsElements =
            [
                .. _pieces.Select(p => new SendPacketsElement(p.Array!, p.Offset, p.Count)),
                new SendPacketsElement(stretch.File, stretch.Offset, stretch.Length),
            ],
        };
        var sent = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        send.Completed += (_, _) => sent.SetResult();
        if (socket.SendPacketsAsync(send))
        {
            await sent.Task;
        }

        if (send.SocketError != SocketError.Success)
        {
            throw new SocketException((int)send.SocketError);
        }
    }

    private void Seal()
    {
        if (_end > _start)
        {
            _pieces.Add(new ArraySegment<byte>(_block!, _start, _end - _start));
            _start = _end;
        }
    }

    private void Clear()
    {
        _pieces.Clear();
        _file = null;
        _block = null;
        foreach (byte[] block in _rented)
        {
            ArrayPool<byte>.Shared.Return(block);
        }

        _rented.Clear();
        (_start, _end) = (0, 0);
    }

    private sealed record FileStretch(FileStream File, long Offset, int Length);
}

using MssTools.Core.Inputs.Network;
using MssTools.Core.Media;

namespace MssTools.Core.Inputs;

/// <summary>
/// Reads an input from its start to its end, through one buffer. A file can be read anew; a stream waits for its bytes.
/// </summary>
internal sealed class InputStream : IDisposable
{
    private const int BufferSize = 64 * 1024;

    private readonly MediaFile? _file;
    private readonly Stream? _stream;
    private readonly CancellationTokenSource _wait = new();
    private readonly byte[] _buffer = new byte[BufferSize];
    private CancellationTokenRegistration _stopping;
    private CancellationToken _stop;
    private long _loaded;
    private int _start;
    private int _end;

    /// <summary>Reads a file and owns it.</summary>
    public InputStream(MediaFile file) => _file = file;

    /// <summary>Reads a stream that cannot seek, for example a socket's, and owns it.</summary>
    public InputStream(Stream stream) => (_stream, IsLive) = (stream, true);

    /// <summary>Reads a stream that cannot seek, and owns it.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="isLive">Whether its bytes come when they happen; see <see cref="IMediaReader.IsLive"/>.</param>
    /// <param name="patience">How long no byte may come; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="time">The clock.</param>
    public InputStream(Stream stream, bool isLive, TimeSpan patience, TimeProvider time) =>
        (_stream, IsLive, Patience, _wait) = (stream, isLive, patience, new(Timeout.InfiniteTimeSpan, time));

    /// <summary>Whether it can be read a second time.</summary>
    public bool CanRestart => _file is not null;

    /// <summary>Whether its bytes come when they happen; see <see cref="IMediaReader.IsLive"/>.</summary>
    public bool IsLive { get; }

    /// <summary>How long a stream may bring no byte; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</summary>
    public TimeSpan Patience { get; set; } = Timeout.InfiniteTimeSpan;

    /// <summary>How long a stream may bring bytes, but no sample; see <see cref="IMediaReader.Patience"/>.</summary>
    public TimeSpan MediaPatience => Patience == Timeout.InfiniteTimeSpan ? Patience
        : TimeSpan.FromTicks(Math.Max(Patience.Ticks, (IsLive ? NetworkPatience.Media : NetworkPatience.Recording).Ticks));

    /// <summary>Bytes taken from the file or stream so far. Any thread may look.</summary>
    public long Received => Volatile.Read(ref _loaded);

    /// <summary>Offset of the next byte in the input.</summary>
    public long Position => _loaded - (_end - _start);

    /// <summary>Fills <paramref name="destination"/>; fewer bytes only at the end of the input.</summary>
    /// <exception cref="MssException"><see cref="MssError.SourceFailed"/>: the system cannot read.</exception>
    public int Read(Span<byte> destination)
    {
        int total = 0;
        while (total < destination.Length && (_start < _end || Fill()))
        {
            int count = Math.Min(destination.Length - total, _end - _start);
            _buffer.AsSpan(_start, count).CopyTo(destination[total..]);
            _start += count;
            total += count;
        }

        return total;
    }

    /// <summary>Passes over a number of bytes; false where the input ends before.</summary>
    /// <exception cref="MssException"><see cref="MssError.SourceFailed"/>: the system cannot read.</exception>
    public bool Skip(long count)
    {
        while (count > 0 && (_start < _end || Fill()))
        {
            int step = (int)Math.Min(count, _end - _start);
            _start += step;
            count -= step;
        }

        return count == 0;
    }

    /// <summary>Goes to the start. A stream can be read only once, but what was peeked at is still there.</summary>
    /// <param name="stop">From here on ends a wait for bytes, and with it the input.</param>
    /// <exception cref="InvalidOperationException">The input is a stream that was read already.</exception>
    public void Restart(CancellationToken stop)
    {
        if (_file is not null)
        {
            (_loaded, _start, _end) = (0, 0, 0);
        }
        else if (Position > 0)
        {
            throw new InvalidOperationException("A stream can be read only once.");
        }

        Heed(stop);
    }

    /// <summary>
    /// The first bytes of a stream that is not read yet, without taking them; fewer than asked for at the end.
    /// </summary>
    /// <param name="count">At most a kilobyte or two.</param>
    /// <param name="stop">Ends the wait for them.</param>
    /// <exception cref="MssException"><see cref="MssError.SourceFailed"/>: the system cannot read.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    public ReadOnlySpan<byte> Peek(int count, CancellationToken stop)
    {
        Heed(stop);
        while (_end < count && Load(_buffer.AsMemory(_end)) is > 0 and var more)
        {
            _end += more;
        }

        stop.ThrowIfCancellationRequested();
        return _buffer.AsSpan(0, Math.Min(count, _end));
    }

    /// <summary>From here on a cancelled token ends a wait for bytes, and with it the input.</summary>
    public void Heed(CancellationToken stop)
    {
        _stopping.Dispose();
        _stop = stop;
        _stopping = _stream is null ? default : stop.Register(_wait.Cancel);
    }

    /// <summary>Closes the input.</summary>
    public void Dispose()
    {
        _stopping.Dispose();
        _wait.Dispose();
        _file?.Dispose();
        _stream?.Dispose();
    }

    private bool Fill()
    {
        _start = 0;
        _end = 0;
        _end = Load(_buffer);
        return _end > 0;
    }

    private int Load(Memory<byte> destination)
    {
        try
        {
            int count = _file?.Read(destination.Span, _loaded) ?? Wait(destination);
            _loaded += count;
            return count;
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return 0; // as if the input ended here
        }
        catch (OperationCanceledException failure)
        {
            throw new MssException(
                MssError.SourceFailed,
                $"The input is silent: nothing came for {Patience.TotalSeconds:0.#} s behind byte {_loaded}.",
                "Check that the sender is running and that nothing between it and this machine holds its data back.",
                failure);
        }
        catch (Exception failure) when (failure is IOException or ObjectDisposedException)
        {
            throw new MssException(
                MssError.SourceFailed,
                $"The input cannot be read at {_loaded}: {failure.Message}",
                innerException: failure);
        }
    }

    // The reader has a thread of its own, so waiting on it is what it is for.
    private int Wait(Memory<byte> destination)
    {
        bool limited = Patience != Timeout.InfiniteTimeSpan && !_wait.IsCancellationRequested;
        if (limited)
        {
            _wait.CancelAfter(Patience);
        }

        int count = _stream!.ReadAsync(destination, _wait.Token).AsTask().GetAwaiter().GetResult();
        if (limited)
        {
            _wait.CancelAfter(Timeout.InfiniteTimeSpan);
        }

        return count;
    }
}

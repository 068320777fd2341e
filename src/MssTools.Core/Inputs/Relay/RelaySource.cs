using MssTools.Core.Media;

namespace MssTools.Core.Inputs.Relay;

/// <summary>
/// Reads a publication for another machine, which fetches it in blocks. While that is slow, what comes waits here, and then with the publication, which drops by its
/// own rule and counts.
/// </summary>
internal sealed class RelaySource : IDisposable
{
    /// <summary>Bytes that wait for the other machine at most, and about the largest block.</summary>
    private const int MostWaiting = 4 * 1024 * 1024;

    private readonly IMediaReader _reader;
    private readonly Lock _lock = new();
    private readonly RelayWriter _writer = new();
    private readonly SemaphoreSlim _ready = new(0, 1);
    private readonly SemaphoreSlim _room = new(0, 1);
    private readonly CancellationTokenSource _end = new();
    private readonly Thread _thread;
    private bool _isOver;

    /// <param name="reader">Is read until it ends, or this is disposed; it is disposed with it.</param>
    /// <param name="name">The publication's.</param>
    public RelaySource(IMediaReader reader, string name)
    {
        _reader = reader;
        _thread = new Thread(Read) { IsBackground = true, Name = $"Relay {name}" };
        _thread.Start();
    }

    /// <summary>Takes what has come, and waits for it.</summary>
    /// <param name="patience">For so long.</param>
    /// <returns>A block, which may say nothing; null: all was taken.</returns>
    public async Task<byte[]?> TakeAsync(TimeSpan patience)
    {
        await _ready.WaitAsync(patience).ConfigureAwait(false);
        lock (_lock)
        {
            if (_isOver && _writer.Length <= 1)
            {
                return null;
            }

            byte[] block = _writer.Take();
            Release(_room);
            if (_isOver)
            {
                Release(_ready);
            }

            return block;
        }
    }

    /// <summary>Reads no more.</summary>
    public void Dispose()
    {
        _end.Cancel();
        _thread.Join();
        _reader.Dispose();
        _end.Dispose();
    }

    private void Read()
    {
        try
        {
            foreach (Sample sample in _reader.ReadSamples(_end.Token))
            {
                bool isFull;
                lock (_lock)
                {
                    _writer.WriteNews(_reader);
                    _writer.Write(sample);
                    isFull = _writer.Length > MostWaiting;
                    Release(_ready);
                }

                if (isFull)
                {
                    _room.Wait(_end.Token);
                }
            }

            Finish(static writer => writer.WriteEnd());
        }
        catch (OperationCanceledException)
        {
            // Nobody fetches it any more.
        }
#pragma warning disable CA1031 // The last line of a thread: the other machine is told.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Finish(writer => writer.WriteFailure(MssException.From(failure)));
        }
    }

    private void Finish(Action<RelayWriter> write)
    {
        lock (_lock)
        {
            _writer.WriteNews(_reader);
            write(_writer);
            _isOver = true;
            Release(_ready);
        }
    }

    // Under the lock: says once that there is something.
    private static void Release(SemaphoreSlim signal)
    {
        if (signal.CurrentCount == 0)
        {
            signal.Release();
        }
    }
}

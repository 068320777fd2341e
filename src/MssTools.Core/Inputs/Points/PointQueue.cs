namespace MssTools.Core.Inputs.Points;

/// <summary>What one reader of a rendition has yet to read. Nobody waits for a reader: where it is full the oldest are dropped.</summary>
internal sealed class PointQueue : IDisposable
{
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _ready = new(0);
    private readonly Queue<(PointTrack Track, PointFragment Fragment)> _waiting = [];
    private long _bytes;
    private long _dropped;
    private bool _isComplete;

    /// <summary>Fragments that were dropped because the reader was slow.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Adds a fragment; one of the next connection is not for this reader.</summary>
    public void Add(PointTrack track, PointFragment fragment)
    {
        lock (_lock)
        {
            if (_isComplete)
            {
                return;
            }

            _waiting.Enqueue((track, fragment));
            _bytes += fragment.Length;
            while (_bytes > PostLimits.MostWaiting && _waiting.Count > 1)
            {
                _bytes -= _waiting.Dequeue().Fragment.Length;
                Interlocked.Increment(ref _dropped);
            }

            _ready.Release();
        }
    }

    /// <summary>Nothing more will come.</summary>
    public void Complete()
    {
        lock (_lock)
        {
            if (!_isComplete)
            {
                _isComplete = true;
                _ready.Release(); // under the lock: the reader that it wakes gives the queue free
            }
        }
    }

    /// <summary>Takes the next fragment, and waits for it. False at the end, or when <paramref name="stop"/> is cancelled.</summary>
    public bool TryTake(out (PointTrack Track, PointFragment Fragment) next, CancellationToken stop)
    {
        while (true)
        {
            lock (_lock)
            {
                if (_waiting.TryDequeue(out next))
                {
                    _bytes -= next.Fragment.Length;
                    return true;
                }

                if (_isComplete)
                {
                    return false;
                }
            }

            try
            {
                _ready.Wait(stop);
            }
            catch (OperationCanceledException)
            {
                next = default;
                return false;
            }
        }
    }

    /// <summary>Nobody reads any more, and nobody may be waiting.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isComplete = true;
            _ready.Dispose();
        }
    }
}

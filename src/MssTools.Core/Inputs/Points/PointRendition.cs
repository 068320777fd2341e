namespace MssTools.Core.Inputs.Points;

/// <summary>
/// One rendition of what a point receives, as a local stream. A reader is one connection: it ends when nobody sends any more, or when an
/// encoder's clock begins anew, and the next one begins with what came since.
/// </summary>
/// <param name="name">The local stream's name.</param>
/// <param name="source">The point's address as users see it.</param>
/// <param name="tracks">Its tracks, in their order.</param>
internal sealed class PointRendition(string name, string source, IReadOnlyList<PointTrack> tracks) : IPublication
{
    private readonly Lock _lock = new();
    private readonly List<PointQueue> _queues = [];
    private readonly List<(PointTrack Track, PointFragment Fragment)> _backlog = []; // of this connection, until somebody reads
    private long _backlogBytes;
    private long _droppedBefore;
    private bool _wasRead;
    private bool _isOpen;
    private bool _hasLeft;

    /// <summary>Raised when nobody sends it any more (false), and when somebody does again; under locks.</summary>
    public event Action<bool>? SendingChanged;

    /// <summary>Raised when an encoder sends it to another machine; under no lock.</summary>
    public event Action? Yielded;

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public string Source => source;

    /// <summary>Its tracks.</summary>
    public IReadOnlyList<PointTrack> Tracks => tracks;

    /// <summary>Fragments that slow readers lost, or that nobody ever read.</summary>
    public long Dropped
    {
        get
        {
            lock (_lock)
            {
                return _droppedBefore + _queues.Sum(queue => queue.Dropped);
            }
        }
    }

    /// <summary>True when somebody has read all that came, and nobody reads any more.</summary>
    public bool IsRead
    {
        get
        {
            lock (_lock)
            {
                return _wasRead && _queues.Count == 0;
            }
        }
    }

    /// <summary>Hands a fragment to all readers.</summary>
    public void Push(PointTrack track, PointFragment fragment)
    {
        lock (_lock)
        {
            _isOpen = true;
            if (_hasLeft)
            {
                _hasLeft = false;
                SendingChanged?.Invoke(true);
            }

            _backlog.Add((track, fragment));
            _backlogBytes += fragment.Length;
            while (_backlog.Count > 1 && (_backlogBytes > PostLimits.MostWaiting || (_wasRead && IsStale(_backlog[0], fragment))))
            {
                _backlogBytes -= _backlog[0].Fragment.Length;
                _droppedBefore += _wasRead ? 0 : 1;
                _backlog.RemoveAt(0);
            }

            foreach (PointQueue queue in _queues)
            {
                queue.Add(track, fragment);
            }
        }
    }

    /// <summary>Ends the connection; the next fragment begins another.</summary>
    public void Complete()
    {
        List<PointQueue> readers;
        lock (_lock)
        {
            _isOpen = false;
            if (_wasRead)
            {
                ClearBacklog();
            }

            readers = [.. _queues];
        }

        readers.ForEach(queue => queue.Complete());
    }

    /// <inheritdoc/>
    public void Yield()
    {
        Complete();
        Yielded?.Invoke();
    }

    /// <summary>Ends the connection because nobody sends any more.</summary>
    public void Abandon()
    {
        lock (_lock)
        {
            if (!_hasLeft)
            {
                _hasLeft = true;
                SendingChanged?.Invoke(false);
            }
        }

        Complete();
    }

    /// <inheritdoc/>
    public IMediaReader? TryOpen()
    {
        lock (_lock)
        {
            if (!_isOpen && _backlog.Count == 0)
            {
                return null;
            }

            var queue = new PointQueue();
            foreach ((PointTrack track, PointFragment fragment) in _backlog)
            {
                queue.Add(track, fragment);
            }

            if (!_isOpen)
            {
                queue.Complete(); // it ended before anybody read it
                ClearBacklog();
            }

            _wasRead = true;
            _queues.Add(queue);
            return new PointReader(this, queue);
        }
    }

    /// <summary>A reader has ended.</summary>
    public void Leave(PointQueue queue)
    {
        lock (_lock)
        {
            if (_queues.Remove(queue))
            {
                _droppedBefore += queue.Dropped;
                queue.Dispose();
            }
        }
    }

    // Somebody who begins to read while others do gets some seconds of what was there.
    private static bool IsStale((PointTrack Track, PointFragment Fragment) old, PointFragment latest) =>
        latest.Time.Time - old.Fragment.Time.End > PostLimits.ActiveTime.Ticks;

    private void ClearBacklog()
    {
        _backlog.Clear();
        _backlogBytes = 0;
    }
}

namespace MssTools.Core.Outputs.Push;

/// <summary>
/// The fragments of one POST that wait to be sent, and the last two of each track that were: a connection after the first sends those
/// again ([MS-SSTR] 3.3). Where it is full the oldest ones are dropped; who adds never waits.
/// </summary>
/// <param name="length">Most media that waits, in 100 ns ticks.</param>
/// <param name="dropped">Told of each fragment that is dropped, on the thread that adds or drops; not under a lock.</param>
internal sealed class Spool(long length, Action<PushFragment> dropped)
{
    /// <summary>Most bytes that wait, whatever their length.</summary>
    public const long MostBytes = 256 * 1024 * 1024;

    private const int Repeated = 2;

    private readonly Lock _lock = new();
    private readonly LinkedList<PushFragment> _waiting = [];
    private readonly Dictionary<uint, Queue<PushFragment>> _sent = [];
    private readonly TaskCompletionSource _completed = NewChange();
    private TaskCompletionSource _change = NewChange();
    private long _bytes;
    private long _added;
    private bool _isComplete;
    private bool _isClosed;

    /// <summary>How many wait.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _waiting.Count(fragment => !fragment.WasSent);
            }
        }
    }

    /// <summary>Ends when nothing more will be added.</summary>
    public Task Completed => _completed.Task;

    /// <summary>True when nothing more will be added, and nothing waits.</summary>
    public bool IsOver
    {
        get
        {
            lock (_lock)
            {
                return _isComplete && _waiting.Count == 0;
            }
        }
    }

    /// <summary>Adds a fragment; it is dropped at once where the spool is closed.</summary>
    public void Add(PushFragment fragment)
    {
        List<PushFragment> lost = [];
        lock (_lock)
        {
            fragment.Order = _added++;
            _waiting.AddLast(fragment);
            _bytes += fragment.Notice.Length;
            while (_isClosed ? _waiting.Count > 0 : IsFull(fragment))
            {
                lost.Add(TakeFirst());
            }
        }

        Drop(lost);
        Signal();
    }

    /// <summary>Says that nothing more is added.</summary>
    public void Complete()
    {
        lock (_lock)
        {
            _isComplete = true;
        }

        _completed.TrySetResult();
        Signal();
    }

    /// <summary>Drops what waits, and whatever is added later.</summary>
    public void Close()
    {
        List<PushFragment> lost = [];
        lock (_lock)
        {
            _isClosed = true;
            while (_waiting.Count > 0)
            {
                lost.Add(TakeFirst());
            }

            ForgetLocked();
        }

        Drop(lost);
        Signal();
    }

    /// <summary>Ends when there is something to take, or nothing will be.</summary>
    public Task WaitAsync()
    {
        lock (_lock)
        {
            return _waiting.Count > 0 || _isComplete || _isClosed ? Task.CompletedTask : _change.Task;
        }
    }

    /// <summary>Takes the oldest one; null: nothing waits. It is given back by <see cref="Sent"/>, <see cref="Return"/> or <see cref="Lose"/>.</summary>
    public PushFragment? TryTake()
    {
        lock (_lock)
        {
            return _waiting.Count > 0 ? TakeFirst() : null;
        }
    }

    /// <summary>Takes back a fragment that was sent as a whole; keeps it for as long as it may have to be sent again.</summary>
    public void Sent(PushFragment fragment)
    {
        lock (_lock)
        {
            fragment.WasSent = true;
            if (!_sent.TryGetValue(fragment.Track.TrackId, out Queue<PushFragment>? last))
            {
                _sent.Add(fragment.Track.TrackId, last = []);
            }

            last.Enqueue(fragment);
            if (last.Count > Repeated)
            {
                last.Dequeue().Release();
            }
        }
    }

    /// <summary>Takes back a fragment that was not sent, for the next connection.</summary>
    public void Return(PushFragment fragment)
    {
        bool isLost;
        lock (_lock)
        {
            isLost = _isClosed;
            if (!isLost)
            {
                _waiting.AddFirst(fragment);
                _bytes += fragment.Notice.Length;
            }
        }

        if (isLost)
        {
            Drop([fragment]);
        }
    }

    /// <summary>Takes back a fragment that is not sent at all.</summary>
    public void Lose(PushFragment fragment) => Drop([fragment]);

    /// <summary>The last two of each track are to be sent again.</summary>
    public void Rewind()
    {
        lock (_lock)
        {
            foreach (PushFragment fragment in _sent.Values.SelectMany(last => last).OrderByDescending(f => f.Order))
            {
                _waiting.AddFirst(fragment);
                _bytes += fragment.Notice.Length;
            }

            _sent.Clear();
        }
    }

    /// <summary>Nothing is sent again: the receiver has it.</summary>
    public void Forget()
    {
        lock (_lock)
        {
            ForgetLocked();
            while (_waiting.First is { Value.WasSent: true })
            {
                TakeFirst().Release();
            }
        }
    }

    private static TaskCompletionSource NewChange() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void ForgetLocked()
    {
        foreach (PushFragment fragment in _sent.Values.SelectMany(last => last))
        {
            fragment.Release();
        }

        _sent.Clear();
    }

    // What was sent once takes no place from what was not.
    private bool IsFull(PushFragment newest) =>
        _waiting.First!.Value != newest && (_bytes > MostBytes || newest.Notice.Time.End - _waiting.First.Value.Notice.Time.Time > length);

    private PushFragment TakeFirst()
    {
        PushFragment first = _waiting.First!.Value;
        _waiting.RemoveFirst();
        _bytes -= first.Notice.Length;
        return first;
    }

    private void Drop(List<PushFragment> lost)
    {
        foreach (PushFragment fragment in lost)
        {
            if (!fragment.WasSent)
            {
                dropped(fragment);
            }

            fragment.Release();
        }
    }

    private void Signal()
    {
        TaskCompletionSource change;
        lock (_lock)
        {
            (change, _change) = (_change, NewChange());
        }

        change.SetResult();
    }
}

using System.Reactive.Disposables;
using System.Threading.Channels;

namespace MssTools.Core.Outputs;

/// <summary>
/// The bounded queue in front of a sink, where the threads of all streams meet. A few pieces of work run at a time; notices
/// of their end come out in the order in which they were queued, one at a time. So a manifest that is written from a notice never
/// names a fragment that is not stored.
/// </summary>
/// <typeparam name="T">What a notice says.</typeparam>
internal sealed class SinkQueue<T> : IObservable<T>, IDisposable
{
    /// <summary>Notices that may wait for work before them: days of a disk that hangs.</summary>
    private const int MostNotices = 10_000;

    /// <summary>Open files of one queue; a disk makes many files durable in hardly more time than one.</summary>
    private const int MostAtATime = 32;

    private readonly Channel<Item> _items;
    private readonly SemaphoreSlim _slots;
    private readonly Lock _entering = new();
    private readonly Lock _trying = new();
    private readonly Action<Exception> _broken;
    private readonly WriterShare _share;
    private readonly int _capacity;
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IObserver<T>? _observer;
    private long _noticed;
    private int _notices;

    /// <summary>Creates the queue; its notices begin when somebody subscribes.</summary>
    /// <param name="capacity">Slots for work that is waiting or running; greater than zero.</param>
    /// <param name="threads">Do the work.</param>
    /// <param name="broken">Told at once of a notice that threw, on the notices' thread; must not throw.</param>
    public SinkQueue(int capacity, WriterThreads threads, Action<Exception>? broken = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        (_capacity, _share, _broken) = (capacity, new WriterShare(threads, MostAtATime), broken ?? (static _ => { }));
        _items = Channel.CreateBounded<Item>(new BoundedChannelOptions(capacity + MostNotices) { SingleReader = true });
        _slots = new SemaphoreSlim(capacity);
    }

    /// <summary>Ends when the queue was closed and every notice was given; faults where a notice threw.</summary>
    public Task Completion => _completion.Task;

    /// <summary>How many pieces of work and notices are over: it stands still while the sink hangs.</summary>
    public long Noticed => Interlocked.Read(ref _noticed);

    /// <summary>True where the next piece of work or notice is over already: its turn comes at once. For the observer, in a notice.</summary>
    public bool IsNextOver => _items.Reader.TryPeek(out Item next) && next.Work.IsCompleted;

    /// <summary>Starts the notices, for one observer. Who leaves hears no more; the work is done all the same.</summary>
    public IDisposable Subscribe(IObserver<T> observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        if (Interlocked.CompareExchange(ref _observer, observer, null) is not null)
        {
            throw new InvalidOperationException("The queue has an observer already.");
        }

        _ = Task.Factory.StartNew(
            RunAsync, CancellationToken.None, TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);
        return Disposable.Create(() => Volatile.Write(ref _observer, Unheard.Instance));
    }

    /// <summary>Queues work; waits while the queue is full.</summary>
    /// <param name="work">Runs alongside other work.</param>
    /// <param name="done">
    /// Asked after the work and after all earlier notices for the notices to give, with what the work threw, whatever it is, or
    /// null.
    /// </param>
    /// <param name="slots">How many slots the work takes, for what it holds in memory; at least one.</param>
    public void Enqueue(Action work, Func<Exception?, IEnumerable<T>> done, int slots = 1)
    {
        ArgumentNullException.ThrowIfNull(work);
        slots = Math.Min(slots, _capacity);
        Enter(slots);
        Write(new Item(_share.Run(work), done, slots));
    }

    /// <summary>Queues work if there is room for it now. Never waits, whoever waits for room meanwhile.</summary>
    /// <returns>False if there is none; nothing was queued.</returns>
    public bool TryEnqueue(Action work, Func<Exception?, IEnumerable<T>> done, int slots = 1)
    {
        ArgumentNullException.ThrowIfNull(work);
        slots = Math.Min(slots, _capacity);
        if (!TryEnter(slots))
        {
            return false;
        }

        Write(new Item(_share.Run(work), done, slots));
        return true;
    }

    /// <summary>
    /// Queues notices that come after all earlier work. Never waits: a notice holds no media, and streams give few. What is
    /// beyond all measure breaks the queue.
    /// </summary>
    /// <param name="notices">Asked when their turn has come.</param>
    public void Enqueue(Func<IEnumerable<T>> notices)
    {
        ArgumentNullException.ThrowIfNull(notices);
        if (Interlocked.Increment(ref _notices) <= MostNotices)
        {
            Write(new Item(Task.CompletedTask, _ => notices(), Slots: 0));
        }
        else
        {
            Interlocked.Decrement(ref _notices);
            _broken(new MssException(MssError.SinkFailed, $"{MostNotices} notices wait for a disk that hangs."));
        }
    }

    /// <summary>Takes no more work; what is queued is still done.</summary>
    public void Close() => _items.Writer.TryComplete();

    /// <inheritdoc/>
    public void Dispose() => _slots.Dispose();

    // One at a time, or two who hold half of their slots each would wait for ever.
    private void Enter(int slots)
    {
        lock (_entering)
        {
            for (int i = 0; i < slots; i++)
            {
                _slots.Wait();
            }
        }
    }

    // Not the lock of those who wait. Two who try at once must not take each other's last slots, so there is one.
    private bool TryEnter(int slots)
    {
        lock (_trying)
        {
            int taken = 0;
            while (taken < slots && _slots.Wait(TimeSpan.Zero))
            {
                taken++;
            }

            if (taken < slots && taken > 0)
            {
                _slots.Release(taken);
            }

            return taken == slots;
        }
    }

    // There is room for as much work as there are slots, and for as many notices as may wait.
    private void Write(Item item)
    {
        if (!_items.Writer.TryWrite(item))
        {
            throw new InvalidOperationException("The queue is closed.");
        }
    }

    private async Task RunAsync()
    {
        var broken = new List<Exception>();
        await foreach (Item item in _items.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            try
            {
                foreach (T notice in item.Done(await FailureOf(item.Work).ConfigureAwait(false)))
                {
                    Volatile.Read(ref _observer)!.OnNext(notice);
                }
            }
#pragma warning disable CA1031 // A notice that throws is a bug; it must not make the other streams of the group wait for ever.
            catch (Exception bug)
#pragma warning restore CA1031
            {
                broken.Add(bug);
                _broken(bug);
            }

            if (item.Slots > 0)
            {
                _slots.Release(item.Slots);
            }
            else
            {
                Interlocked.Decrement(ref _notices);
            }

            Interlocked.Increment(ref _noticed);
        }

        End(broken);
    }

    private void End(List<Exception> broken)
    {
        if (broken.Count > 0)
        {
            _completion.SetException(new AggregateException(broken));
            return;
        }

        try
        {
            _observer!.OnCompleted();
            _completion.SetResult();
        }
#pragma warning disable CA1031 // As for a notice.
        catch (Exception bug)
#pragma warning restore CA1031
        {
            _completion.SetException(bug);
        }
    }

    private static async Task<Exception?> FailureOf(Task work)
    {
        try
        {
            await work.ConfigureAwait(false);
            return null;
        }
#pragma warning disable CA1031 // Whatever the work threw, who queued it must know.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            return failure;
        }
    }

    private readonly record struct Item(Task Work, Func<Exception?, IEnumerable<T>> Done, int Slots);

    private sealed class Unheard : IObserver<T>
    {
        public static Unheard Instance { get; } = new();

        public void OnNext(T value)
        {
        }

        public void OnError(Exception error)
        {
        }

        public void OnCompleted()
        {
        }
    }
}

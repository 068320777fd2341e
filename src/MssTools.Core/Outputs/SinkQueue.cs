using System.Threading.Channels;

namespace MssTools.Core.Outputs;

/// <summary>
/// The bounded queue in front of a sink. A few pieces of work run at a time; notices of their end come in the order
/// in which they were queued, on one thread. So a manifest that is written from a notice never names a fragment that
/// is not stored.
/// </summary>
/// <remarks>
/// Work mostly waits for the disk, so each piece has a thread of its own: the pool would run one piece per processor,
/// and the disk would wait for the next piece instead of making many files durable at once.
/// </remarks>
internal sealed class SinkQueue : IDisposable
{
    /// <summary>Notices that may wait for work before them: days of a disk that hangs.</summary>
    private const int MostNotices = 10_000;

    private readonly Channel<Item> _items;
    private readonly SemaphoreSlim _slots;
    private readonly Lock _entering = new();
    private readonly Lock _trying = new();
    private readonly Action<Exception> _broken;
    private readonly int _capacity;

    /// <summary>Creates the queue and starts its notices.</summary>
    /// <param name="capacity">Slots for work that is waiting or running; greater than zero.</param>
    /// <param name="broken">Told at once of a notice that threw, on the notices' thread; must not throw.</param>
    public SinkQueue(int capacity, Action<Exception>? broken = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        (_capacity, _broken) = (capacity, broken ?? (static _ => { }));
        _items = Channel.CreateBounded<Item>(new BoundedChannelOptions(capacity + MostNotices) { SingleReader = true });
        _slots = new SemaphoreSlim(capacity);
        Completion = Task.Factory.StartNew(
            RunAsync, CancellationToken.None, TaskCreationOptions.DenyChildAttach, TaskScheduler.Default).Unwrap();
    }

    /// <summary>Ends when the queue was closed and every notice was given; faults where a notice threw.</summary>
    public Task Completion { get; }

    /// <summary>Queues work; waits while the queue is full.</summary>
    /// <param name="work">Runs on a thread of its own, alongside other work.</param>
    /// <param name="done">Runs after the work and after all earlier notices, with what the work threw, whatever it is, or null.</param>
    /// <param name="slots">How many slots the work takes, for what it holds in memory; at least one.</param>
    public void Enqueue(Action work, Action<Exception?> done, int slots = 1)
    {
        ArgumentNullException.ThrowIfNull(work);
        slots = Math.Min(slots, _capacity);
        Enter(slots);
        Write(Started(work, done, slots));
    }

    /// <summary>Queues work if there is room for it now. Never waits, whoever waits for room meanwhile.</summary>
    /// <returns>False if there is none; nothing was queued.</returns>
    public bool TryEnqueue(Action work, Action<Exception?> done, int slots = 1)
    {
        ArgumentNullException.ThrowIfNull(work);
        slots = Math.Min(slots, _capacity);
        if (!TryEnter(slots))
        {
            return false;
        }

        Write(Started(work, done, slots));
        return true;
    }

    /// <summary>
    /// Queues a notice that comes after all earlier work. Does not wait for room for work: a notice holds no media, and
    /// streams give few.
    /// </summary>
    public void Enqueue(Action notice)
    {
        ArgumentNullException.ThrowIfNull(notice);
        Write(new Item(Task.CompletedTask, _ => notice(), Slots: 0));
    }

    /// <summary>Takes no more work; what is queued is still done.</summary>
    public void Close() => _items.Writer.TryComplete();

    /// <inheritdoc/>
    public void Dispose() => _slots.Dispose();

    private static Item Started(Action work, Action<Exception?> done, int slots) => new(
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default),
        done,
        slots);

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

    private void Write(Item item)
    {
        while (!_items.Writer.TryWrite(item))
        {
            if (!_items.Writer.WaitToWriteAsync().AsTask().GetAwaiter().GetResult())
            {
                throw new InvalidOperationException("The queue is closed.");
            }
        }
    }

    private async Task RunAsync()
    {
        var broken = new List<Exception>();
        await foreach (Item item in _items.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            try
            {
                item.Done(await FailureOf(item.Work).ConfigureAwait(false));
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
        }

        if (broken.Count > 0)
        {
            throw new AggregateException(broken);
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

    private readonly record struct Item(Task Work, Action<Exception?> Done, int Slots);
}

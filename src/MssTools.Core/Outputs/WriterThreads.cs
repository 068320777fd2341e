namespace MssTools.Core.Outputs;

/// <summary>
/// A bounded set of threads for work that mostly waits for a disk: the pool would run one piece per processor, and the disk
/// would wait for the next piece instead of making many files durable at once.
/// </summary>
/// <param name="most">Threads at a time; greater than zero. What is more waits, in order.</param>
internal sealed class WriterThreads(int most)
{
    /// <summary>A thread without work for so long ends.</summary>
    private static readonly TimeSpan s_idle = TimeSpan.FromSeconds(5);

    private readonly object _lock = new();
    private readonly Queue<Action> _waiting = [];
    private int _threads;
    private int _idle;

    /// <summary>Runs work on one of the threads. Returns at once.</summary>
    /// <param name="work">Must not throw.</param>
    public void Run(Action work)
    {
        ArgumentNullException.ThrowIfNull(work);
        lock (_lock)
        {
            _waiting.Enqueue(work);
            if (_waiting.Count <= _idle)
            {
                Monitor.Pulse(_lock);
            }
            else if (_threads < most)
            {
                _threads++;
                new Thread(RunAll) { IsBackground = true, Name = "MssTools writer" }.Start();
            }
        }
    }

    private void RunAll()
    {
        while (Take() is { } work)
        {
            work();
        }
    }

    private Action? Take()
    {
        lock (_lock)
        {
            bool mayWait = true;
            while (_waiting.Count == 0 && mayWait)
            {
                _idle++;
                mayWait = Monitor.Wait(_lock, s_idle);
                _idle--;
            }

            if (_waiting.TryDequeue(out Action? next))
            {
                return next;
            }

            _threads--;
            return null;
        }
    }
}

using System.Runtime.CompilerServices;

namespace MssTools.Core.Inputs.Rtmp;

/// <summary>
/// Work that takes turns on a few threads of the pool. However many wait here, others find the pool's other threads, and
/// between two turns this one.
/// </summary>
/// <param name="most">Most turns at a time.</param>
internal sealed class TurnQueue(int most) : IThreadPoolWorkItem
{
    private readonly Lock _lock = new();
    private readonly Queue<Action> _waiting = new();
    private int _running;

    /// <summary>Awaited, it gives the thread away and comes back when it is the caller's turn.</summary>
    public Turn Next() => new(this);

    /// <summary>Runs one turn, and queues at the pool for the next one.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        Action? turn;
        lock (_lock)
        {
            if (!_waiting.TryDequeue(out turn))
            {
                _running--; // others were faster
                return;
            }
        }

        turn();
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private void Add(Action turn)
    {
        lock (_lock)
        {
            _waiting.Enqueue(turn);
            if (_running == most)
            {
                return;
            }

            _running++;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>A turn to wait for; the default one is there already.</summary>
    internal readonly struct Turn(TurnQueue? queue) : ICriticalNotifyCompletion
    {
        /// <summary>True where there is nothing to wait for.</summary>
        public bool IsCompleted => queue is null;

        /// <summary>For await.</summary>
        public Turn GetAwaiter() => this;

        /// <summary>For await; there is no result.</summary>
        public void GetResult()
        {
            // What comes is a thread.
        }

        /// <inheritdoc/>
        public void OnCompleted(Action continuation) => queue!.Add(continuation);

        /// <inheritdoc/>
        public void UnsafeOnCompleted(Action continuation) => queue!.Add(continuation);
    }
}

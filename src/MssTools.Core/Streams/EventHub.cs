using System.Threading.Channels;

namespace MssTools.Core.Streams;

/// <summary>
/// Hands what happens to those who listen. Who raises an event never waits; a listener that is too slow misses the oldest, and is told how many. Without
/// listeners nothing is made.
/// </summary>
/// <param name="time">The clock.</param>
internal sealed class EventHub(TimeProvider time)
{
    /// <summary>Events that wait for one listener.</summary>
    private const int MostWaiting = 1000;

    private readonly Lock _lock = new();
    private Listener[] _listeners = [];

    /// <summary>True where somebody listens: the event need not be made otherwise.</summary>
    public bool IsHeard => Volatile.Read(ref _listeners).Length > 0;

    /// <summary>Hands an event on, with its time.</summary>
    public void Raise(MssEvent happened)
    {
        MssEvent timed = happened with { Time = time.GetUtcNow() };
        foreach (Listener listener in Volatile.Read(ref _listeners))
        {
            listener.Take(timed);
        }
    }

    /// <summary>Begins to listen; all that is raised from now on comes, in order.</summary>
    public Listener Listen()
    {
        var listener = new Listener(this);
        lock (_lock)
        {
            _listeners = [.. _listeners, listener];
        }

        return listener;
    }

    private void Forget(Listener listener)
    {
        lock (_lock)
        {
            _listeners = [.. _listeners.Where(other => other != listener)];
        }
    }

    /// <summary>One who listens, until disposed.</summary>
    internal sealed class Listener : IDisposable
    {
        private readonly EventHub _hub;
        private readonly Channel<MssEvent> _waiting;
        private long _missed;

        public Listener(EventHub hub)
        {
            _hub = hub;
            _waiting = Channel.CreateBounded<MssEvent>(
                new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true },
                _ => Interlocked.Increment(ref _missed));
        }

        /// <summary>The next event; waits for one.</summary>
        /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
        public async ValueTask<MssEvent> NextAsync(CancellationToken cancellationToken)
        {
            MssEvent next = await _waiting.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            long missed = Interlocked.Exchange(ref _missed, 0);
            return missed == 0 ? next : next with { Missed = missed };
        }

        /// <inheritdoc/>
        public void Dispose() => _hub.Forget(this);

        internal void Take(MssEvent happened) => _waiting.Writer.TryWrite(happened);
    }
}

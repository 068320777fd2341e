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

    /// <summary>Told when the first one begins to listen, and when nobody does any more. It is called under a lock, and must not listen itself.</summary>
    public Action<bool> HeardChanged { get; set; } = static _ => { };

    /// <summary>Name of the node whose events these are; empty without a cluster.</summary>
    public string Node { get; set; } = "";

    /// <summary>True where somebody listens: the event need not be made otherwise.</summary>
    public bool IsHeard => Volatile.Read(ref _listeners).Length > 0;

    /// <summary>Hands an event on, with its time and its node.</summary>
    public void Raise(MssEvent happened)
    {
        MssEvent timed = happened with { Time = time.GetUtcNow(), Node = Node };
        foreach (Listener listener in Volatile.Read(ref _listeners))
        {
            listener.Take(timed);
        }
    }

    /// <summary>Begins to listen; all that is raised from now on comes, in order.</summary>
    /// <param name="wanted">Whether an event is to come; null: all are. It is asked on the thread of who raises it.</param>
    public Listener Listen(Func<MssEvent, bool>? wanted = null)
    {
        var listener = new Listener(this, wanted ?? (static _ => true));
        lock (_lock)
        {
            _listeners = [.. _listeners, listener];
            if (_listeners.Length == 1)
            {
                HeardChanged(true);
            }
        }

        return listener;
    }

    private void Forget(Listener listener)
    {
        lock (_lock)
        {
            bool wasHeard = _listeners.Length > 0;
            _listeners = [.. _listeners.Where(other => other != listener)];
            if (wasHeard && _listeners.Length == 0)
            {
                HeardChanged(false);
            }
        }
    }

    /// <summary>One who listens, until disposed.</summary>
    internal sealed class Listener : IDisposable
    {
        private readonly EventHub _hub;
        private readonly Func<MssEvent, bool> _wanted;
        private readonly Channel<MssEvent> _waiting;
        private long _missed;
        private long _dropped;

        public Listener(EventHub hub, Func<MssEvent, bool> wanted)
        {
            (_hub, _wanted) = (hub, wanted);
            _waiting = Channel.CreateBounded<MssEvent>(
                new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true },
                _ => Drop());
        }

        /// <summary>Events that wait.</summary>
        public int Waiting => _waiting.Reader.Count;

        /// <summary>Events that were missed, all of them.</summary>
        public long Dropped => Volatile.Read(ref _dropped);

        /// <summary>The next event; waits for one.</summary>
        /// <exception cref="OperationCanceledException">The token was cancelled, or nothing is left after <see cref="Complete"/>.</exception>
        public async ValueTask<MssEvent> NextAsync(CancellationToken cancellationToken)
        {
            try
            {
                MssEvent next = await _waiting.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
                long missed = Interlocked.Exchange(ref _missed, 0);
                return missed == 0 ? next : next with { Missed = missed };
            }
            catch (ChannelClosedException)
            {
                throw new OperationCanceledException();
            }
        }

        /// <summary>Listens no more; what waits can still be read.</summary>
        public void Complete()
        {
            _hub.Forget(this);
            _waiting.Writer.TryComplete();
        }

        /// <inheritdoc/>
        public void Dispose() => _hub.Forget(this);

        internal void Take(MssEvent happened)
        {
            if (_wanted(happened))
            {
                _waiting.Writer.TryWrite(happened);
            }
        }

        private void Drop()
        {
            Interlocked.Increment(ref _missed);
            Interlocked.Increment(ref _dropped);
        }
    }
}

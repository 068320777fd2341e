namespace MssTools.Fuzz;

/// <summary>A clock whose waits are over at once: what is fuzzed is not sent in real time.</summary>
internal sealed class HastyTime : TimeProvider
{
    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new Fuse(callback, state);

    /// <summary>Fires where it is set, on a thread of the pool.</summary>
    private sealed class Fuse(TimerCallback callback, object? state) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => ThreadPool.UnsafeQueueUserWorkItem(_ => callback(state), null);

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}

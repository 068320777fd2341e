namespace MssTools.Core.Inputs.Rtmp;

/// <summary>
/// Has publishers read together, a few times a second: an encoder sends a message 70 times a second, and to wake a thread for each
/// costs more than to read it. The timer runs only while somebody waits. All members can be called from any thread.
/// </summary>
/// <param name="time">The clock.</param>
internal sealed class ReadTicks(TimeProvider time)
{
    /// <summary>The time between two ticks: the length of a picture at 25 a second.</summary>
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(40);

    private readonly Lock _lock = new();
    private TaskCompletionSource? _next;
    private ITimer? _timer;

    /// <summary>Ends with the next tick.</summary>
    public Task Next()
    {
        lock (_lock)
        {
            if (_next is null)
            {
                _next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _timer ??= time.CreateTimer(static ticks => ((ReadTicks)ticks!).Tick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                _timer.Change(s_interval, Timeout.InfiniteTimeSpan);
            }

            return _next.Task;
        }
    }

    private void Tick()
    {
        TaskCompletionSource? now;
        lock (_lock)
        {
            (now, _next) = (_next, null);
        }

        now?.SetResult();
    }
}

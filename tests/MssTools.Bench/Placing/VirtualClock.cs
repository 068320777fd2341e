namespace MssTools.Bench.Placing;

/// <summary>Time that passes as fast as what happens in it is done.</summary>
internal sealed class VirtualClock : TimeProvider
{
    private static readonly DateTimeOffset s_start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly PriorityQueue<Action, (TimeSpan At, long Number)> _events = new();
    private long _number;

    /// <summary>What has passed.</summary>
    public TimeSpan Now { get; private set; }

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override long GetTimestamp() => Now.Ticks;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => s_start + Now;

    /// <summary>Has something happen later.</summary>
    public void After(TimeSpan delay, Action action) => _events.Enqueue(action, (Now + delay, _number++));

    /// <summary>Lets time pass until something is so, or a limit.</summary>
    /// <returns>Whether it is so.</returns>
    public bool RunUntil(Func<bool> isSo, TimeSpan limit)
    {
        TimeSpan end = Now + limit;
        while (!isSo())
        {
            if (!_events.TryPeek(out Action? action, out (TimeSpan At, long Number) next) || next.At > end)
            {
                Now = end;
                return false;
            }

            _events.Dequeue();
            Now = next.At;
            action();
        }

        return true;
    }

    /// <summary>Lets so much time pass.</summary>
    public void Run(TimeSpan time) => RunUntil(static () => false, time);
}

namespace MssTools.Core.Tests.Services.Receivers;

/// <summary>A clock that jumps to the end of every pause, and whose limits of answers (those of a length) are never over.</summary>
/// <param name="limit">Length of the waits that do not end.</param>
internal sealed class HookTime(TimeSpan limit) : TimeProvider
{
    private readonly List<double> _pauses = [];
    private long _elapsed;

    public static DateTimeOffset Start { get; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Seconds of each pause.</summary>
    public IReadOnlyList<double> Pauses
    {
        get
        {
            lock (_pauses)
            {
                return [.. _pauses];
            }
        }
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Read(ref _elapsed);

    public override DateTimeOffset GetUtcNow() => Start.AddTicks(GetTimestamp());

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime > TimeSpan.Zero && dueTime != limit)
        {
            lock (_pauses)
            {
                _pauses.Add(dueTime.TotalSeconds);
            }

            Interlocked.Add(ref _elapsed, dueTime.Ticks);
            callback(state);
        }

        return new Never();
    }

    private sealed class Never : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}

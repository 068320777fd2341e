namespace MssTools.Core.Tests;

/// <summary>A clock that runs ten times as fast, so that live streams take a tenth of their time and disks still keep up.</summary>
internal sealed class FastTime(DateTimeOffset start) : TimeProvider
{
    private const int Factor = 10;

    private readonly long _began = System.GetTimestamp();

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => System.GetElapsedTime(_began).Ticks * Factor;

    public override DateTimeOffset GetUtcNow() => start.AddTicks(GetTimestamp());

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new FastTimer(System.CreateTimer(callback, state, Faster(dueTime), Faster(period)));

    private static TimeSpan Faster(TimeSpan wait) => wait > TimeSpan.Zero ? wait / Factor : wait;

    private sealed class FastTimer(ITimer inner) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => inner.Change(Faster(dueTime), Faster(period));

        public void Dispose() => inner.Dispose();

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}

using System.Diagnostics;

namespace MssTools.Integration.Tests.Faults;

/// <summary>
/// A clock that runs faster than ours, by which both the engine and the test encoders live, and whose time of day can
/// be set while it runs.
/// </summary>
/// <param name="speed">Seconds that pass in one of ours.</param>
internal sealed class FaultTime(double speed) : TimeProvider
{
    private readonly DateTimeOffset _utc = DateTimeOffset.UtcNow;
    private readonly long _start = Stopwatch.GetTimestamp();
    private long _step;

    /// <inheritdoc/>
    public override long TimestampFrequency { get; } = (long)(Stopwatch.Frequency / speed);

    /// <summary>Time since the clock was made.</summary>
    public TimeSpan Elapsed => GetElapsedTime(_start);

    /// <summary>Sets the time of day; timestamps go on.</summary>
    public void Step(TimeSpan by) => Interlocked.Add(ref _step, by.Ticks);

    /// <inheritdoc/>
    public override long GetTimestamp() => Stopwatch.GetTimestamp();

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => _utc + Elapsed + new TimeSpan(Interlocked.Read(ref _step));

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(callback, state, Scale(dueTime), Scale(period));

    /// <summary>Waits until the clock shows so much.</summary>
    public void WaitUntil(TimeSpan elapsed)
    {
        TimeSpan left = elapsed - Elapsed;
        if (left > TimeSpan.Zero)
        {
            Thread.Sleep(Scale(left));
        }
    }

    /// <summary>Waits for a while of this clock.</summary>
    public void Wait(TimeSpan length) => Thread.Sleep(Scale(length));

    // Infinite stays infinite.
    private TimeSpan Scale(TimeSpan length) => length <= TimeSpan.Zero ? length : length / speed;
}

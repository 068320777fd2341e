using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;

namespace MssTools.Integration.Tests.Faults;

/// <summary>
/// The clock by which both the engine and the test encoders live, faster than ours; its time of day can be set while it
/// runs. Where faults gate it goes in small steps, and stands still until all who take turns are done with the step
/// before: a machine that halts halts it too, and while nobody plays it stands. Where faults are measured it is our
/// clock, multiplied, which waits for nobody.
/// </summary>
internal sealed class FaultTime : TimeProvider, IDisposable
{
    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(20);

    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);
    private readonly Lock _lock = new();
    private readonly List<Turn> _turns = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;
    private readonly double _speed;
    private readonly long _start;
    private TaskCompletionSource _next = NewStep();
    private long _set;

    /// <param name="speed">Seconds that pass in one of ours; where faults gate, at most so many.</param>
    public FaultTime(double speed)
    {
        _speed = speed;
        _start = _time.GetTimestamp();
        _running = Task.Run(RunAsync);
    }

    /// <inheritdoc/>
    public override long TimestampFrequency => _time.TimestampFrequency;

    /// <summary>Time since the clock was made.</summary>
    public TimeSpan Elapsed => _time.GetElapsedTime(_start);

    /// <summary>Sets the time of day; timestamps go on.</summary>
    public void Step(TimeSpan by) => Interlocked.Add(ref _set, by.Ticks);

    /// <inheritdoc/>
    public override long GetTimestamp() => _time.GetTimestamp();

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => _time.GetUtcNow() + new TimeSpan(Interlocked.Read(ref _set));

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        _time.CreateTimer(callback, state, dueTime, period);

    /// <summary>Takes part until disposed: the clock makes no step while this one is busy.</summary>
    /// <param name="drives">False for who only looks on: for him alone the clock does not go.</param>
    public Turn Enter(bool drives = true)
    {
        var turn = new Turn(this, drives);
        lock (_lock)
        {
            _turns.Add(turn);
        }

        return turn;
    }

    /// <summary>Waits for a while of this clock.</summary>
    public async Task WaitAsync(TimeSpan length)
    {
        using Turn turn = Enter();
        for (TimeSpan end = Elapsed + length; Elapsed < end;)
        {
            await turn.EndAsync();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Cancel();
        _running.Wait();
        _stop.Dispose();
        Wake();
    }

    private static TaskCompletionSource NewStep() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task RunAsync()
    {
        var watch = Stopwatch.StartNew();
        TimeSpan last = TimeSpan.Zero;
        while (!_stop.IsCancellationRequested)
        {
            await Task.Delay(s_step / _speed, CancellationToken.None);
            TimeSpan now = watch.Elapsed;
            if (Measure.IsOn)
            {
                _time.Advance((now - last) * _speed);
                Wake();
            }
            else if (MayStep())
            {
                _time.Advance(s_step);
                Wake();
            }

            last = now;
        }
    }

    private bool MayStep()
    {
        lock (_lock)
        {
            return _turns.Exists(t => t.Drives) && _turns.TrueForAll(t => t.IsDone);
        }
    }

    private void Wake()
    {
        TaskCompletionSource step;
        lock (_lock)
        {
            _turns.ForEach(t => t.IsDone = false);
            (step, _next) = (_next, NewStep());
        }

        step.SetResult();
    }

    /// <summary>One who takes turns with the clock.</summary>
    internal sealed class Turn(FaultTime time, bool drives) : IDisposable
    {
        /// <summary>Whether the clock goes for this one.</summary>
        public bool Drives => drives;

        /// <summary>Whether the clock may make its next step.</summary>
        public bool IsDone { get; set; }

        /// <summary>Lets the clock make its next step, and waits for it.</summary>
        public Task EndAsync()
        {
            lock (time._lock)
            {
                IsDone = true;
                return time._next.Task;
            }
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            lock (time._lock)
            {
                time._turns.Remove(this);
            }
        }
    }
}

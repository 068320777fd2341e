using Microsoft.Extensions.Time.Testing;

namespace MssTools.Integration.Tests.Live;

/// <summary>A clock that runs many times faster than ours, for streams that keep to the clock.</summary>
internal sealed class FastClock : IDisposable
{
    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(4);

    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    /// <param name="start">What the clock shows first.</param>
    public FastClock(DateTimeOffset start)
    {
        Time = new FakeTimeProvider(start);
        _running = Task.Run(RunAsync);
    }

    public FakeTimeProvider Time { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Cancel();
        _running.Wait();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            Time.Advance(s_step);
            await Task.Delay(s_pause, CancellationToken.None);
        }
    }
}

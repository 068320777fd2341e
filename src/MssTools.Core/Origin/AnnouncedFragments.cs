using System.Collections.Concurrent;

namespace MssTools.Core.Origin;

/// <summary>
/// Waits for fragments that were announced and are not there yet. However many viewers wait for one fragment, one look
/// at the disk serves all.
/// </summary>
/// <param name="time">Its timers say when to look.</param>
internal sealed class AnnouncedFragments(TimeProvider time)
{
    /// <summary>How often the disk is looked at: little against a fragment's length, and cheap.</summary>
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentDictionary<string, Task<Arrival>> _watches = new(StringComparer.Ordinal);
    private int _waiting;

    /// <summary>Requests that wait.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Waits until a fragment has arrived, is expected no more, or the limit is over.</summary>
    /// <param name="path">Full path of the fragment's file.</param>
    /// <param name="look">Looks for it.</param>
    /// <param name="limit">The longest wait.</param>
    /// <param name="cancellationToken">Ends this wait and no other.</param>
    /// <exception cref="OperationCanceledException">The client has gone.</exception>
    public async Task<Arrival> WaitAsync(string path, Func<Arrival> look, TimeSpan limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(look);
        long start = time.GetTimestamp();
        Interlocked.Increment(ref _waiting);
        try
        {
            Arrival arrival = look();
            while (arrival.IsExpected && limit - time.GetElapsedTime(start) is { } left && left > TimeSpan.Zero)
            {
                Task<Arrival> watch = _watches.GetOrAdd(path, _ => WatchAsync(path, look, limit));
                arrival = await watch.WaitAsync(left, time, cancellationToken);
            }

            return arrival;
        }
        catch (TimeoutException)
        {
            return look();
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    // Ends by itself, so that nothing is left of a fragment that nobody waits for any more.
    private async Task<Arrival> WatchAsync(string path, Func<Arrival> look, TimeSpan limit)
    {
        long start = time.GetTimestamp();
        Arrival arrival;
        try
        {
            do
            {
                await Task.Delay(s_look, time, CancellationToken.None);
                arrival = look();
            }
            while (arrival.IsExpected && time.GetElapsedTime(start) < limit);
        }
        finally
        {
            _watches.TryRemove(path, out _);
        }

        return arrival;
    }
}

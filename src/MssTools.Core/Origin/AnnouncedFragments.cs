using System.Collections.Concurrent;

namespace MssTools.Core.Origin;

/// <summary>
/// Waits for fragments that were announced and are not there yet. A group has one watch while anybody waits for anything of it, and
/// one look at the disk serves all who wait for a fragment.
/// </summary>
/// <param name="time">Its timers say when to look.</param>
internal sealed class AnnouncedFragments(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, GroupWatch> _watches = new(StringComparer.Ordinal);
    private int _waiting;

    /// <summary>Requests that wait.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Waits until a fragment has arrived, is expected no more, or the limit is over.</summary>
    /// <param name="group">Full path of its group's folder.</param>
    /// <param name="path">Full path of the fragment's file.</param>
    /// <param name="look">Looks for it.</param>
    /// <param name="limit">The longest wait.</param>
    /// <param name="cancellationToken">Ends this wait and no other.</param>
    /// <exception cref="OperationCanceledException">The client has gone.</exception>
    public async Task<Arrival> WaitAsync(
        string group, string path, Func<Arrival> look, TimeSpan limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(look);
        if (limit <= TimeSpan.Zero)
        {
            return look();
        }

        Interlocked.Increment(ref _waiting);
        try
        {
            while (true)
            {
                GroupWatch watch = _watches.GetOrAdd(group, _ => new GroupWatch(time));
                var entry = KeyValuePair.Create(group, watch);
                if (watch.TryJoin(path, look, () => _watches.TryRemove(entry), out Task<Arrival>? arrival, out Action leave))
                {
                    try
                    {
                        return await arrival.WaitAsync(limit, time, cancellationToken);
                    }
                    finally
                    {
                        leave();
                    }
                }
            }
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
}

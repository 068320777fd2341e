using System.Collections.Concurrent;

namespace MssTools.Cluster;

/// <summary>What other nodes read of this one, or write to it, in one call after the other. Who does not call for a while is taken for gone.</summary>
/// <param name="most">At a time.</param>
/// <param name="time">The clock.</param>
internal sealed class Transfers<T>(int most, TimeProvider time) : IDisposable
    where T : class, IDisposable
{
    private static readonly TimeSpan s_silence = TimeSpan.FromSeconds(20);

    private readonly ConcurrentDictionary<Guid, Transfer> _transfers = new();

    /// <summary>Begins one; null: there are too many, or there is nothing to transfer.</summary>
    /// <param name="open">What is transferred; it is disposed when the transfer ends.</param>
    public Guid? TryAdd(Func<T?> open)
    {
        if (_transfers.Count >= most || open() is not { } item)
        {
            return null;
        }

        var id = Guid.NewGuid();
        _transfers[id] = new Transfer(item, time.GetTimestamp());
        return id;
    }

    /// <summary>What is transferred, for the next call; null: the transfer has ended.</summary>
    public T? Find(Guid id)
    {
        if (!_transfers.TryGetValue(id, out Transfer? transfer))
        {
            return null;
        }

        transfer.Called = time.GetTimestamp();
        return transfer.Item;
    }

    /// <summary>Ends one.</summary>
    public void Close(Guid id)
    {
        if (_transfers.TryRemove(id, out Transfer? transfer))
        {
            transfer.Item.Dispose();
        }
    }

    /// <summary>Ends all.</summary>
    public void Dispose()
    {
        foreach (Guid id in _transfers.Keys)
        {
            Close(id);
        }
    }

    /// <summary>Ends those that nobody called for a while.</summary>
    public void EndSilent()
    {
        foreach ((Guid id, Transfer transfer) in _transfers)
        {
            if (time.GetElapsedTime(transfer.Called) > s_silence)
            {
                Close(id);
            }
        }
    }

    private sealed class Transfer(T item, long called)
    {
        public T Item => item;

        public long Called { get; set; } = called;
    }
}

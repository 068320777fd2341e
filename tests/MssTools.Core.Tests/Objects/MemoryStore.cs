using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using MssTools.Core.Objects;

namespace MssTools.Core.Tests.Objects;

/// <summary>
/// A bucket in memory that does as the seam says, and as badly as a test wants. <c>ObjectStores.Use(store.Name, store)</c> has the engine use it.
/// </summary>
/// <param name="name">Scheme and bucket.</param>
/// <param name="shelf">Its objects; several stores may have the same ones, each with faults of its own.</param>
/// <param name="time">Its clock.</param>
internal sealed class MemoryStore(string name = "s3://memory", ObjectShelf? shelf = null, TimeProvider? time = null) : IObjectStore, IObjectStoreProvider
{
    private readonly ConcurrentQueue<ObjectRequest> _requests = new();
    private int _disposals;

    /// <inheritdoc/>
    public string Name => name;

    /// <summary>What is stored.</summary>
    public ObjectShelf Shelf { get; } = shelf ?? new ObjectShelf(time);

    /// <summary>What it does with a request.</summary>
    public Func<ObjectRequest, ObjectFault> Fault { get; set; } = static _ => ObjectFault.None;

    /// <summary>What a request waits for before anything is done: so a writer freezes.</summary>
    public Func<ObjectRequest, Task> Hold { get; set; } = static _ => Task.CompletedTask;

    /// <summary>All that it was asked, in order.</summary>
    public IReadOnlyCollection<ObjectRequest> Requests => _requests;

    /// <summary>How often it was disposed.</summary>
    public int Disposals => Volatile.Read(ref _disposals);

    /// <summary>How often it was asked for something.</summary>
    public int Count(ObjectAct act) => _requests.Count(r => r.Act == act);

    /// <inheritdoc/>
    public IObjectStore Open(ObjectAddress address) => address.Store == name ? this : throw new InvalidOperationException($"{address} is not in {name}.");

    /// <inheritdoc/>
    public async Task<ObjectTag?> PutAsync(string key, ObjectContent content, PutCondition condition, CancellationToken cancellationToken)
    {
        ObjectFault fault = await BeginAsync(new ObjectRequest(ObjectAct.Put, key, condition), MssError.SinkFailed, cancellationToken);
        if (fault == ObjectFault.Refuse && condition != PutCondition.None)
        {
            return null;
        }

        ObjectTag? tag = Shelf.Put(key, content, fault == ObjectFault.Lie ? PutCondition.None : condition);
        End(fault, MssError.SinkFailed, key);
        return tag;
    }

    /// <inheritdoc/>
    public async Task<StoredObject?> GetAsync(string key, long limit, CancellationToken cancellationToken)
    {
        ObjectFault fault = await BeginAsync(new ObjectRequest(ObjectAct.Get, key), MssError.SourceFailed, cancellationToken);
        End(fault, MssError.SourceFailed, key);
        if (Shelf.Find(key) is not { } found)
        {
            return null;
        }

        return found.Bytes.Length <= limit
            ? new StoredObject(found.Bytes, found.Tag, found.Written)
            : throw new MssException(MssError.MalformedInput, $"{name}/{key} has {found.Bytes.Length} bytes; at most {limit} are taken.");
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<string> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ObjectFault fault = await BeginAsync(new ObjectRequest(ObjectAct.List, prefix), MssError.SourceFailed, cancellationToken);
        End(fault, MssError.SourceFailed, prefix);
        foreach (string key in Shelf.List(prefix))
        {
            yield return key;
        }
    }

    /// <inheritdoc/>
    public async Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        ObjectFault fault = await BeginAsync(new ObjectRequest(ObjectAct.Delete, key), MssError.SinkFailed, cancellationToken);
        Shelf.Delete(key);
        End(fault, MssError.SinkFailed, key);
    }

    /// <summary>Only counts: what was opened twice is one store.</summary>
    public void Dispose() => Interlocked.Increment(ref _disposals);

    private async Task<ObjectFault> BeginAsync(ObjectRequest request, MssError failure, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _requests.Enqueue(request);
        await Hold(request).WaitAsync(cancellationToken);
        ObjectFault fault = Fault(request);
        switch (fault)
        {
            case ObjectFault.Fail:
                throw new MssException(failure, $"{name} answered 503 SlowDown about {request.Key}.");
            case ObjectFault.Deny:
                throw new MssException(MssError.AccessDenied, $"{name} answered 403 AccessDenied about {request.Key}.");
            case ObjectFault.Stall:
                await Task.Delay(time is null ? TimeSpan.Zero : IObjectStore.Patience, time ?? TimeProvider.System, cancellationToken);
                throw new MssException(MssError.TimedOut, $"{name} did not answer about {request.Key}.");
            default:
                return fault;
        }
    }

    private void End(ObjectFault fault, MssError failure, string key)
    {
        if (fault is ObjectFault.DoThenFail or ObjectFault.DoThenVanish)
        {
            throw new MssException(failure, $"{name} answered 500 InternalError about {key}.");
        }
    }
}

using System.Collections.Concurrent;

namespace MssTools.Core.Tests.Access;

/// <summary>Decides as a test says, and notes what it was asked.</summary>
internal sealed class FakeAuthorizer<TRequest>(Func<TRequest, Task<Verdict>> decide) : IAuthorizer<TRequest>
{
    public FakeAuthorizer(Func<TRequest, Verdict> decide)
        : this(request => Task.FromResult(decide(request)))
    {
    }

    public ConcurrentQueue<TRequest> Asked { get; } = new();

    public bool IsDisposed { get; private set; }

    public Task<Verdict> DecideAsync(TRequest request, CancellationToken limit)
    {
        Asked.Enqueue(request);
        return decide(request);
    }

    public void Dispose() => IsDisposed = true;
}

namespace MssTools;

/// <summary>
/// Decides who may in: viewers of a server, publishers of an ingest. It belongs to the server or ingest that was given it, which
/// disposes it when it stops, or cannot start.
/// </summary>
/// <typeparam name="TRequest">What it is shown of them.</typeparam>
public interface IAuthorizer<in TRequest> : IDisposable
{
    /// <summary>Decides. It is called from any thread, several times at once; what it throws lets nobody in.</summary>
    /// <param name="request">Who asks, and for what.</param>
    /// <param name="limit">Cancelled when nobody waits for the answer any more.</param>
    Task<Verdict> DecideAsync(TRequest request, CancellationToken limit);
}

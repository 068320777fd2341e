using System.Runtime.CompilerServices;
using MssTools.Core.Stored;

namespace MssTools.Core.Checks;

/// <summary>Gets the fragments of a rendition one behind the other, and asks a server for some of them ahead.</summary>
/// <param name="group">Where they are.</param>
internal sealed class FragmentFetcher(StoredGroup group)
{
    /// <summary>Requests that wait for a server at the same time.</summary>
    private const int Ahead = 4;

    /// <summary>Gets fragments.</summary>
    /// <param name="track">Their rendition.</param>
    /// <param name="positions">Their places in the list.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Documents, which the caller closes, or why one could not be got.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async IAsyncEnumerable<Fetched> FetchAsync(
        StoredTrack track, IEnumerable<int> positions, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        int depth = group.CanList ? 1 : Ahead;
        var running = new Queue<(int Position, Task<StoredDocument> Task)>();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            foreach (int position in positions)
            {
                running.Enqueue((position, group.OpenFragmentAsync(track, track.Index.Fragments[position].Time, ending.Token)));
                if (running.Count == depth)
                {
                    yield return await NextAsync(running).ConfigureAwait(false);
                }
            }

            while (running.Count > 0)
            {
                yield return await NextAsync(running).ConfigureAwait(false);
            }
        }
        finally
        {
            await ending.CancelAsync().ConfigureAwait(false);
            while (running.Count > 0)
            {
                await CloseAsync(running.Dequeue().Task).ConfigureAwait(false);
            }
        }
    }

    // What nobody takes any more.
    private static async Task CloseAsync(Task<StoredDocument> task)
    {
        try
        {
            (await task.ConfigureAwait(false)).Dispose();
        }
        catch (Exception failure) when (failure is MssException or OperationCanceledException)
        {
            // It would have been closed at once.
        }
    }

    private static async Task<Fetched> NextAsync(Queue<(int Position, Task<StoredDocument> Task)> running)
    {
        (int position, Task<StoredDocument> task) = running.Dequeue();
        try
        {
            return new Fetched(position, await task.ConfigureAwait(false), Failure: null);
        }
        catch (MssException failure)
        {
            return new Fetched(position, Document: null, failure);
        }
    }

    /// <summary>A fragment that was asked for.</summary>
    /// <param name="Position">Its place in the list.</param>
    /// <param name="Document">What came; null where nothing did.</param>
    /// <param name="Failure">Why nothing came.</param>
    internal sealed record Fetched(int Position, StoredDocument? Document, MssException? Failure);
}

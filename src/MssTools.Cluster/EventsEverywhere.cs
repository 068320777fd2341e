using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace MssTools.Cluster;

/// <summary>
/// What happens at all nodes, each in its order: this one's own, and those of others, which are fetched. A node that comes is listened to within two
/// seconds. Where a node was not heard for a while, <see cref="MssEvent.Missed"/> of its next event says so.
/// </summary>
/// <param name="node">This node.</param>
/// <param name="cluster">Knows the others.</param>
/// <param name="calls">Asks them.</param>
internal sealed class EventsEverywhere(Node node, Cluster cluster, ClusterCalls calls)
{
    /// <summary>Events that wait for who listens here; then the nodes keep them, and count what they drop.</summary>
    private const int MostWaiting = 200;

    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(2);

    /// <summary>A node that does not answer for so long is given up until it is looked for again; its answers come within a second.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly Channel<MssEvent> _events = Channel.CreateBounded<MssEvent>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });

    /// <summary>The events, until the token is cancelled or this node ends.</summary>
    /// <param name="listens">Called when all nodes that answer are listened to.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async IAsyncEnumerable<MssEvent> WatchAsync(Action listens, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var isHeard = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task own = Task.Run(() => FollowOwnAsync(isHeard, end.Token), CancellationToken.None);
        Task others = Task.Run(() => FollowOthersAsync(isHeard.Task, listens, end.Token), CancellationToken.None);
        try
        {
            await foreach (MssEvent happened in _events.Reader.ReadAllAsync(cancellationToken))
            {
                yield return happened;
            }
        }
        finally
        {
            await end.CancelAsync();
            await Task.WhenAll(own, others).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task FollowOwnAsync(TaskCompletionSource isHeard, CancellationToken end)
    {
        try
        {
            await foreach (MssEvent happened in node.Own.WatchAsync(isHeard.SetResult, end))
            {
                await _events.Writer.WriteAsync(happened, end);
            }
        }
        catch (OperationCanceledException gone)
        {
            _events.Writer.TryComplete(gone); // this node ends, or who listens has gone
        }
    }

    private async Task FollowOthersAsync(Task isOwnHeard, Action listens, CancellationToken end)
    {
        var followed = new Dictionary<SiloAddress, Task>();
        bool isTold = false;
        using var timer = new PeriodicTimer(s_look, node.Time);
        do
        {
            foreach (SiloAddress over in followed.Where(other => other.Value.IsCompleted).Select(other => other.Key).ToList())
            {
                followed.Remove(over);
            }

            ClusterMember[] fresh = [.. cluster.Living().Where(member => member.Name != node.Name && !followed.ContainsKey(member.SiloAddress))];
            Guid?[] readings = await Task.WhenAll(fresh.Select(async member => (await calls.TryAskAsync(member, static at => at.OpenEventsAsync()))?.Id));
            foreach ((ClusterMember member, Guid? reading) in fresh.Zip(readings))
            {
                if (reading is { } id)
                {
                    followed[member.SiloAddress] = FollowAsync(member.SiloAddress, id, isNew: !isTold, end);
                }
            }

            if (!isTold)
            {
                await isOwnHeard;
                listens();
                isTold = true;
            }
        }
        while (await timer.WaitForNextTickAsync(end));
    }

    private async Task FollowAsync(SiloAddress at, Guid reading, bool isNew, CancellationToken end)
    {
        bool hasMissed = !isNew;
        try
        {
            while (await cluster.At(at).ReadEventsAsync(reading).WaitAsync(s_patience, end) is { } answer)
            {
                foreach (MssEvent happened in answer.Read<MssEvent[]>())
                {
                    await _events.Writer.WriteAsync(hasMissed && happened.Missed == 0 ? happened with { Missed = 1 } : happened, end);
                    hasMissed = false;
                }
            }
        }
        catch (Exception failure) when (failure is TimeoutException or OrleansException or OperationCanceledException or ChannelClosedException)
        {
            // It is looked for again, or nobody listens any more.
        }
        finally
        {
            ClusterCalls.Leave(cluster.At(at).CloseEventsAsync(reading)); // else it ends by silence
        }
    }
}
